import { plainDecimal } from '@mrmarket/backtest/decimals';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import type { StrategyInfo } from '../api/schemas/bots.ts';
import type { Bot } from './bot.ts';
import { botResult, iso } from './bot-view.ts';

/** The strategies of this program, with what the bots here have made of them. */
export function strategyCatalog(
  definitions: readonly StrategyDefinition[],
  bots: readonly Bot[],
  now: number,
): StrategyInfo[] {
  return definitions.map((definition) => ({
    name: definition.name,
    title: definition.title,
    summary: definition.summary,
    schema: definition.parameters,
    risk: definition.risk ?? '',
    minimumCapital: definition.minimumCapital ?? '',
    bots: bots.filter(({ settings }) => settings.strategy === definition.name).length,
    history: history(definition, bots, now),
  }));
}

/** Of the bots with the commonest quote asset: results in different assets are not added up. */
function history({ name }: StrategyDefinition, bots: readonly Bot[], now: number): StrategyInfo['history'] {
  const own = bots.filter(({ settings, engineState }) => settings.strategy === name && engineState.opened);
  const byQuote = Map.groupBy(own, ({ instrument }) => instrument.quote);
  const [most] = [...byQuote].sort((a, b) => b[1].length - a[1].length);
  if (!most) return null;
  const [quote, group] = most;
  const { quoteDecimals } = group[0].instrument;
  let pnl = 0n;
  let maxDrawdown = 0;
  let fills = 0;
  let since = Infinity;
  for (const bot of group) {
    const { engineState, settings } = bot;
    pnl += unitsOf(botResult(bot).pnl, quoteDecimals);
    maxDrawdown = Math.max(maxDrawdown, Number(botResult(bot).maxDrawdown));
    fills += engineState.counts.fills;
    since = Math.min(since, settings.createdAt);
  }
  return {
    since: iso(since),
    days: Number(((now - since) / 86_400_000).toFixed(2)),
    pnl: plainDecimal(pnl, quoteDecimals),
    quote,
    maxDrawdown: plainDecimal(BigInt(Math.round(maxDrawdown * 100)), 2),
    fills,
  };
}

function unitsOf(amount: string, decimals: number): bigint {
  const [whole = '0', part = ''] = amount.replace('-', '').split('.');
  const units = BigInt(whole + part.padEnd(decimals, '0').slice(0, decimals));
  return amount.startsWith('-') ? -units : units;
}

import { plainDecimal } from '@mrmarket/backtest/decimals';
import { notionalUnits } from '@mrmarket/market/decimal';
import type { BotWatch } from '../api/ports.ts';
import type { Bot } from './bot.ts';
import { marksOf } from './bot-view.ts';

/**
 * Balances that no longer pay for the smallest order of the instrument: without quote nothing can be bought, without
 * base (spot) nothing sold. A bot that was never opened has none to speak of.
 */
export function lowBalances(bot: Bot): BotWatch['lowBalances'] {
  const { engineState, instrument } = bot;
  const [mark2] = Array.from(marksOf(bot));
  if (!engineState.opened || instrument.product !== 'spot' || mark2 === undefined || mark2 <= 0) return [];
  const { account } = engineState;
  const tick = Math.max(1, Math.floor(mark2 / 2));
  const lot = notionalUnits(instrument, tick, 1);
  const needed = instrument.minNotionalUnits > lot ? instrument.minNotionalUnits : lot;
  const lots = needed / lot + (needed % lot === 0n ? 0n : 1n);
  const baseNeeded = lots * instrument.baseUnitsPerLot;
  const low: { asset: string; amount: string; detail: string }[] = [];
  if (account.cash < needed) {
    const least = plainDecimal(needed, instrument.quoteDecimals);
    low.push({
      asset: instrument.quote,
      amount: plainDecimal(account.cash, instrument.quoteDecimals),
      detail: `the smallest order needs ${least}`,
    });
  }
  const inventory = account.positions[0]?.inventory ?? 0n;
  if (inventory < baseNeeded) {
    const least = plainDecimal(baseNeeded, instrument.baseDecimals);
    low.push({
      asset: instrument.base,
      amount: plainDecimal(inventory, instrument.baseDecimals),
      detail: `the smallest order needs ${least}`,
    });
  }
  return low;
}

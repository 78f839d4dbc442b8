import { decimalText } from '@mrmarket/backtest/report/number-text';
import type { Static } from 'typebox';
import type { BotDetail, BotSummary, FillRow, KillStatus, OrderRow } from '../api/schemas/bots.ts';
import { percentText, spanText } from '../health/figures.ts';
import { plainText, textList, textTable, timeText } from './text-table.ts';

/** The bots with what they do and what it brought, one a line; `now` in ms since the epoch. */
export function botTable(bots: readonly BotSummary[], now = Date.now()): string {
  if (bots.length === 0) return 'no bots yet; mrm bots create makes one\n';
  return textTable<BotSummary>(
    [
      { title: 'BOT', of: ({ name }) => name },
      { title: 'MARKET', of: marketText },
      { title: 'STATE', of: stateText },
      { title: 'FOR', of: ({ since }) => spanSince(since, now), right: true },
      { title: 'EQUITY', of: (bot) => money(bot, bot.result.equity), right: true },
      { title: 'PNL', of: (bot) => money(bot, bot.result.pnl, 'plus'), right: true },
      { title: '', of: ({ instrument }) => instrument.quote },
      { title: 'ORDERS', of: ({ openOrders }) => String(openOrders), right: true },
      { title: 'FILLS', of: ({ quoting }) => String(quoting.fills), right: true },
      { title: 'WHY', of: whyText },
    ],
    bots,
  );
}

/** One bot in full. */
export function botText(bot: BotDetail, now = Date.now()): string {
  const { instrument, result, quoting } = bot;
  const { base, quote } = instrument;
  const inQuote = (amount: string | null): string =>
    amount === null ? '-' : `${money(bot, amount, 'plus')} ${quote}`;
  const list = textList([
    ['bot', `${bot.name} (${bot.id})`],
    ['strategy', `${bot.strategyTitle} (${bot.strategy})`],
    ['market', `${marketText(bot)}, ${bot.mode}`],
    [
      'state',
      `${stateText(bot)} for ${spanSince(bot.since, now)}${whyText(bot) === '' ? '' : `: ${whyText(bot)}`}`,
    ],
    ['equity', result.equity === null ? '-' : `${money(bot, result.equity)} ${quote}`],
    ['PnL', inQuote(result.pnl)],
    ['  realized', inQuote(result.realized)],
    ['  unrealized', inQuote(result.unrealized)],
    ['  fees', inQuote(result.fees)],
    ['  rebates', inQuote(result.rebates)],
    ['volume', `${money(bot, result.volume)} ${quote}`],
    ['drawdown', `${money(bot, result.drawdown)} (largest ${money(bot, result.maxDrawdown)}) ${quote}`],
    ['inventory', `${result.inventory.base} ${base}`],
    ['quoting', `${percentText(quoting.uptime)} of the time, ${quoting.fills} fills`],
    ['balances', bot.balances.map(({ asset, amount }) => `${amount} ${asset}`).join(', ') || '-'],
    ['parameters', pairs(bot.parameters)],
    ['limits', pairs(bot.limits)],
  ]);
  return [
    list,
    bot.warnings.map((warning) => `warning: ${plainText(warning)}\n`).join(''),
    bot.restrictions.length === 0 ? '' : `\n${restrictionTable(bot)}`,
    bot.orders.length === 0 ? '' : `\n${openOrderTable(bot)}`,
  ].join('');
}

/** One line after a command: what the bot is now. */
export function botLine(bot: BotSummary): string {
  const why = whyText(bot);
  return `${plainText(bot.name)}: ${bot.state}${why === '' ? '' : ` (${plainText(why)})`}\n`;
}

export function orderTable(orders: readonly Static<typeof OrderRow>[]): string {
  if (orders.length === 0) return 'no orders\n';
  return textTable(
    [
      { title: 'TIME (UTC)', of: ({ createdAt }) => timeText(createdAt) },
      { title: 'ORDER', of: ({ clientId }) => clientId },
      { title: 'SIDE', of: ({ side }) => side },
      { title: 'PRICE', of: ({ price }) => price, right: true },
      { title: 'QUANTITY', of: ({ quantity }) => quantity, right: true },
      { title: 'FILLED', of: ({ filled }) => filled, right: true },
      { title: 'STATE', of: ({ state }) => state },
      { title: 'REASON', of: ({ reason }) => reason },
    ],
    orders,
  );
}

export function fillTable(fills: readonly FillRow[]): string {
  if (fills.length === 0) return 'no fills\n';
  return textTable(
    [
      { title: 'TIME (UTC)', of: ({ at }) => timeText(at) },
      { title: 'TRADE', of: ({ tradeId }) => tradeId },
      { title: 'SIDE', of: ({ side }) => side },
      { title: 'PRICE', of: ({ price }) => price, right: true },
      { title: 'QUANTITY', of: ({ quantity }) => quantity, right: true },
      { title: 'FEE', of: ({ fee, feeAsset }) => `${fee} ${feeAsset}`, right: true },
      { title: 'MAKER', of: ({ maker }) => (maker ? 'yes' : 'no') },
      { title: 'REALIZED', of: ({ realized }) => realized, right: true },
    ],
    fills,
  );
}

/** How far a kill has come. */
export function killText({ halted, by, since, bots }: KillStatus): string {
  const head = halted
    ? `the instance is halted by ${plainText(by ?? '-')} since ${timeText(since ?? '')} UTC; mrm bots lift --all allows starting again\n`
    : '';
  if (bots.length === 0) return `${head}${halted ? '' : 'nothing is halted\n'}`;
  return (
    head +
    textTable(
      [
        { title: 'BOT', of: ({ name }) => name },
        { title: 'KILL', of: ({ state }) => state },
        { title: 'CANCELLED', of: ({ cancelled, of }) => `${cancelled} of ${of}`, right: true },
        { title: '', of: ({ detail }) => detail },
      ],
      bots,
    )
  );
}

export function restrictionTable({ restrictions }: Pick<BotDetail, 'restrictions'>): string {
  return textTable(
    [
      { title: 'RESTRICTION', of: ({ key }) => key },
      { title: 'MODE', of: ({ mode }) => mode },
      { title: 'CODE', of: ({ code }) => code },
      { title: 'SINCE (UTC)', of: ({ since }) => timeText(since) },
      { title: '', of: ({ detail }) => detail },
    ],
    restrictions,
  );
}

function openOrderTable({ orders }: BotDetail): string {
  return textTable(
    [
      { title: 'OPEN ORDER', of: ({ clientId }) => clientId },
      { title: 'SIDE', of: ({ side }) => side },
      { title: 'PRICE', of: ({ price }) => price, right: true },
      { title: 'QUANTITY', of: ({ quantity }) => quantity, right: true },
      { title: 'FILLED', of: ({ filled }) => filled, right: true },
      { title: 'STATE', of: ({ state }) => state },
    ],
    orders,
  );
}

/** `2026-01-01 12:00:00` */
function marketText({ instrument, market }: BotSummary): string {
  const where = market.kind === 'recorded' ? market.recording : instrument.venue;
  return `${instrument.symbol} ${instrument.product}, ${where}`;
}

/** A halt says more than the state it leaves a bot in. */
function stateText({ state, risk }: BotSummary): string {
  return risk === 'ACTIVE' ? state : `${state}, ${risk.toLowerCase()}`;
}

/** Why it does not quote, where that is more than its state. */
function whyText({ state, detail }: BotSummary): string {
  return detail === state ? '' : detail;
}

function spanSince(since: string, now: number): string {
  return spanText(Math.max(0, now - Date.parse(since)));
}

function money({ instrument }: BotSummary, amount: string | null, sign?: 'plus'): string {
  return amount === null ? '-' : decimalText(amount, instrument.moneyDecimals, sign);
}

function pairs(values: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(values);
  if (entries.length === 0) return 'defaults';
  return entries
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

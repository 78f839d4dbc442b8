import type { BotWatch } from '../api/ports.ts';
import type { BotSummary } from '../api/schemas/bots.ts';
import type { Labels, Metric, Sample } from './prometheus-text.ts';

interface Figure {
  readonly name: string;
  readonly help: string;
  readonly type?: 'counter';
  /** Undefined: there is none now. */
  readonly read: (watch: BotWatch) => number | undefined;
}

const FIGURES: readonly Figure[] = [
  { name: 'mrm_bot_equity', help: 'Equity in quote', read: ({ summary }) => number(summary.result.equity) },
  {
    name: 'mrm_bot_pnl',
    help: 'Result since the first start in quote',
    read: ({ summary }) => number(summary.result.pnl),
  },
  {
    name: 'mrm_bot_realized',
    help: 'Realized result in quote',
    read: ({ summary }) => number(summary.result.realized),
  },
  {
    name: 'mrm_bot_fees',
    help: 'Fees in quote, negative when paid',
    read: ({ summary }) => number(summary.result.fees),
  },
  {
    name: 'mrm_bot_volume',
    help: 'Traded value in quote',
    type: 'counter',
    read: ({ summary }) => number(summary.result.volume),
  },
  {
    name: 'mrm_bot_drawdown',
    help: 'Equity below its peak in quote',
    read: ({ summary }) => number(summary.result.drawdown),
  },
  { name: 'mrm_bot_drawdown_use', help: 'Drawdown over its limit', read: ({ drawdownUse }) => drawdownUse },
  {
    name: 'mrm_bot_inventory_base',
    help: 'Held base',
    read: ({ summary }) => number(summary.result.inventory.base),
  },
  {
    name: 'mrm_bot_fills_total',
    help: 'Fills',
    type: 'counter',
    read: ({ summary }) => summary.quoting.fills,
  },
  {
    name: 'mrm_bot_orders_total',
    help: 'Orders sent',
    type: 'counter',
    read: ({ summary }) => summary.quoting.orders,
  },
  {
    name: 'mrm_bot_cancels_total',
    help: 'Cancels sent',
    type: 'counter',
    read: ({ summary }) => summary.quoting.cancels,
  },
  {
    name: 'mrm_bot_open_orders',
    help: 'Orders that rest or are on their way',
    read: ({ summary }) => summary.openOrders,
  },
  {
    name: 'mrm_bot_quoting_uptime',
    help: 'Share of time with quotes on both sides',
    read: ({ summary }) => summary.quoting.uptime,
  },
  {
    name: 'mrm_bot_unknown_order_seconds',
    help: 'Longest time an order has been unknown',
    read: ({ unknownMs }) => unknownMs / 1000,
  },
  {
    name: 'mrm_bot_book_live',
    help: '1 while the order book is trusted',
    read: ({ summary }) => (summary.bookState === 'live' ? 1 : 0),
  },
];

const STATES: readonly BotSummary['state'][] = [
  'created',
  'starting',
  'running',
  'degraded',
  'paused',
  'stopping',
  'stopped',
  'failed',
];

/** Figures of every bot that is not removed. */
export function botMetrics(watches: readonly BotWatch[]): Metric[] {
  return [
    {
      name: 'mrm_bot_state',
      help: '1 for the state a bot is in',
      type: 'gauge' as const,
      samples: watches.flatMap((watch) =>
        STATES.map((state) => ({
          labels: { ...labelsOf(watch), state },
          value: watch.summary.state === state ? 1 : 0,
        })),
      ),
    },
    ...FIGURES.map(({ name, help, type, read }): Metric => {
      const samples = watches.flatMap((watch): Sample[] => {
        const value = read(watch);
        return value === undefined ? [] : [{ labels: labelsOf(watch), value }];
      });
      return { name, help, type: type ?? 'gauge', samples };
    }),
  ];
}

function labelsOf({ summary }: BotWatch): Labels {
  return {
    bot: summary.id,
    name: summary.name,
    strategy: summary.strategy,
    instrument: summary.instrument.id,
  };
}

/** For charts of a monitoring system, which knows floats alone. */
function number(decimal: string | null): number | undefined {
  return decimal === null ? undefined : Number(decimal);
}

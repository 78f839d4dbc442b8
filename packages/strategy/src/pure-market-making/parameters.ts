import type { Static } from 'typebox';
import {
  bp,
  choice,
  count,
  factor,
  flag,
  list,
  off,
  parameters,
  price,
  qty,
  ratio,
  seconds,
  text,
} from '../parameter-types.ts';
import { MAX_LEVELS } from './proposal.ts';

/** A distance must leave a price above 0. */
const MAX_BP = 9_999;
const WEEK = 604_800;

/** Explicit levels of one side. */
const level = {
  spreadBp: bp({
    title: 'Spread',
    description: 'Distance of this level from the reference price.',
    minimum: 0,
    maximum: MAX_BP,
  }),
  qty: qty({ title: 'Size', description: 'Size of this level in base.', positive: true }),
};

const quoting = {
  bidSpreadBp: bp({
    title: 'Bid spread',
    description:
      'Distance of the first bid from the reference price. Under the maker fee a round trip loses.',
    default: 2,
    minimum: 0,
    maximum: MAX_BP,
  }),
  askSpreadBp: bp({
    title: 'Ask spread',
    description:
      'Distance of the first ask from the reference price. Under the maker fee a round trip loses.',
    default: 2,
    minimum: 0,
    maximum: MAX_BP,
  }),
  levels: count({
    title: 'Levels',
    description: 'Orders per side.',
    default: 1,
    minimum: 1,
    maximum: MAX_LEVELS,
  }),
  levelSpreadBp: bp({
    title: 'Level spread',
    description: 'Distance between two levels.',
    default: 2,
    minimum: 0,
    maximum: MAX_BP,
  }),
  orderQty: off(
    qty({
      title: 'Order size',
      description:
        'Size of the first level in base. When it is off, five times the smallest order value, rounded up to a lot ' +
        'at the first reference price.',
      positive: true,
    }),
  ),
  levelQty: qty({
    title: 'Level size',
    description: 'Each level is this much larger than the one before it.',
    default: '0',
  }),
  bidLevels: list(level, {
    title: 'Bid levels',
    description: 'Explicit bids, nearest first; they replace bid spread, levels and sizes.',
    maxItems: MAX_LEVELS,
  }),
  askLevels: list(level, {
    title: 'Ask levels',
    description: 'Explicit asks, nearest first; they replace ask spread, levels and sizes.',
    maxItems: MAX_LEVELS,
  }),
};

const renewing = {
  refreshSec: seconds({
    title: 'Refresh',
    description: 'Quotes are made anew after this time.',
    default: 10,
    minimum: 0.001,
    maximum: WEEK,
  }),
  toleranceBp: bp({
    title: 'Tolerance',
    description:
      'At a refresh, an order whose size agrees stays where it is up to this far from its new price. 0: the ' +
      'price must be the same. Below 0: every order is renewed.',
    default: 0,
    minimum: -1,
    maximum: MAX_BP,
  }),
  minSpreadBp: off(
    bp({
      title: 'Minimum spread',
      description:
        'On each event, orders nearer to the reference price than this are cancelled until the next refresh.',
      minimum: 0,
      maximum: MAX_BP,
    }),
  ),
  maxAgeSec: seconds({
    title: 'Maximum age',
    description: 'Orders older than this are renewed.',
    default: 1800,
    minimum: 1,
    maximum: WEEK,
  }),
  filledDelaySec: seconds({
    title: 'Delay after a fill',
    description: 'Pause before new quotes once an order has filled completely; the others stay until then.',
    default: 5,
    minimum: 0,
    maximum: WEEK,
  }),
  waitCancel: flag({
    title: 'Wait for cancels',
    description: 'Send a replacement only once the old order is known to be gone.',
    default: true,
  }),
};

const limits = {
  priceCeiling: off(
    price({
      title: 'Price ceiling',
      description: 'At or over this reference price nothing is bought.',
      positive: true,
    }),
  ),
  priceFloor: off(
    price({
      title: 'Price floor',
      description: 'At or under this reference price nothing is sold.',
      positive: true,
    }),
  ),
  movingBand: flag({
    title: 'Moving band',
    description: 'A second price band that is centred on the reference price once per period.',
    default: false,
  }),
  bandUpBp: bp({
    title: 'Band up',
    description: 'Ceiling of the moving band, over its centre.',
    default: 100,
    minimum: 0,
    maximum: 100_000,
  }),
  bandDownBp: bp({
    title: 'Band down',
    description: 'Floor of the moving band, under its centre.',
    default: 100,
    minimum: 0,
    maximum: MAX_BP,
  }),
  bandRefreshSec: seconds({
    title: 'Band period',
    description: 'Time until the moving band is centred anew.',
    default: 86_400,
    minimum: 1,
    maximum: 52 * WEEK,
  }),
};

const inventory = {
  pingPong: flag({
    title: 'Ping-pong',
    description: 'After buys only sell until as much was sold, and the other way round; counted by quantity.',
    default: false,
  }),
  skew: flag({
    title: 'Inventory skew',
    description: 'Shift size between bids and asks to bring the inventory to its target.',
    default: false,
  }),
  targetBaseRatio: ratio({
    title: 'Target ratio',
    description: 'Part of the portfolio that should be base. On a perpetual, of margin × leverage.',
    default: 0.5,
  }),
  skewRange: factor({
    title: 'Skew range',
    description:
      'Distance from the target at which one side is switched off, in multiples of all orders together.',
    default: 1,
    minimum: 0.001,
    maximum: 10_000,
  }),
  inventoryCostGuard: flag({
    title: 'Never sell under cost',
    description: 'Asks are at least the average cost plus the maker fee.',
    default: false,
  }),
};

const placing = {
  hanging: flag({
    title: 'Hanging orders',
    description: 'When one order of a pair fills, the other one stays through the refreshes.',
    default: false,
  }),
  hangingMaxBp: bp({
    title: 'Hanging limit',
    description: 'A hanging order farther from the reference price than this is cancelled.',
    default: 1000,
    minimum: 0,
    maximum: MAX_BP,
  }),
  optimize: flag({
    title: 'Optimize',
    description: 'Quote no better than one tick in front of the best order of others.',
    default: false,
  }),
  optimizeDepthQty: qty({
    title: 'Optimize depth',
    description: 'This much base at the top of the book is not looked at when the best order is searched.',
    default: '0',
  }),
  addCosts: flag({
    title: 'Add costs',
    description: 'Put the maker fee on top of the spread.',
    default: false,
  }),
  takeIfCrossed: flag({
    title: 'Take if crossed',
    description:
      'Send orders that would trade at once. Otherwise they are dropped, and all orders are post-only.',
    default: false,
  }),
};

const reference = {
  priceSource: choice(['own', 'reference', 'weighted'], {
    title: 'Price source',
    description: 'Book that gives the reference price: its own, one other, or the weighted mean of several.',
    default: 'own',
    runtime: false,
  }),
  priceType: choice(
    ['mid', 'microprice', 'depth', 'last', 'lastOwnTrade', 'bestBid', 'bestAsk', 'inventoryCost'],
    {
      title: 'Price type',
      description:
        'Which price of that book. depth: middle of the average prices for priceDepthQty. lastOwnTrade and ' +
        'inventoryCost start from mid until there is one.',
      default: 'mid',
    },
  ),
  priceDepthQty: off(
    qty({ title: 'Price depth', description: 'Amount of base that the depth price is for.', positive: true }),
  ),
  references: list(
    {
      instrument: text({ title: 'Instrument', description: 'Its id, venue:product:symbol.', runtime: false }),
      weight: factor({ title: 'Weight', description: 'Weight in the mean.', default: 1, minimum: 0.000001 }),
    },
    {
      title: 'References',
      description: 'Instruments the reference price comes from.',
      maxItems: 8,
      runtime: false,
    },
  ),
  maxDivergenceBp: bp({
    title: 'Maximum divergence',
    description: 'A reference farther from the median of all than this is left out.',
    default: 50,
    minimum: 0,
    maximum: 100_000,
  }),
  referenceMaxAgeSec: seconds({
    title: 'Reference age',
    description: 'A reference whose book has not changed for longer than this is left out.',
    default: 3,
    minimum: 0.001,
    maximum: WEEK,
  }),
};

const perpetual = {
  leverage: factor({
    title: 'Leverage',
    description: 'Perpetuals: position value allowed per margin balance.',
    default: 1,
    minimum: 1,
    maximum: 125,
    runtime: false,
  }),
  positionMode: choice(['oneWay'], {
    title: 'Position mode',
    description: 'Perpetuals: one net position per contract.',
    default: 'oneWay',
    runtime: false,
  }),
  longTakeProfitBp: off(
    bp({
      title: 'Take profit, long',
      description:
        'Perpetuals: a long is closed this far over its average cost, by an order in place of the asks.',
      minimum: 0.01,
      maximum: 100_000,
    }),
  ),
  shortTakeProfitBp: off(
    bp({
      title: 'Take profit, short',
      description:
        'Perpetuals: a short is closed this far under its average cost, by an order in place of the bids.',
      minimum: 0.01,
      maximum: MAX_BP,
    }),
  ),
  stopLossBp: off(
    bp({
      title: 'Stop loss',
      description: 'Perpetuals: when mid is this far on the wrong side of the average cost, all is closed.',
      minimum: 0.01,
      maximum: MAX_BP,
    }),
  ),
  stopRetrySec: seconds({
    title: 'Stop retry',
    description: 'Time until a stop order that did not close everything is sent again.',
    default: 2,
    minimum: 0.1,
    maximum: 3600,
  }),
  stopSlippageBp: bp({
    title: 'Stop slippage',
    description: 'How far beyond the best price a stop order may trade.',
    default: 50,
    minimum: 0,
    maximum: MAX_BP,
  }),
};

/** All parameters of pure market making, in the order they are shown. */
export const pureMarketMakingParameters = parameters({
  ...quoting,
  ...renewing,
  ...limits,
  ...inventory,
  ...placing,
  ...reference,
  ...perpetual,
});

export type PureMarketMakingParameters = Static<typeof pureMarketMakingParameters>;

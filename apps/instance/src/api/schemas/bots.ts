import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Decimal, Id, Nullable, Timestamp } from './common.ts';

/** Stored life-cycle state (trading.md 6.1). On screen `created` reads stopped and `starting` degraded. */
export const BotState = Type.Enum([
  'created',
  'starting',
  'running',
  'degraded',
  'paused',
  'stopping',
  'stopped',
  'failed',
]);
export type BotState = Static<typeof BotState>;
export const RiskMode = Type.Enum(['ACTIVE', 'REDUCING', 'HALTED']);
export type RiskMode = Static<typeof RiskMode>;
export const BookState = Type.Enum(['off', 'syncing', 'live', 'stale']);
export const SideName = Type.Enum(['buy', 'sell']);

/** What a bot trades on. */
export const BotMarket = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('generated'),
      product: Type.Enum(['spot', 'usdm'], { default: 'spot' }),
      symbol: Type.String({ pattern: '^[A-Z0-9]{3,20}$', default: 'BTCUSDT' }),
      /** Where the price begins; default: a usual price of the symbol. */
      startPrice: Type.Optional(Decimal),
      seed: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('recorded'),
      /** Name of a recording as `GET /api/markets` lists it. */
      recording: Type.String({ minLength: 1, maxLength: 200 }),
      /** Times real time. */
      speed: Type.Optional(Type.Number({ minimum: 0.1, maximum: 100, default: 1 })),
    },
    { additionalProperties: false },
  ),
  /** A venue of another kind that the program was started with; what follows the kind is its own settings. */
  Type.Object(
    {
      kind: Type.Literal('venue'),
      venue: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
      settings: Type.Record(Type.String(), Type.String({ maxLength: 400 })),
    },
    { additionalProperties: false },
  ),
]);
export type BotMarket = Static<typeof BotMarket>;

export const Instrument = Type.Object({
  id: Type.String({ description: 'venue:product:symbol' }),
  venue: Type.String(),
  product: Type.Enum(['spot', 'usdm']),
  symbol: Type.String(),
  base: Type.String(),
  quote: Type.String(),
  tickSize: Decimal,
  lotSize: Decimal,
  minQty: Decimal,
  minNotional: Decimal,
  /** For display: decimals of prices, of quantities, and of money in quote. */
  priceDecimals: Type.Integer(),
  quantityDecimals: Type.Integer(),
  moneyDecimals: Type.Integer(),
});
export type Instrument = Static<typeof Instrument>;

const StrategyParameters = Type.Record(Type.String(), Type.Unknown(), {
  description: 'as the strategy’s own schema says, see GET /api/strategies/{name}',
});
const BotName = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\s].*[^\\s]$|^[^\\s]$' });

export const CreateBot = Type.Object(
  {
    name: BotName,
    strategy: Type.String({ minLength: 1, maxLength: 40, default: 'pmm' }),
    market: BotMarket,
    parameters: Type.Optional(StrategyParameters),
    /** Risk limits as in the engine's schema; what is left out has its default. */
    limits: Type.Optional(Type.Record(Type.String(), Type.Number())),
    /** Paper balances at the start. */
    quoteBalance: Type.Optional(Decimal),
    baseBalance: Type.Optional(Decimal),
    /** Starts it at once. */
    start: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false },
);
export type CreateBot = Static<typeof CreateBot>;

export const EditBot = Type.Object(
  {
    name: Type.Optional(BotName),
    /** Only what changes; null returns a parameter to its default. Those marked `runtime` may change while it runs. */
    parameters: Type.Optional(StrategyParameters),
    limits: Type.Optional(Type.Record(Type.String(), Type.Number())),
  },
  { additionalProperties: false },
);
export type EditBot = Static<typeof EditBot>;

/** Money is in quote, signs as they are: fees paid are negative. */
export const BotResult = Type.Object({
  equity: Nullable(Decimal),
  startEquity: Nullable(Decimal),
  /** equity − startEquity − flows = realized + unrealized + fees + rebates. */
  pnl: Decimal,
  realized: Decimal,
  unrealized: Decimal,
  fees: Decimal,
  rebates: Decimal,
  volume: Decimal,
  makerShare: Type.Number({ minimum: 0, maximum: 1 }),
  /** PnL per volume in basis points; null without volume. */
  pnlPerVolumeBp: Nullable(Type.Number()),
  drawdown: Decimal,
  maxDrawdown: Decimal,
  inventory: Type.Object({ base: Decimal, quote: Decimal, averageCost: Nullable(Decimal) }),
});
export type BotResult = Static<typeof BotResult>;

export const BotQuoting = Type.Object({
  spreadBp: Nullable(Type.Number()),
  /** Share of time with a resting order on each side, 0..1, since the first start. */
  uptime: Type.Number(),
  orders: Type.Integer(),
  cancels: Type.Integer(),
  fills: Type.Integer(),
  denied: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() })),
});

export const Restriction = Type.Object({
  key: Type.String(),
  mode: RiskMode,
  code: Type.String(),
  detail: Type.String(),
  since: Timestamp,
  until: Nullable(Timestamp),
});
export type Restriction = Static<typeof Restriction>;

/** One row of the list, and the live part of a bot's page. */
export const BotSummary = Type.Object(
  {
    id: Id,
    name: Type.String(),
    strategy: Type.String(),
    strategyTitle: Type.String(),
    mode: Type.Enum(['paper', 'live']),
    market: BotMarket,
    instrument: Instrument,
    state: BotState,
    since: Timestamp,
    /** Why it does not quote, in words; empty while it does. */
    detail: Type.String(),
    risk: RiskMode,
    bookState: BookState,
    result: BotResult,
    quoting: BotQuoting,
    openOrders: Type.Integer(),
    /** Paper: part of the recording played, 0..1; null without an end. */
    progress: Nullable(Type.Number()),
  },
  { $id: 'BotSummary' },
);
export type BotSummary = Static<typeof BotSummary>;

export const OpenOrder = Type.Object({
  clientId: Type.String(),
  side: SideName,
  price: Decimal,
  quantity: Decimal,
  filled: Decimal,
  state: Type.Enum(['sent', 'resting', 'cancelling', 'unknown']),
  createdAt: Timestamp,
});

export const BotDetail = Type.Object(
  {
    ...BotSummary.properties,
    parameters: Type.Record(Type.String(), Type.Unknown()),
    limits: Type.Record(Type.String(), Type.Number()),
    fees: Type.Object({ maker: Decimal, taker: Decimal }),
    warnings: Type.Array(Type.String()),
    restrictions: Type.Array(Restriction),
    orders: Type.Array(OpenOrder),
    /** None before its first start: what it gets depends on the price then. */
    balances: Type.Array(Type.Object({ asset: Type.String(), amount: Decimal })),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { $id: 'BotDetail' },
);
export type BotDetail = Static<typeof BotDetail>;

export const OrderRow = Type.Object({
  clientId: Type.String(),
  side: SideName,
  price: Decimal,
  quantity: Decimal,
  filled: Decimal,
  /** As in the order state machine: OPEN, FILLED, CANCELED … */
  state: Type.String(),
  reason: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export const FillRow = Type.Object(
  {
    id: Type.String({ description: 'grows with time within the bot' }),
    at: Timestamp,
    tradeId: Type.String(),
    clientId: Type.String(),
    side: SideName,
    price: Decimal,
    quantity: Decimal,
    quote: Decimal,
    fee: Decimal,
    feeAsset: Type.String(),
    maker: Type.Boolean(),
    /** Realized by this fill, gross, in quote. */
    realized: Decimal,
  },
  { $id: 'Fill' },
);
export type FillRow = Static<typeof FillRow>;

/** For charts: numbers, not money. A gap in time is a gap in the data. */
export const SamplePoint = Type.Object({
  at: Timestamp,
  equity: Type.Number(),
  drawdown: Type.Number(),
  inventory: Type.Number(),
  mid: Type.Number(),
  bid: Nullable(Type.Number()),
  ask: Nullable(Type.Number()),
  /** Share of the step with both sides resting. */
  uptime: Type.Number(),
});
export type SamplePoint = Static<typeof SamplePoint>;
export const SeriesQuery = Type.Object({
  range: Type.Enum(['15m', '1h', '6h', '1d', '7d', '30d', 'all'], { default: '1h' }),
  /** At most this many points. */
  points: Type.Optional(Type.Integer({ minimum: 10, maximum: 10000, default: 1000 })),
});
export const Series = Type.Object({ stepSec: Type.Number(), points: Type.Array(SamplePoint) });

export const BotEvent = Type.Object(
  {
    id: Type.String(),
    at: Timestamp,
    botId: Nullable(Id),
    level: Type.Enum(['info', 'warning', 'alarm']),
    code: Type.String(),
    text: Type.String(),
  },
  { $id: 'BotEvent' },
);
export type BotEvent = Static<typeof BotEvent>;

export const PreviewRequest = Type.Object(
  {
    /** An existing bot's book is used if given, else a moment of the market. */
    botId: Type.Optional(Id),
    strategy: Type.String({ minLength: 1, maxLength: 40 }),
    market: Type.Optional(BotMarket),
    parameters: Type.Record(Type.String(), Type.Unknown()),
    quoteBalance: Type.Optional(Decimal),
    baseBalance: Type.Optional(Decimal),
  },
  { additionalProperties: false },
);
export const Preview = Type.Object({
  instrument: Instrument,
  mid: Decimal,
  bids: Type.Array(Type.Object({ price: Decimal, quantity: Decimal })),
  asks: Type.Array(Type.Object({ price: Decimal, quantity: Decimal })),
  quotes: Type.Array(
    Type.Object({ side: SideName, price: Decimal, quantity: Decimal, distanceBp: Type.Number() }),
  ),
  /** Why it would not quote; empty when it would. */
  detail: Type.String(),
  warnings: Type.Array(Type.String()),
});
export type Preview = Static<typeof Preview>;

export const LiftRequest = Type.Object(
  { key: Type.String({ minLength: 1, maxLength: 80 }) },
  { additionalProperties: false },
);

/** The kill switch. Without a scope: everything. */
export const KillRequest = Type.Object(
  {
    scope: Type.Optional(
      Type.Union([
        Type.Object(
          { kind: Type.Literal('bots'), ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) },
          { additionalProperties: false },
        ),
        Type.Object(
          { kind: Type.Literal('venue'), venue: Type.String({ maxLength: 40 }) },
          { additionalProperties: false },
        ),
        Type.Object(
          { kind: Type.Literal('strategy'), strategy: Type.String({ maxLength: 40 }) },
          { additionalProperties: false },
        ),
      ]),
    ),
  },
  { additionalProperties: false },
);
export type KillRequest = Static<typeof KillRequest>;
/** How far a kill has come: asked for once, then watched in `GET /api/kill` or on channel `kill`. */
export const KillStatus = Type.Object(
  {
    halted: Type.Boolean({ description: 'the whole instance is halted: nothing starts' }),
    since: Nullable(Timestamp),
    by: Nullable(Type.String()),
    bots: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        venue: Type.String(),
        state: Type.Enum(['stopping', 'done', 'failed']),
        cancelled: Type.Integer(),
        of: Type.Integer(),
        detail: Type.String(),
      }),
    ),
  },
  { $id: 'KillStatus' },
);
export type KillStatus = Static<typeof KillStatus>;

export const StrategyInfo = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    summary: Type.String(),
    /** JSON Schema of the parameters; `unit` and `runtime` are annotations of ours. */
    schema: Type.Unknown(),
    risk: Type.String({ description: 'what can go wrong, in a sentence' }),
    minimumCapital: Type.String(),
    /** How many bots of this instance use it now. */
    bots: Type.Integer(),
    /** Result of its bots here: always with window and drawdown. */
    history: Nullable(
      Type.Object({
        since: Timestamp,
        days: Type.Number(),
        pnl: Decimal,
        quote: Type.String(),
        maxDrawdown: Decimal,
        fills: Type.Integer(),
      }),
    ),
  },
  { $id: 'Strategy' },
);
export type StrategyInfo = Static<typeof StrategyInfo>;

export const Markets = Type.Object({
  generated: Type.Array(
    Type.Object({
      product: Type.Enum(['spot', 'usdm']),
      symbol: Type.String(),
      base: Type.String(),
      quote: Type.String(),
    }),
  ),
  recordings: Type.Array(
    Type.Object({
      name: Type.String(),
      product: Type.Enum(['spot', 'usdm']),
      symbol: Type.String(),
      files: Type.Array(Type.String()),
      bytes: Type.Integer(),
    }),
  ),
  /** Kinds of venue this program was started with besides. */
  venues: Type.Array(Type.String()),
});

export const Overview = Type.Object(
  {
    /** Totals per quote asset: never summed over different ones. */
    totals: Type.Array(
      Type.Object({
        quote: Type.String(),
        moneyDecimals: Type.Integer(),
        equity: Decimal,
        pnl: Decimal,
        today: Decimal,
        drawdown: Decimal,
        bots: Type.Integer(),
      }),
    ),
    /** For display: units of `to` for one of `from`, by the prices at which the bots are valued. */
    rates: Type.Array(
      Type.Object({
        from: Type.String(),
        to: Type.String(),
        rate: Decimal,
        /** Digits after the point that amounts in `to` are shown with. */
        decimals: Type.Integer(),
      }),
    ),
    bots: Type.Array(BotSummary),
    alerts: Type.Object({ firing: Type.Integer(), pending: Type.Integer() }),
    lowBalances: Type.Array(
      Type.Object({
        botId: Id,
        bot: Type.String(),
        asset: Type.String(),
        amount: Decimal,
        detail: Type.String(),
      }),
    ),
    halted: Type.Boolean(),
  },
  { $id: 'Overview' },
);
export type Overview = Static<typeof Overview>;

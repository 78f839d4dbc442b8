import type { Instrument } from '@mrmarket/market/instrument';
import { createInstrument } from '@mrmarket/market/instrument';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { Side } from '@mrmarket/market/side';

/** One tick is 1 quote and one lot is 1 base, so that amounts can be computed by hand. */
export const plainSpot = createInstrument({
  venue: 'binance',
  product: 'spot',
  symbol: 'ABCUSD',
  base: 'ABC',
  quote: 'USD',
  tickSize: '1',
  lotSize: '1',
});

/** Something that happens in a scenario's market, `atMs` after its start. */
export type MarketAct = { readonly atMs: number } & (
  | { readonly bid: number; readonly ask: number }
  | { readonly trade: readonly [tick: number, lots: number]; readonly aggressor: Side }
  | { readonly levels: readonly LevelChange[] }
);

export type LevelChange = readonly [side: Side, tick: number, lots: number];

export interface ScenarioMarket {
  readonly instrument?: Instrument;
  /** Best prices at the start, ticks. */
  readonly bid?: number;
  readonly ask?: number;
  /** Lots at each of the `depth` levels a side. */
  readonly lots?: number;
  readonly depth?: number;
  readonly acts?: readonly MarketAct[];
  /** A depth message without news comes this often, ms. */
  readonly beatMs?: number;
  /** No message later than this, ms. */
  readonly endMs?: number;
  /** Time from exchange to strategy, µs; negative for a recorder whose clock is behind. */
  readonly latencyUs?: number;
}

/** Start of all scenarios, µs: a round time, not at the turn of a day. */
export const SCENARIO_START_US = 1_700_000_000_000_000;
const FIRST_ID = 1000;

interface Message {
  readonly kind: MessageKind;
  readonly atUs: number;
  readonly rows: readonly LevelChange[];
}

/** The recording of a small market: a snapshot, a beat of empty changes, and the acts. */
export function scenarioRecording(market: ScenarioMarket = {}): Recording {
  const { bid = 1000, ask = 1001, lots = 100, depth = 5, beatMs = 100, endMs = 120_000 } = market;
  const { acts = [], latencyUs = 1000, instrument = plainSpot } = market;
  const at = (ms: number): number => SCENARIO_START_US + ms * 1000;
  const shown = new Book(lots, depth);
  const messages: Message[] = [{ kind: MessageKind.Snapshot, atUs: at(0), rows: shown.moveTo(bid, ask) }];
  const sorted = [...acts].sort((a, b) => a.atMs - b.atMs);
  let next = 0;
  for (let ms = beatMs; ms <= endMs; ms += beatMs) {
    for (let act = sorted[next]; act !== undefined && act.atMs < ms; act = sorted[++next])
      messages.push(message(act, at(act.atMs), shown));
    messages.push({ kind: MessageKind.Depth, atUs: at(ms), rows: [[Side.Buy, 1, lots]] });
  }
  return columns(messages, { instrument, latencyUs });
}

function message(act: MarketAct, atUs: number, shown: Book): Message {
  if ('bid' in act) return { kind: MessageKind.Depth, atUs, rows: shown.moveTo(act.bid, act.ask) };
  if ('levels' in act) return { kind: MessageKind.Depth, atUs, rows: act.levels };
  return { kind: MessageKind.Trade, atUs, rows: [[act.aggressor, ...act.trade]] };
}

/** What the scripted market shows: `depth` prices in a row on both sides. */
class Book {
  private rows: LevelChange[] = [];
  private readonly lots: number;
  private readonly depth: number;

  constructor(lots: number, depth: number) {
    this.lots = lots;
    this.depth = depth;
  }

  /** Changes that bring the best prices to where they are wanted. */
  moveTo(bid: number, ask: number): LevelChange[] {
    const rows: LevelChange[] = [];
    for (let i = 0; i < this.depth; i++)
      rows.push([Side.Buy, bid - i, this.lots], [Side.Sell, ask + i, this.lots]);
    const kept = new Set(rows.map(([side, tick]) => `${side}:${tick}`));
    const gone = this.rows.filter(([side, tick]) => !kept.has(`${side}:${tick}`));
    this.rows = rows;
    return [...gone.map(([side, tick]): LevelChange => [side, tick, 0]), ...rows];
  }
}

function columns(
  messages: readonly Message[],
  { instrument, latencyUs }: { instrument: Instrument; latencyUs: number },
): Recording {
  const rows = messages.flatMap((m) => m.rows);
  let level = 0;
  const firstLevel = [0, ...messages.map((m) => (level += m.rows.length))];
  let depthId = FIRST_ID;
  const lastId = messages.map(({ kind }, m) => {
    // Trades have numbers of their own; those of depth messages go on without a gap over them.
    if (kind === MessageKind.Trade) return m;
    if (kind === MessageKind.Depth) depthId++;
    return depthId;
  });
  return {
    instrument,
    length: messages.length,
    kind: Uint8Array.from(messages, (m) => m.kind),
    exchUs: Float64Array.from(messages, (m) => m.atUs),
    localUs: Float64Array.from(messages, (m) => m.atUs + latencyUs),
    firstId: Float64Array.from(lastId),
    lastId: Float64Array.from(lastId),
    previousId: Float64Array.from(lastId, (last) => last - 1),
    firstLevel: Uint32Array.from(firstLevel),
    levels: {
      side: Uint8Array.from(rows, (row) => row[0]),
      tick: Int32Array.from(rows, (row) => row[1]),
      lots: Float64Array.from(rows, (row) => row[2]),
    },
    exchangeOrder: Uint32Array.from(messages, (_, m) => m),
    dataHash: '0'.repeat(64),
    clockOffsetNs: 0n,
    sources: [],
    notes: [],
  };
}

import type { Instrument } from '@mrmarket/market/instrument';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { Side } from '@mrmarket/market/side';
import type { Row } from './make-levels.ts';

/** A message as a test writes it. Times are µs after the start; `localUs` is 1000 later unless given. */
export type Message = { readonly exchUs: number; readonly localUs?: number } & (
  | { readonly snapshot: number; readonly bids: readonly Row[]; readonly asks: readonly Row[] }
  | {
      readonly depth: number;
      readonly after?: number;
      readonly bids?: readonly Row[];
      readonly asks?: readonly Row[];
    }
  | { readonly bought: Row; readonly id: number }
  | { readonly sold: Row; readonly id: number }
  | { readonly best: number; readonly bid: Row; readonly ask: Row }
);

/** Start of such recordings, µs. */
export const START_US = 1_700_000_000_000_000;

/** A recording with these messages in the order of their arrival. A depth message follows id - 1 unless it says `after`. */
export function makeRecording(instrument: Instrument, messages: readonly Message[]): Recording {
  const rows: [Side, Row][] = [];
  const firstLevel = [0];
  const kind: number[] = [];
  const [firstId, lastId, previousId]: number[][] = [[], [], []];
  for (const message of messages) {
    const [what, first, last, previous] = describe(message);
    kind.push(what);
    firstId.push(first);
    lastId.push(last);
    previousId.push(previous);
    rows.push(...rowsOf(message));
    firstLevel.push(rows.length);
  }
  const exchUs = Float64Array.from(messages, (message) => START_US + message.exchUs);
  return {
    instrument,
    length: messages.length,
    kind: Uint8Array.from(kind),
    exchUs,
    localUs: Float64Array.from(messages, (message) => START_US + (message.localUs ?? message.exchUs + 1_000)),
    firstId: Float64Array.from(firstId),
    lastId: Float64Array.from(lastId),
    previousId: Float64Array.from(previousId),
    firstLevel: Uint32Array.from(firstLevel),
    levels: {
      side: Uint8Array.from(rows, ([side]) => side),
      tick: Int32Array.from(rows, ([, [tick]]) => tick),
      lots: Float64Array.from(rows, ([, [, lots]]) => lots),
    },
    exchangeOrder: Uint32Array.from(messages.keys()).sort((a, b) => exchUs[a] - exchUs[b] || a - b),
    dataHash: '',
    clockOffsetNs: 0n,
    sources: [],
    notes: [],
  };
}

function describe(message: Message): [kind: number, firstId: number, lastId: number, previousId: number] {
  if ('snapshot' in message) return [MessageKind.Snapshot, 0, message.snapshot, 0];
  if ('best' in message) return [MessageKind.BestBidAsk, 0, message.best, 0];
  if ('depth' in message) {
    const previous = message.after ?? message.depth - 1;
    return [MessageKind.Depth, previous + 1, message.depth, previous];
  }
  return [MessageKind.Trade, message.id, message.id, 0];
}

function rowsOf(message: Message): [Side, Row][] {
  const of = (side: Side, rows: readonly Row[] = []): [Side, Row][] => rows.map((row) => [side, row]);
  if ('best' in message) return [...of(Side.Buy, [message.bid]), ...of(Side.Sell, [message.ask])];
  if ('bought' in message) return of(Side.Buy, [message.bought]);
  if ('sold' in message) return of(Side.Sell, [message.sold]);
  return [...of(Side.Buy, message.bids), ...of(Side.Sell, message.asks)];
}

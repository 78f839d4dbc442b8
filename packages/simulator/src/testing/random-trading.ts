import type { SubmitRequest } from '@mrmarket/engine/venue';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { opposite, Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import type { ExchangeClient } from '../exchange-client.ts';
import type { Exchange } from '../exchange.ts';
import { makeLevels } from './make-levels.ts';
import type { Row } from './make-levels.ts';

/** One thing that happens at an exchange: a command of a client, or the external market. */
export type TradingEvent = { readonly laterUs: number } & (
  | { readonly kind: 'submit'; readonly client: number; readonly request: SubmitRequest }
  | { readonly kind: 'cancel'; readonly client: number; readonly clientId: string }
  | {
      readonly kind: 'replace';
      readonly client: number;
      readonly clientId: string;
      readonly tick: number;
      readonly lots: number;
    }
  | { readonly kind: 'depth'; readonly side: Side; readonly tick: number; readonly lots: number }
  | { readonly kind: 'snapshot'; readonly mid: number; readonly lots: readonly number[] }
  | { readonly kind: 'trade'; readonly tick: number; readonly lots: number; readonly aggressor: Side }
);

/** Prices lie close together, so that orders meet. */
const ticks = fc.integer({ min: 95, max: 105 });
const lots = fc.integer({ min: 1, max: 20 });
const sides = fc.constantFrom<Side>(Side.Buy, Side.Sell);
/** Few ids, so that some come twice and some are unknown. */
const ids = fc.integer({ min: 1, max: 20 }).map((n) => `o${n}`);
const laterUs = fc.constantFrom(0, 1, 1000);

/** Random events of a number of clients and of a market that never crosses itself. */
export function tradingEvents(clients: number): fc.Arbitrary<TradingEvent> {
  const client = fc.nat(clients - 1);
  const submit = fc.record({
    kind: fc.constant('submit' as const),
    laterUs,
    client,
    request: fc.record({
      instrument: fc.constant(0),
      clientId: ids,
      side: sides,
      tick: ticks,
      lots,
      postOnly: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
      reduceOnly: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
      timeInForce: fc.oneof(
        { weight: 3, arbitrary: fc.constant('GTC' as const) },
        fc.constantFrom('IOC' as const, 'FOK' as const),
      ),
    }),
  });
  const cancel = fc.record({ kind: fc.constant('cancel' as const), laterUs, client, clientId: ids });
  const replace = fc.record({
    kind: fc.constant('replace' as const),
    laterUs,
    client,
    clientId: ids,
    tick: ticks,
    lots,
  });
  const depth = fc.record({
    kind: fc.constant('depth' as const),
    laterUs,
    side: sides,
    tick: ticks,
    lots: fc.oneof({ weight: 3, arbitrary: lots }, fc.constant(0)),
  });
  const snapshot = fc.record({
    kind: fc.constant('snapshot' as const),
    laterUs,
    mid: ticks,
    lots: fc.array(lots, { minLength: 6, maxLength: 6 }),
  });
  const trade = fc.record({
    kind: fc.constant('trade' as const),
    laterUs,
    tick: ticks,
    lots: fc.integer({ min: 1, max: 60 }),
    aggressor: sides,
  });
  return fc.oneof(
    { weight: 8, arbitrary: submit },
    { weight: 2, arbitrary: cancel },
    { weight: 2, arbitrary: replace },
    { weight: 4, arbitrary: depth },
    { weight: 1, arbitrary: snapshot },
    { weight: 4, arbitrary: trade },
  );
}

/** Lets an event happen. */
export function play(
  { exchange, clients }: { exchange: Exchange; clients: readonly ExchangeClient[] },
  event: TradingEvent,
  nowUs: number,
): void {
  switch (event.kind) {
    case 'submit':
      exchange.submit(clients[event.client], event.request, nowUs);
      return;
    case 'cancel':
      exchange.cancel(clients[event.client], event.clientId, nowUs);
      return;
    case 'replace': {
      const { clientId, tick, lots: size } = event;
      exchange.replace(clients[event.client], { instrument: 0, clientId, tick, lots: size }, nowUs);
      return;
    }
    case 'trade':
      exchange.externalTrade(event.tick, event.lots, event.aggressor, nowUs);
      return;
    case 'depth': {
      const rows: Row[] = [[event.tick, event.lots]];
      const [bids, asks] = event.side === Side.Buy ? [rows, []] : [[], rows];
      const gone = event.lots > 0 ? levelsWithin(exchange, opposite(event.side), event.tick) : [];
      const levels = event.side === Side.Buy ? makeLevels(bids, gone) : makeLevels(gone, asks);
      exchange.externalDepth(levels, 0, levels.side.length, nowUs);
      return;
    }
    case 'snapshot': {
      const levels = makeLevels(
        event.lots.slice(0, 3).map((size, i): Row => [event.mid - 1 - i, size]),
        event.lots.slice(3).map((size, i): Row => [event.mid + 1 + i, size]),
      );
      exchange.externalSnapshot(levels, 0, levels.side.length, nowUs);
      return;
    }
  }
}

/** Rows that remove the external levels of a side which a price of the other side has reached. */
function levelsWithin({ book }: Exchange, side: Side, tick: number): Row[] {
  const rows: Row[] = [];
  let level = side === Side.Buy ? book.bestBid : book.bestAsk;
  while (level !== NO_BID && level !== NO_ASK && (side === Side.Buy ? level >= tick : level <= tick)) {
    rows.push([level, 0]);
    level = book.nextLevel(side, level);
  }
  return rows;
}

import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import type { VenueFill } from '@mrmarket/engine/venue';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExchangeClient } from './exchange-client.ts';
import { TestExchange } from './testing/exchange-log.ts';
import { spot, usdm } from './testing/instruments.ts';

const seed = 20240808;
const SIDES = [Side.Buy, Side.Sell] as const;

type Command =
  | {
      do: 'submit';
      client: number;
      side: Side;
      tick: number;
      lots: number;
      how: 'GTC' | 'IOC' | 'FOK' | 'post' | 'reduce';
    }
  | { do: 'cancel'; client: number; pick: number }
  | { do: 'replace'; client: number; pick: number; tick: number; lots: number }
  | { do: 'depth'; side: Side; tick: number; lots: number }
  | { do: 'trade'; side: Side; tick: number; lots: number };

const client = fc.nat(2);
const tick = fc.integer({ min: 95, max: 105 });
const lots = fc.integer({ min: 1, max: 20 });
const side = fc.constantFrom(...SIDES);
const how = fc.constantFrom('GTC', 'GTC', 'IOC', 'FOK', 'post', 'reduce');
const ofClients: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('submit'),
      client,
      side,
      tick,
      lots,
      how,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('cancel'), client, pick: fc.nat(50) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('replace'),
      client,
      pick: fc.nat(50),
      tick,
      lots,
    }),
  },
);
const ofMarket: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('depth'), side, tick, lots: fc.nat(20) }) as fc.Arbitrary<Command>,
  fc.record({ do: fc.constant('trade'), side, tick, lots }) as fc.Arbitrary<Command>,
);

class Run {
  readonly market: TestExchange;
  readonly clients: readonly ExchangeClient[];
  private orders = 0;

  constructor(market: TestExchange, clients: readonly ExchangeClient[]) {
    this.market = market;
    this.clients = clients;
  }

  apply(command: Command): void {
    const { market, clients } = this;
    switch (command.do) {
      case 'submit': {
        const { how, tick: price, lots: size } = command;
        const terms = {
          postOnly: how === 'post',
          reduceOnly: how === 'reduce',
          timeInForce: how === 'IOC' || how === 'FOK' ? how : 'GTC',
        } as const;
        const id = `o${this.orders++}`;
        const from = clients[command.client];
        if (command.side === Side.Buy) market.buy(from, id, [price, size], terms);
        else market.sell(from, id, [price, size], terms);
        return;
      }
      case 'cancel':
        market.cancel(clients[command.client], `o${command.pick}`);
        return;
      case 'replace':
        market.replace(clients[command.client], `o${command.pick}`, [command.tick, command.lots]);
        return;
      case 'depth': {
        // External depth as venues send it: never crossed in itself.
        const { book } = market.exchange;
        const crosses =
          command.side === Side.Buy ? command.tick >= book.bestAsk : command.tick <= book.bestBid;
        if (crosses && command.lots > 0) return;
        const row = [[command.tick, command.lots]] as const;
        if (command.side === Side.Buy) market.depth(row);
        else market.depth([], row);
        return;
      }
      case 'trade':
        if (command.side === Side.Buy) market.bought([command.tick, command.lots]);
        else market.sold([command.tick, command.lots]);
    }
  }

  /** What must hold at any time. */
  check(): void {
    const { exchange } = this.market;
    if (exchange.bestBid !== NO_BID && exchange.bestAsk !== NO_ASK)
      expect(exchange.bestBid).toBeLessThan(exchange.bestAsk);
    for (const { account, orders, fills } of this.clients) {
      const filled = new Map<string, number>();
      for (const fill of fills) filled.set(fill.clientId, (filled.get(fill.clientId) ?? 0) + fill.lots);
      const wrong = [...orders.values()].filter(
        (order) =>
          order.filledLots !== (filled.get(order.clientId) ?? 0) ||
          order.filledLots > order.lots ||
          (order.status === 'filled') !== (order.openLots === 0) ||
          order.place.front < 0,
      );
      expect(wrong).toEqual([]);
      const open = [...orders.values()].filter(({ status }) => status === 'open');
      if (account.instrument.product !== 'spot') continue;
      const bound = (of: Side): bigint =>
        open
          .filter((order) => order.side === of)
          .reduce(
            (sum, order) =>
              sum +
              (of === Side.Buy
                ? account.notional(order.tick, order.openLots)
                : BigInt(order.openLots) * spot.baseUnitsPerLot),
            0n,
          );
      expect(account.lockedQuote).toBe(bound(Side.Buy));
      expect(account.lockedBase).toBe(bound(Side.Sell));
    }
  }
}

describe('Exchange, whatever its clients do', () => {
  it('keeps orders, their fills and what they bind in step at each event', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(ofClients, ofMarket), { maxLength: 40 }),
        fc.boolean(),
        (commands, partial) => {
          const market = new TestExchange(spot, { partial });
          const run = new Run(
            market,
            [1, 2, 3].map(() => market.client({ quote: '0.05', base: '0.05' })),
          );
          for (const command of commands) {
            run.apply(command);
            run.check();
          }
        },
      ),
      { numRuns: 2_000, seed },
    );
  });

  it('never lets a spot client spend more than it has', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(ofClients, ofMarket), { maxLength: 80 }), (commands) => {
        const market = new TestExchange(spot);
        const clients = [1, 2, 3].map(() => market.client({ quote: '0.02', base: '0.02' }));
        const run = new Run(market, clients);
        for (const command of commands) {
          run.apply(command);
          for (const { account } of clients) {
            expect(account.quote - account.lockedQuote >= 0n).toBe(true);
            expect(account.base - account.lockedBase >= 0n).toBe(true);
          }
        }
      }),
      { numRuns: 2_000, seed },
    );
  });

  it('never trades a client with itself, and at no other price than the maker asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(ofClients, ofMarket), { maxLength: 80 }), (commands) => {
        const market = new TestExchange(usdm, { leverage: 100 });
        const clients = [market.client(), market.client(), market.client()];
        const run = new Run(market, clients);
        for (const command of commands) run.apply(command);
        const byTrade = new Map<string, { client: number; fill: VenueFill }[]>();
        for (const { number, fills } of clients) {
          for (const fill of fills)
            byTrade.set(fill.tradeId, [...(byTrade.get(fill.tradeId) ?? []), { client: number, fill }]);
        }
        for (const sides of byTrade.values()) {
          expect(new Set(sides.map((of) => of.client)).size).toBe(sides.length);
          expect(sides.filter(({ fill }) => fill.maker).length).toBeLessThanOrEqual(1);
          if (sides.length === 2) {
            const [a, b] = sides.map(({ fill }) => fill);
            expect([a.tick, a.lots, a.side + b.side]).toEqual([b.tick, b.lots, 1]);
          }
        }
      }),
      { numRuns: 2_000, seed },
    );
  });

  it('reduce-only orders never open or turn a position', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(ofClients, ofMarket), { maxLength: 80 }), (commands) => {
        const market = new TestExchange(usdm, { leverage: 100 });
        const clients = [market.client(), market.client(), market.client()];
        const run = new Run(market, clients);
        for (const command of commands) run.apply(command);
        run.check();
        for (const { fills, orders, account } of clients) {
          let held = 0;
          for (const fill of fills) {
            const next = held + (fill.side === Side.Buy ? fill.lots : -fill.lots);
            if (orders.get(fill.clientId)?.reduceOnly) {
              expect(Math.abs(next)).toBeLessThan(Math.abs(held));
              expect(next * held).toBeGreaterThanOrEqual(0);
            }
            held = next;
          }
          expect(account.positionLots).toBe(held);
        }
      }),
      { numRuns: 2_000, seed },
    );
  });

  it('F48 says the same again for the same commands', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(ofClients, ofMarket), { maxLength: 60 }), (commands) => {
        const record = (): unknown => {
          const market = new TestExchange(spot);
          const clients = [market.client(), market.client(), market.client()];
          const run = new Run(market, clients);
          for (const command of commands) run.apply(command);
          return clients.map(({ orders, fills }) => [
            [...orders.values()].map((order) => order.describe(0)),
            fills,
          ]);
        };
        expect(record()).toEqual(record());
      }),
      { numRuns: 500, seed },
    );
  });
});

import { createInstrument } from '@mrmarket/market/instrument';
import { describe, expect, it } from 'vitest';
import { TestExchange } from './testing/exchange-log.ts';
import { spot, usdm } from './testing/instruments.ts';

const reduceOnly = { reduceOnly: true };
const ioc = { timeInForce: 'IOC' } as const;

describe('Exchange: refusals', () => {
  const strict = createInstrument({ ...spot, minQty: '0.002', maxQty: '0.1', minNotional: '0.01' });

  it('F4 refuses a client order id a second time, ended orders included', () => {
    const market = new TestExchange(spot);
    const a = market.client();
    market.buy(a, 'a1', [100, 5]);
    expect(market.buy(a, 'a1', [100, 5])).toEqual(['0:a1 rej DUPLICATE_ID']);
    market.cancel(a, 'a1');
    expect(market.buy(a, 'a1', [100, 5])).toEqual(['0:a1 rej DUPLICATE_ID']);
  });

  it.each([
    [[100.5, 5], 'PRICE_OFF_TICK'],
    [[0, 5], 'PRICE_OFF_TICK'],
    [[1000, 2.5], 'QTY_OFF_STEP'],
    [[1000, 1], 'QTY_OUT_OF_RANGE'],
    [[1000, 101], 'QTY_OUT_OF_RANGE'],
    [[499, 2], 'MIN_NOTIONAL'],
  ] as const)('F3 refuses %j with %s', (row, code) => {
    const market = new TestExchange(strict);
    const a = market.client();
    expect(market.buy(a, 'a1', row)).toEqual([`0:a1 rej ${code}`]);
    expect(a.orders.size).toBe(0);
  });

  it('takes the smallest order there is', () => {
    const market = new TestExchange(strict);
    expect(market.buy(market.client(), 'a1', [500, 2])).toEqual(['0:a1 ack']);
  });

  it('spot: the free balance has to cover the order', () => {
    const market = new TestExchange(spot);
    const a = market.client({ quote: '0.01', base: '0.01' });
    // 10 lots at tick 100 are 0.01.
    expect(market.buy(a, 'a1', [100, 6])).toEqual(['0:a1 ack']);
    expect(market.buy(a, 'a2', [100, 5])).toEqual(['0:a2 rej INSUFFICIENT_BALANCE']);
    expect(market.buy(a, 'a3', [100, 4])).toEqual(['0:a3 ack']);
    expect(market.sell(a, 'a4', [200, 11])).toEqual(['0:a4 rej INSUFFICIENT_BALANCE']);
    market.cancel(a, 'a1');
    expect(market.buy(a, 'a5', [100, 6])).toEqual(['0:a5 ack']);
  });

  it('perpetual: the margin has to carry the worst case', () => {
    const market = new TestExchange(usdm, { leverage: 5 });
    const a = market.client({ quote: '0.02', base: '0' });
    // 10 lots at tick 100 are 0.1 USDT: 0.02 of margin at 5 times.
    expect(market.buy(a, 'a1', [100, 6])).toEqual(['0:a1 ack']);
    expect(market.buy(a, 'a2', [100, 5])).toEqual(['0:a2 rej INSUFFICIENT_BALANCE']);
    expect(market.buy(a, 'a3', [100, 4])).toEqual(['0:a3 ack']);
    expect(market.sell(a, 'a4', [200, 5])).toEqual(['0:a4 ack']);
    // An amendment does not need margin for the old size besides the new one.
    expect(market.replace(a, 'a1', [100, 6])).toEqual(['0:a1 rack']);
    expect(market.replace(a, 'a1', [100, 7])).toEqual(['0:a1 rrej INSUFFICIENT_BALANCE']);
  });

  it('perpetual: an order that lowers the position needs no margin', () => {
    const market = new TestExchange(usdm, { leverage: 1 });
    const a = market.client({ quote: '0', base: '0', positionLots: 10, positionCost: '0.1' });
    expect(market.sell(a, 'a1', [200, 4])).toEqual(['0:a1 ack']);
    expect(market.sell(a, 'a2', [200, 16])).toEqual(['0:a2 ack']);
    expect(market.sell(a, 'a3', [200, 1])).toEqual(['0:a3 rej INSUFFICIENT_BALANCE']);
    expect(market.buy(a, 'a4', [1, 1])).toEqual(['0:a4 rej INSUFFICIENT_BALANCE']);
  });
});

describe('Exchange: reduce-only', () => {
  const long = { quote: '100', base: '0', positionLots: 10, positionCost: '0.1' };

  it('refuses what would open or turn a position', () => {
    const market = new TestExchange(usdm);
    const a = market.client(long);
    expect(market.buy(a, 'a1', [100, 1], reduceOnly)).toEqual(['0:a1 rej REDUCE_ONLY']);
    expect(market.sell(a, 'a2', [100, 11], reduceOnly)).toEqual(['0:a2 rej REDUCE_ONLY']);
    expect(market.sell(a, 'a3', [100, 10], reduceOnly)).toEqual(['0:a3 ack']);
  });

  it('may be worth less than the smallest order', () => {
    const market = new TestExchange(createInstrument({ ...usdm, minNotional: '100' }));
    const a = market.client(long);
    expect(market.sell(a, 'a1', [1000, 1])).toEqual(['0:a1 rej MIN_NOTIONAL']);
    expect(market.sell(a, 'a2', [1000, 1], reduceOnly)).toEqual(['0:a2 ack']);
  });

  it('fills no more than there is to reduce, and ends when nothing is', () => {
    const market = new TestExchange(usdm);
    const [a, b] = [market.client(long), market.client()];
    market.sell(a, 'a1', [101, 10], reduceOnly);
    market.sell(a, 'a2', [100, 7]);
    expect(market.buy(b, 'b1', [101, 20])).toEqual([
      '1:b1 ack',
      '0:a2 maker 7@100',
      '1:b1 taker 7@100',
      '0:a1 maker 3@101',
      '0:a1 exp REDUCE_ONLY',
      '1:b1 taker 3@101',
    ]);
    expect([a.account.positionLots, b.account.positionLots]).toEqual([0, 10]);
  });

  it.each([
    ['a trade at their price', (market: TestExchange) => market.bought([100, 50])],
    ['a trade through it', (market: TestExchange) => market.bought([101, 50])],
    ['the bid that reaches it', (market: TestExchange) => market.depth([[100, 1]], [[100, 0]])],
  ])('of two at one price only the first fills by %s, if it closes the position', (_, happens) => {
    const market = new TestExchange(usdm);
    const a = market.client(long);
    market.depth([[99, 10]], [[105, 10]]);
    market.sell(a, 'a1', [100, 10], reduceOnly);
    market.sell(a, 'a2', [100, 10], reduceOnly);
    expect(happens(market)).toEqual(['0:a1 maker 10@100', '0:a2 exp REDUCE_ONLY']);
    expect(a.fills).toHaveLength(1);
  });

  it('ends as soon as other orders have closed the position', () => {
    const market = new TestExchange(usdm);
    const a = market.client(long);
    market.depth([[99, 10]], [[105, 10]]);
    market.sell(a, 'a1', [110, 4], reduceOnly);
    expect(market.sell(a, 'a2', [99, 10], ioc)).toEqual([
      '0:a2 ack',
      '0:a2 taker 10@99',
      '0:a1 exp REDUCE_ONLY',
    ]);
    expect(market.exchange.openOrders(a)).toEqual([]);
  });
});

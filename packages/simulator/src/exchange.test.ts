import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { queueModel } from './queue-model.ts';
import { TestExchange } from './testing/exchange-log.ts';
import { spot } from './testing/instruments.ts';

const postOnly = { postOnly: true };
const ioc = { timeInForce: 'IOC' } as const;
const fok = { timeInForce: 'FOK' } as const;

describe('Exchange: clients among each other', () => {
  it('matches by price, then by time', () => {
    const market = new TestExchange(spot);
    const [a, b, c] = [market.client(), market.client(), market.client()];
    market.sell(a, 'a1', [101, 5]);
    market.sell(b, 'b1', [100, 5]);
    market.sell(a, 'a2', [100, 5]);
    expect(market.buy(c, 'c1', [101, 12])).toEqual([
      '2:c1 ack',
      '1:b1 maker 5@100',
      '2:c1 taker 5@100',
      '0:a2 maker 5@100',
      '2:c1 taker 5@100',
      '0:a1 maker 2@101',
      '2:c1 taker 2@101',
    ]);
    expect(market.log.trades).toEqual([
      { tradeId: 1, tick: 100, lots: 5, aggressor: Side.Buy },
      { tradeId: 2, tick: 100, lots: 5, aggressor: Side.Buy },
      { tradeId: 3, tick: 101, lots: 2, aggressor: Side.Buy },
    ]);
  });

  it('both sides of a trade have its number', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.sell(a, 'a1', [100, 5]);
    market.buy(b, 'b1', [100, 5]);
    expect([a.fills[0].tradeId, b.fills[0].tradeId]).toEqual(['1', '1']);
  });

  it('a good-till-cancelled order rests with what it did not take', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.sell(a, 'a1', [100, 5]);
    expect(market.buy(b, 'b1', [100, 8])).toEqual(['1:b1 ack', '0:a1 maker 5@100', '1:b1 taker 5@100']);
    expect([market.exchange.bestBid, market.exchange.lotsAt(Side.Buy, 100)]).toEqual([100, 3]);
  });

  it('ends an immediate order with what it did not take', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.sell(a, 'a1', [100, 5]);
    expect(market.buy(b, 'b1', [100, 8], ioc)).toEqual([
      '1:b1 ack',
      '0:a1 maker 5@100',
      '1:b1 taker 5@100',
      '1:b1 exp IOC',
    ]);
    expect(b.orders.get('b1')?.describe(0)).toMatchObject({ status: 'expired', lots: 8, filledLots: 5 });
  });

  it('fills a fill-or-kill order whole or refuses it', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.sell(a, 'a1', [100, 5]);
    market.sell(a, 'a2', [101, 5]);
    expect(market.buy(b, 'b1', [100, 6], fok)).toEqual(['1:b1 rej FOK_UNFILLABLE']);
    expect(market.buy(b, 'b2', [101, 6], fok)).toHaveLength(5);
  });

  it('F6 refuses a post-only order that would take, and lets one rest a tick away', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.sell(a, 'a1', [100, 5]);
    market.buy(a, 'a2', [98, 5]);
    expect(market.buy(b, 'b1', [100, 1], postOnly)).toEqual(['1:b1 rej POST_ONLY']);
    expect(market.buy(b, 'b2', [99, 1], postOnly)).toEqual(['1:b2 ack']);
    expect(market.sell(b, 'b3', [98, 1], postOnly)).toEqual(['1:b3 rej POST_ONLY']);
  });
});

describe('Exchange: no trade with oneself', () => {
  it('ends what is left of a taker that reaches an own order', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.sell(b, 'b1', [100, 2]);
    market.sell(a, 'a1', [100, 5]);
    market.sell(b, 'b2', [100, 2]);
    expect(market.buy(a, 'a2', [101, 9])).toEqual([
      '0:a2 ack',
      '1:b1 maker 2@100',
      '0:a2 taker 2@100',
      '0:a2 exp SELF_TRADE',
    ]);
    expect(market.exchange.lotsAt(Side.Sell, 100)).toBe(7);
  });

  it('a fill-or-kill order counts only what stands before an own one', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.depth([], [[100, 3]]);
    market.sell(a, 'a1', [100, 5]);
    market.sell(b, 'b1', [100, 5]);
    expect(market.buy(a, 'a2', [100, 4], fok)).toEqual(['0:a2 rej FOK_UNFILLABLE']);
    expect(market.buy(a, 'a3', [100, 3], fok)).toEqual(['0:a3 ack', '0:a3 taker 3@100']);
  });
});

describe('Exchange: taking external depth', () => {
  it('walks the levels, and what was taken stays away until its level is updated', () => {
    const market = new TestExchange(spot);
    const a = market.client();
    market.depth(
      [],
      [
        [100, 5],
        [101, 5],
      ],
    );
    expect(market.buy(a, 'a1', [101, 7], ioc)).toEqual(['0:a1 ack', '0:a1 taker 5@100', '0:a1 taker 2@101']);
    expect([market.exchange.bestAsk, market.exchange.lotsAt(Side.Sell, 101)]).toEqual([101, 3]);
    market.depth([], [[102, 1]]);
    expect(market.exchange.bestAsk).toBe(101);
    market.depth([], [[100, 5]]);
    expect([market.exchange.bestAsk, market.exchange.lotsAt(Side.Sell, 100)]).toEqual([100, 5]);
  });

  it('leaves depth as it is where nothing is to be consumed', () => {
    const market = new TestExchange(spot, { consume: false });
    const a = market.client();
    market.depth([], [[100, 5]]);
    market.buy(a, 'a1', [100, 5], ioc);
    expect(market.exchange.lotsAt(Side.Sell, 100)).toBe(5);
  });

  it('takes external lots and client orders of a level in the order of the queue', () => {
    const market = new TestExchange(spot);
    const [a, b, c] = [market.client(), market.client(), market.client()];
    market.depth([], [[100, 4]]);
    market.sell(a, 'a1', [100, 3]);
    market.depth([], [[100, 6]]);
    market.sell(b, 'b1', [100, 3]);
    expect(market.buy(c, 'c1', [100, 11])).toEqual([
      '2:c1 ack',
      '2:c1 taker 4@100',
      '0:a1 maker 3@100',
      '2:c1 taker 3@100',
      '2:c1 taker 2@100',
      '1:b1 maker 2@100',
      '2:c1 taker 2@100',
    ]);
    expect(market.exchange.lotsAt(Side.Sell, 100)).toBe(1);
  });

  it('what one client took is not a decrease that moves the queue of another once more', () => {
    const market = new TestExchange(spot, { queue: queueModel('power', 1) });
    const [a, b] = [market.client(), market.client()];
    market.depth([], [[100, 10]]);
    market.sell(a, 'a1', [100, 5]);
    market.depth([], [[100, 20]]);
    market.buy(b, 'b1', [100, 4], ioc);
    // 16 external lots are left, 6 of them ahead of a1; the update says the same.
    market.depth([], [[100, 16]]);
    expect(market.bought([100, 6])).toEqual([]);
    expect(market.bought([100, 1])).toEqual(['0:a1 maker 1@100']);
  });
});

describe('Exchange: cancel and replace', () => {
  it('F13 a partly filled order that is cancelled keeps its fills', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.sell(b, 'b1', [100, 2], ioc);
    expect(market.cancel(a, 'a1')).toEqual(['0:a1 cack']);
    expect(a.orders.get('a1')?.describe(0)).toMatchObject({ status: 'canceled', lots: 5, filledLots: 2 });
    expect(a.fills.map(({ lots }) => lots)).toEqual([2]);
    expect(a.account.lockedQuote).toBe(0n);
  });

  it('F10 a cancel of an unknown, filled or cancelled order finds nothing', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.sell(b, 'b1', [100, 5]);
    for (const id of ['nobody', 'a1', 'b1'])
      expect(market.cancel(a, id)).toEqual([`0:${id} cmiss UNKNOWN_ORDER`]);
  });

  it('a smaller size keeps the place in the queue', () => {
    const market = new TestExchange(spot);
    const [a, b, c] = [market.client(), market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.buy(b, 'b1', [100, 5]);
    expect(market.replace(a, 'a1', [100, 3])).toEqual(['0:a1 rack']);
    expect(market.sell(c, 'c1', [100, 4])).toEqual([
      '2:c1 ack',
      '0:a1 maker 3@100',
      '2:c1 taker 3@100',
      '1:b1 maker 1@100',
      '2:c1 taker 1@100',
    ]);
  });

  it.each([
    ['a larger size', [100, 6]],
    ['another price and back', [99, 5]],
  ] as const)('%s goes to the back', (_, terms) => {
    const market = new TestExchange(spot);
    const [a, b, c] = [market.client(), market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.buy(b, 'b1', [100, 5]);
    market.replace(a, 'a1', terms);
    market.replace(a, 'a1', [100, 6]);
    expect(market.sell(c, 'c1', [100, 5])).toContain('1:b1 maker 5@100');
  });

  it('an amended price may take', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.sell(b, 'b1', [101, 2]);
    expect(market.replace(a, 'a1', [101, 5])).toEqual(['0:a1 rack', '1:b1 maker 2@101', '0:a1 taker 2@101']);
    expect(market.exchange.lotsAt(Side.Buy, 101)).toBe(3);
  });

  it('F14 counts the whole quantity, fills included, and refuses one that is filled already', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.sell(b, 'b1', [100, 3], ioc);
    expect(market.replace(a, 'a1', [100, 3])).toEqual(['0:a1 rrej QTY_FILLED']);
    expect(market.replace(a, 'a1', [100, 4])).toEqual(['0:a1 rack']);
    expect(market.exchange.lotsAt(Side.Buy, 100)).toBe(1);
  });

  it('a refused amendment leaves the order as it was', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client({ quote: '0.01', base: '0' }), market.client()];
    market.buy(a, 'a1', [100, 5], postOnly);
    market.sell(b, 'b1', [105, 5]);
    expect(market.replace(a, 'a1', [105, 5])).toEqual(['0:a1 rrej POST_ONLY']);
    expect(market.replace(a, 'a1', [100, 11])).toEqual(['0:a1 rrej INSUFFICIENT_BALANCE']);
    expect(market.replace(a, 'a1', [100.5, 5])).toEqual(['0:a1 rrej PRICE_OFF_TICK']);
    expect(market.replace(a, 'nobody', [100, 5])).toEqual(['0:nobody rrej UNKNOWN_ORDER']);
    expect(a.orders.get('a1')?.describe(0)).toMatchObject({ status: 'open', tick: 100, lots: 5 });
    expect(a.account.lockedQuote).toBe(a.account.notional(100, 5));
  });
});

describe('Exchange: its record', () => {
  it('lists open orders in the order of their arrival, whatever their price', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.sell(a, 'a1', [105, 1]);
    market.buy(a, 'a2', [90, 1]);
    market.buy(b, 'b1', [95, 1]);
    market.buy(a, 'a3', [95, 1]);
    market.sell(a, 'a4', [104, 1]);
    market.cancel(a, 'a2');
    expect(market.exchange.openOrders(a).map(({ clientId }) => clientId)).toEqual(['a1', 'a3', 'a4']);
  });

  it('keeps fills with their time, role and fee', () => {
    const market = new TestExchange(spot, { fees: { maker: '0.001', taker: '0.002', asset: 'received' } });
    const [a, b] = [market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.sell(b, 'b1', [100, 5]);
    const shared = { instrument: 0, tradeId: '1', tick: 100, lots: 5, venueUs: 1_000_002 };
    expect(a.fills).toEqual([
      { ...shared, clientId: 'a1', side: Side.Buy, maker: true, feeAsset: 'BTC', fee: '-0.00000500' },
    ]);
    expect(b.fills).toEqual([
      { ...shared, clientId: 'b1', side: Side.Sell, maker: false, feeAsset: 'USDT', fee: '-0.00001000' },
    ]);
  });

  it('changes of what a price shows are told to the market', () => {
    const changes: [Side, number, number][] = [];
    const market = new TestExchange(spot);
    Object.assign(market.log, {
      onLevel: (side: Side, tick: number) => changes.push([side, tick, market.exchange.lotsAt(side, tick)]),
    });
    const [a, b] = [market.client(), market.client()];
    market.buy(a, 'a1', [100, 5]);
    market.sell(b, 'b1', [100, 2]);
    market.replace(a, 'a1', [100, 4]);
    market.replace(a, 'a1', [99, 4]);
    market.cancel(a, 'a1');
    expect(changes).toEqual([
      [Side.Buy, 100, 5],
      [Side.Buy, 100, 3],
      [Side.Buy, 100, 2],
      [Side.Buy, 100, 0],
      [Side.Buy, 99, 2],
      [Side.Buy, 99, 0],
    ]);
  });
});

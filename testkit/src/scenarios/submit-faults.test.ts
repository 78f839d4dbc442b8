import { createInstrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { plainSpot } from '../scenario-market.ts';
import { Scenario } from '../scenario.ts';
import { buy, sell } from '../scripted-strategy.ts';

/** Ready to quote: reconciled, opened, the book live. */
const READY_MS = 500;

describe('Engine: submits that go wrong', () => {
  it('quotes what the strategy wants, once', () => {
    const run = new Scenario()
      .runTo(READY_MS)
      .quoting([buy(999, 5), sell(1002, 5)])
      .runFor(10_000);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN', 'SELL 5@1002 OPEN']);
    expect(run.open()).toEqual(['BUY 5@999', 'SELL 5@1002']);
    expect(run.requests.count('submit')).toBe(2);
  });

  for (const fault of [
    { on: 'ack', do: 'drop' },
    { on: 'ack', do: 'silence' },
    { on: 'submit', do: 'error' },
  ] as const) {
    it(`F1 no answer after the venue accepted (${fault.on} ${fault.do}): one live order, found by client id`, () => {
      const run = new Scenario({ faults: [fault] })
        .runTo(READY_MS)
        .quoting([buy(999, 5)])
        .runFor(8000);
      expect(run.orders()).toEqual(['BUY 5@999 OPEN']);
      expect(run.open()).toEqual(['BUY 5@999']);
      expect(run.requests.count('submit')).toBe(1);
    });
  }

  it('F1 an order without an answer counts at full size meanwhile', () => {
    const run = new Scenario({ faults: [{ on: 'ack', do: 'silence' }], limits: { maxPosition: 1005 } })
      .runTo(READY_MS)
      .quoting([buy(999, 5)]);
    run.script.want([buy(999, 5), buy(998, 5)]);
    run.runFor(2000);
    expect(run.open()).toEqual(['BUY 5@999']);
    expect(run.engine.orders.denied.RISK_MAX_POSITION).toBe(1);
  });

  for (const how of ['drop', 'silence'] as const) {
    it(`F2 the venue never saw it (${how}): REJECTED within the bound, and not sent again by itself`, () => {
      const run = new Scenario({ faults: [{ on: 'submit', do: how }] })
        .runTo(READY_MS)
        .quoting([buy(999, 5)])
        .runFor(22_000);
      expect(run.orders()).toEqual(['BUY 5@999 REJECTED']);
      expect(run.requests.count('submit')).toBe(1);
    });
  }

  it('F2 a submit that is late, not lost: it is not taken for gone', () => {
    const run = new Scenario({ faults: [{ on: 'submit', do: 'delay', byUs: 9_000_000 }] })
      .runTo(READY_MS)
      .quoting([buy(999, 5)])
      .runFor(30_000);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN']);
    expect(run.open()).toEqual(['BUY 5@999']);
  });

  it('F2 an order that turns up after it was taken for gone is known, reported and cancelled', () => {
    const run = new Scenario({ faults: [{ on: 'submit', do: 'delay', byUs: 40_000_000 }] })
      .runTo(READY_MS)
      .quoting([buy(999, 5)])
      .runFor(30_000);
    expect(run.orders()).toEqual(['BUY 5@999 REJECTED']);
    run.runFor(30_000);
    expect(run.alerts).toContain('ORDER_RESURRECTED');
    expect(run.open()).toEqual([]);
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED']);
  });

  it('F2 ... also when its answer is lost: the list of open orders shows it', () => {
    const run = new Scenario({
      faults: [
        { on: 'submit', do: 'delay', byUs: 40_000_000 },
        { on: 'ack', do: 'silence' },
      ],
    })
      .runTo(READY_MS)
      .quoting([buy(999, 5)])
      .runFor(70_000);
    expect(run.alerts).toContain('ORDER_RESURRECTED');
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED']);
    expect(run.open()).toEqual([]);
  });

  it('F3 a definitive refusal: REJECTED with the code of the venue', () => {
    // The venue holds less than the engine was told: the account was used in between.
    const run = new Scenario({ balances: { quote: '5000', base: '0' } }).runTo(READY_MS);
    run.external({ clientId: 'manual', side: Side.Buy, tick: 990, lots: 5 });
    run.quoting([buy(999, 5)]);
    expect(run.orders()).toEqual(['BUY 5@999 REJECTED']);
    expect(run.order().reason).toBe('INSUFFICIENT_BALANCE');
    expect(run.open()).toEqual(['BUY 5@990']);
  });

  it('F4 a request that arrives twice: the refusal of the second does not touch the live order', () => {
    const run = new Scenario({ faults: [{ on: 'submit', do: 'duplicate', byUs: 1000 }] })
      .runTo(READY_MS)
      .quoting([buy(999, 5)])
      .runFor(15_000);
    expect(run.open()).toEqual(['BUY 5@999']);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN']);
  });

  it('F4 a duplicate-id reply without the first answer: success after the query', () => {
    const run = new Scenario({
      faults: [
        { on: 'submit', do: 'duplicate', byUs: 1000 },
        { on: 'ack', do: 'silence' },
      ],
    })
      .runTo(READY_MS)
      .quoting([buy(999, 5)])
      .runFor(15_000);
    expect(run.open()).toEqual(['BUY 5@999']);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN']);
  });

  it('F6 post-only would cross on arrival: REJECTED, and nothing is filled', () => {
    // The market falls while the order is on its way.
    const run = new Scenario({ market: { acts: [{ atMs: 605, bid: 997, ask: 998 }] } }).runTo(590);
    run.script.want([buy(1000, 5)]);
    run.runTo(700);
    expect(run.orders()).toEqual(['BUY 5@1000 REJECTED']);
    expect(run.order().reason).toBe('POST_ONLY');
  });

  it('F7 a fill before the acknowledgement is booked', () => {
    const run = new Scenario({
      faults: [{ on: 'ack', do: 'delay', byUs: 3_000_000 }],
      market: { acts: [{ atMs: 1500, trade: [998, 1], aggressor: Side.Sell }] },
    })
      .runTo(READY_MS)
      .quoting([buy(999, 5)]);
    expect(run.orders()).toEqual(['BUY 5@999 SUBMITTED']);
    run.runTo(2000);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    run.runTo(10_000);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
    expect(run.alerts).toEqual([]);
  });

  it('F8 an acknowledgement without an order id: the order is worked by client id all the same', () => {
    const run = new Scenario({ faults: [{ on: 'submit', do: 'silence' }] })
      .runTo(READY_MS)
      .quoting([buy(999, 5)]);
    const { clientId } = run.order();
    run.external({ clientId, side: Side.Buy, tick: 999, lots: 5 });
    run.runFor(5);
    run.engine.onOrderUpdate(run.nowUs, { news: 'ack', instrument: 0, clientId, venueUs: run.nowUs });
    expect(run.order().venueOrderId).toBe('');
    run.script.want([]);
    run.runFor(500);
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED']);
    expect(run.open()).toEqual([]);
  });
});

describe('F5 local denial before any call, with a stable code', () => {
  const strict = createInstrument({ ...plainSpot, minQty: '3', maxQty: '50', minNotional: '4000' });

  const denials = [
    ['RISK_QTY_MIN', buy(999, 2), {}],
    ['RISK_QTY_MAX', buy(999, 51), {}],
    ['RISK_NOTIONAL_MIN', buy(970, 4), {}],
    ['RISK_NOTIONAL_MAX', buy(999, 11), { maxOrderNotional: 10_000 }],
    ['RISK_WOULD_TAKE', buy(1001, 5), {}],
    ['RISK_FAT_FINGER_PRICE', buy(900, 5), {}],
    ['RISK_MAX_POSITION', buy(999, 5), { maxPosition: 1004 }],
    ['RISK_INSUFFICIENT_BALANCE', buy(999, 50), { fatFingerBp: 0 }],
  ] as const;
  for (const [code, row, limits] of denials) {
    it(code, () => {
      const run = new Scenario({
        market: { instrument: strict },
        balances: { quote: '20000', base: '1000' },
        limits: { ...limits },
      })
        .runTo(READY_MS)
        .quoting([row])
        .runFor(2000);
      expect(run.engine.orders.denied[code]).toBe(1);
      expect(run.requests.count('submit')).toBe(0);
      expect(run.orders()).toEqual([]);
    });
  }

  it('RISK_PRICE_OFF_TICK and RISK_QTY_OFF_STEP are refused by the sheet itself, which fails the strategy', () => {
    for (const row of [buy(999.5, 5), buy(999, 5.5)]) {
      const run = new Scenario().runTo(READY_MS).quoting([row]).runFor(2000);
      expect(run.alerts).toEqual(['STRATEGY_FAILED']);
      expect(run.requests.count('submit')).toBe(0);
    }
  });

  it('RISK_MAX_OPEN_ORDERS', () => {
    const run = new Scenario({ limits: { maxOpenOrders: 2 } })
      .runTo(READY_MS)
      .quoting([buy(999, 5), buy(998, 5), sell(1002, 5)])
      .runFor(2000);
    expect(run.engine.orders.denied.RISK_MAX_OPEN_ORDERS).toBe(1);
    expect(run.requests.count('submit')).toBe(2);
  });

  it('RISK_SELF_TRADE: an own order on the other side is in the way', () => {
    const run = new Scenario({ market: { bid: 990, ask: 1010 } })
      .runTo(READY_MS)
      .quoting([buy(1000, 5), sell(1000, 5)])
      .runFor(2000);
    expect(run.engine.orders.denied.RISK_SELF_TRADE).toBe(1);
    expect(run.open()).toEqual(['BUY 5@1000']);
  });

  it('RISK_SUBMIT_RATE: what is over the rate waits, and goes out when there is room', () => {
    const rows = [0, 1, 2, 3].map((i) => buy(999 - i, 5, { slot: i }));
    const run = new Scenario({ limits: { submitsPerSec: 2 } }).runTo(READY_MS);
    run.script.want(rows);
    run.runFor(150);
    expect(run.requests.count('submit')).toBe(2);
    run.runFor(2000);
    expect(run.requests.count('submit')).toBe(4);
    expect(run.engine.orders.denied.RISK_SUBMIT_RATE).toBeGreaterThan(0);
  });
});

import { Side } from '@mrmarket/market/side';
import type { FeeAsset } from '@mrmarket/simulator/exchange-account';
import { describe, expect, it } from 'vitest';
import { Scenario } from '../scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { buy } from '../scripted-strategy.ts';

/** A buy of 5 at 999 rests from the first second on; at 1.05 s a trade goes through its price. */
function filled(options: ScenarioOptions = {}): Scenario {
  return new Scenario({
    market: { acts: [{ atMs: 1050, trade: [998, 1], aggressor: Side.Sell }] },
    ...options,
  })
    .runTo(500)
    .quoting([buy(999, 5)]);
}

/** Two fills of one order, 3 and 2 lots. */
const twice = {
  acts: [
    { atMs: 1050, trade: [999, 103], aggressor: Side.Sell },
    { atMs: 1060, trade: [999, 2], aggressor: Side.Sell },
  ],
} as const;

describe('Engine: fills', () => {
  it('F15 the same trade id twice (stream, then query, then replay) counts once', () => {
    const run = filled({ faults: [{ on: 'fill', do: 'duplicate', byUs: 500_000 }] }).runTo(70_000);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
    expect(run.engine.state.counts.fills).toBe(1);
    run.restart().runFor(70_000);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
    expect(run.engine.state.counts.fills).toBe(1);
    expect(run.alerts).toEqual([]);
  });

  it('F15 the same trade id with other numbers is an alarm, and changes nothing', () => {
    const run = filled().runTo(2000);
    const [fill] = run.venue.clients[0].fills;
    run.engine.onFill(run.nowUs, { ...fill, lots: 4 });
    expect(run.alerts).toEqual(['FILL_CONFLICT']);
    expect(run.positions().engine).toBe(1005);
  });

  it('F16 fills out of order', () => {
    const run = filled({ market: twice, faults: [{ on: 'fill', do: 'delay', byUs: 800_000 }] }).runTo(1200);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN filled 2']);
    run.runTo(3000);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    expect(run.alerts).toEqual([]);
  });

  it('F16 FILLED before its fills: they are fetched after 5 s', () => {
    const run = filled({ faults: [{ on: 'fill', do: 'drop' }] }).runTo(1200);
    const { clientId } = run.order();
    run.engine.onOrderUpdate(run.nowUs, {
      news: 'full',
      instrument: 0,
      clientId,
      venueUs: run.nowUs,
      filledLots: 5,
    });
    expect(run.orders()).toEqual(['BUY 5@999 FILLED']);
    // Lots that are filled but not booked still count.
    expect(run.engine.state.orders.exposedLots(0, Side.Buy)).toBe(5);
    run.runTo(6000);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED']);
    run.runTo(6300);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
  });

  it('F16 fills that never come: one alert after 30 s', () => {
    const run = filled({ market: { endMs: 90_000 } });
    const { clientId } = run.order();
    run.engine.onOrderUpdate(run.nowUs, {
      news: 'full',
      instrument: 0,
      clientId,
      venueUs: run.nowUs,
      filledLots: 5,
    });
    run.runFor(29_000);
    expect(run.alerts).not.toContain('FILL_MISSING');
    run.runFor(40_000);
    expect(run.alerts.filter((code) => code === 'FILL_MISSING')).toHaveLength(1);
  });

  it('F16 fills that do not come for 30 s are booked on the venue’s word, until the real ones come', () => {
    const run = filled({ market: { endMs: 200_000 } });
    const { clientId } = run.order();
    const { engine } = run;
    const before = engine.state.account.cash;
    const full = { news: 'full', instrument: 0, clientId, venueUs: run.nowUs, filledLots: 5 } as const;
    engine.onOrderUpdate(run.nowUs, full);
    run.runFor(40_000);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    expect([...engine.state.fills.values()].map(({ tradeId, tick, lots }) => [tradeId, tick, lots])).toEqual([
      [`synthetic:simulator:${clientId}:5`, 999, 5],
    ]);
    const real = {
      instrument: 0,
      clientId,
      side: Side.Buy,
      maker: true,
      feeAsset: 'USD',
      fee: '-1',
      venueUs: run.nowUs,
    };
    engine.onFill(run.nowUs, { ...real, tradeId: '901', tick: 998, lots: 2 });
    expect(engine.state.orders.exposedLots(0, Side.Buy)).toBe(3);
    engine.onFill(run.nowUs, { ...real, tradeId: '902', tick: 997, lots: 3 });
    expect([...engine.state.fills.values()].map(({ tradeId }) => tradeId)).toEqual(['901', '902']);
    expect(engine.state.account.cash).toBe(before - BigInt(2 * 998 + 3 * 997 + 2) * 10n ** 8n);
    expect(engine.state.account.volume).toBe(BigInt(2 * 998 + 3 * 997) * 10n ** 8n);
    expect(engine.state.account.netLots(0)).toBe(1005);
    expect(engine.state.orders.exposedLots(0, Side.Buy)).toBe(0);
    const replayed = run.restart().engine.state;
    expect(replayed.account.cash).toBe(engine.state.account.cash);
    expect([...replayed.fills.keys()]).toEqual([...engine.state.fills.keys()]);
  });

  it('F17 a fill whose message was lost is found by the scan of own trades', () => {
    const run = filled({ faults: [{ on: 'fill', do: 'drop' }], market: twice }).runTo(1500);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN filled 2']);
    run.runTo(16_500);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
  });

  it('F17 a partial fill whose message was lost shows in the list of open orders', () => {
    const run = filled({
      faults: [{ on: 'fill', do: 'drop' }],
      market: { acts: [{ atMs: 1050, trade: [999, 103], aggressor: Side.Sell }] },
    }).runTo(16_500);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN filled 3']);
    expect(run.positions()).toEqual({ engine: 1003, exchange: 1003 });
  });

  it('F19 a fill beyond the quantity is booked, reported, and halts the instrument', () => {
    const run = filled().runTo(2000);
    const [fill] = run.venue.clients[0].fills;
    run.engine.onFill(run.nowUs, { ...fill, tradeId: 'extra', lots: 2 });
    expect(run.positions().engine).toBe(1007);
    expect(run.alerts).toContain('ORDER_OVERFILL');
    expect(run.engine.state.restrictions.has('instrument:0')).toBe(true);
    run.script.want([buy(998, 5)]);
    run.runFor(3000);
    expect(run.open()).toEqual([]);
    expect(run.requests.count('submit')).toBe(1);
  });

  it('F20 a fill of an order that was placed by hand is booked and touches nothing else', () => {
    const run = new Scenario().runTo(500).quoting([buy(999, 5)]);
    run.external({ clientId: 'by-hand', side: Side.Buy, tick: 1001, lots: 4 });
    run.runFor(500);
    expect(run.positions()).toEqual({ engine: 1004, exchange: 1004 });
    expect(run.open()).toEqual(['BUY 5@999']);
    expect(run.restrictions).toEqual([]);
  });

  it('F20 what the account had filled before it was taken over is in its opening balances', () => {
    const run = new Scenario();
    run.external({ clientId: 'earlier', side: Side.Buy, tick: 1001, lots: 4 });
    run.runTo(70_000);
    expect(run.positions()).toEqual({ engine: run.positions().exchange, exchange: run.positions().exchange });
    expect(run.restrictions).toEqual([]);
  });
});

describe('F18 fees, as the venue charges them', () => {
  /** A buy of 5 at 999 (4995 quote) at a maker fee of 0.1 %, and where it is taken. */
  function charged(asset: FeeAsset, maker = '0.001'): Scenario {
    return filled({ fees: { maker, taker: '0.002', asset } }).runTo(2000);
  }

  /** Engine and exchange agree on quote and base to the last unit. */
  function expectSameMoney(run: Scenario): void {
    const { account } = run.venue.clients[0];
    expect(run.engine.state.account.cash).toBe(account.quote);
    expect(run.engine.state.account.positions[0].inventory).toBe(account.base);
  }

  it('in quote', () => {
    const run = charged('quote');
    expectSameMoney(run);
    expect(run.engine.state.account.fees).toBe(-499_500_000n);
  });

  it('in base: the inventory is smaller', () => {
    const run = charged('received');
    expectSameMoney(run);
    expect(run.engine.state.account.positions[0].inventory).toBe(100_499_500_000n);
    expect(run.positions().engine).toBe(1004);
  });

  it('in a third token without a known price: unpriced and said so, quote and base untouched', () => {
    const run = charged({ token: 'XYZ', price: '2' });
    expectSameMoney(run);
    expect(run.alerts).toContain('FEE_UNPRICED');
    expect(run.engine.state.account.tokens.get('XYZ')).toBe(-2_497_500_000_000_000_000n);
  });

  it('negative: a rebate', () => {
    const run = charged('quote', '-0.0001');
    expectSameMoney(run);
    expect(run.engine.state.account.rebates).toBe(49_950_000n);
  });

  it('missing: the expected fee is booked, and corrected by the query that names it', () => {
    const run = filled({
      fees: { maker: '0.001', taker: '0.002', asset: 'quote' },
      // The stream never says the fee.
      passFill: ({ fee: _fee, feeAsset: _asset, ...fill }) => fill,
      market: { acts: [{ atMs: 1050, trade: [998, 1], aggressor: Side.Sell }] },
    }).runTo(70_000);
    expectSameMoney(run);
    expect(run.engine.state.account.fees).toBe(-499_500_000n);
  });
});

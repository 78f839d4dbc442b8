import { Side } from '@mrmarket/market/side';
import { QuoteFlag } from '@mrmarket/strategy/quote-sheet';
import { describe, expect, it } from 'vitest';
import { Scenario } from '../scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { buy, sell } from '../scripted-strategy.ts';

function quoting(options: ScenarioOptions = {}): Scenario {
  return new Scenario(options).runTo(500).quoting([buy(999, 5), sell(1002, 5)]);
}

describe('Risk, through the engine', () => {
  it('F41 the position limit counts what rests and what is in flight', () => {
    const rows = [999, 998, 997].map((tick, slot) => buy(tick, 5, { slot }));
    const run = new Scenario({ limits: { maxPosition: 1012 } }).runTo(500);
    run.script.want(rows);
    // All three are asked for in one pass: the first two are in flight when the third is checked.
    run.runFor(5);
    expect(run.requests.count('submit')).toBe(2);
    expect(run.engine.orders.denied.RISK_MAX_POSITION).toBe(1);
    run.runFor(1000);
    run.script.want(rows);
    run.runFor(1000);
    expect(run.open()).toEqual(['BUY 5@999', 'BUY 5@998']);
  });

  it('F41 an order takes the room of one that is being cancelled only once that is gone', () => {
    const run = new Scenario({ limits: { maxPosition: 1005 } }).runTo(500).quoting([buy(999, 5)]);
    run.script.want([buy(998, 5)]);
    run.runTo(1005);
    expect(run.requests.count('submit')).toBe(1);
    run.runTo(1500);
    expect(run.open()).toEqual(['BUY 5@998']);
    expect(run.engine.orders.denied.RISK_MAX_POSITION).toBe(0);
  });

  const fall = { acts: [{ atMs: 1500, bid: 899, ask: 900 }] } as const;

  it('F42 drawdown from the peak, unrealized results included, trips within the event', () => {
    // 1000 base at 1000.5 and 1000000 quote: the fall to 899.5 costs 101000 of 2000500.
    const run = quoting({ market: fall, limits: { maxDrawdownQuote: 100_000 } }).runTo(1501);
    expect(run.restrictions).toEqual(['+loss RISK_DRAWDOWN']);
    expect(run.engine.state.counts.fills).toBe(0);
    expect(run.requests.count('cancel')).toBe(2);
    run.runTo(3000);
    expect(run.open()).toEqual([]);
  });

  it('F42 counts from the running peak, not from the start', () => {
    const acts = [
      { atMs: 1500, bid: 1049, ask: 1050 },
      { atMs: 2500, bid: 999, ask: 1000 },
    ];
    const run = quoting({ market: { acts }, limits: { maxDrawdownQuote: 40_000 } }).runTo(4000);
    expect(run.restrictions).toEqual(['+loss RISK_DRAWDOWN']);
  });

  it('F42 the halt and the peak survive a restart', () => {
    const run = quoting({ market: fall, limits: { maxDrawdownQuote: 100_000 } }).runTo(3000);
    const { peak } = run.engine.state.guard;
    expect(peak).toBe(2_000_500);
    run.restart().runFor(5000);
    expect(run.engine.state.guard.peak).toBe(peak);
    expect(run.engine.ready()).toContain('RISK_DRAWDOWN');
    expect(run.open()).toEqual([]);
    run.engine.lift(run.nowUs, 'loss');
    run.script.want([buy(898, 5)]);
    run.runFor(2000);
    // Losses up to here are accepted: it does not trip again at once.
    expect(run.open()).toEqual(['BUY 5@898']);
  });

  it('F42 a fall while it was down trips with the first mark', () => {
    const run = quoting({ market: fall, limits: { maxDrawdownQuote: 100_000 } }).runTo(1400);
    run.restart({ downMs: 2000 }).runFor(3000);
    expect(run.restrictions).toEqual(['+loss RISK_DRAWDOWN']);
  });

  it('F43 a strategy that throws is failed and its quotes cancelled; the kill switch works all the same', () => {
    const run = quoting({ market: fall, limits: { maxDrawdownQuote: 100_000 } });
    run.script.failure = new Error('boom');
    run.runTo(1400);
    expect(run.alerts).toEqual(['STRATEGY_FAILED']);
    expect(run.open()).toEqual([]);
    run.runTo(1501);
    expect(run.restrictions).toEqual(['+loss RISK_DRAWDOWN']);
  });

  it('F43 the operator stops it in the event in which the strategy throws', () => {
    const run = quoting({ faults: [{ on: 'cancel', do: 'drop' }] });
    run.script.failure = new Error('boom');
    run.engine.kill(run.nowUs, 'test');
    run.runFor(10_000);
    expect(run.open()).toEqual([]);
    expect(run.restrictions).toEqual(['+operator OPERATOR']);
  });

  it('F44 HALTED blocks submits and lets cancels pass, with the submit budget empty too', () => {
    const rows = [0, 1, 2, 3, 4].map((slot) => buy(999 - slot, 5, { slot }));
    const run = new Scenario({ limits: { submitsPerSec: 5 } }).runTo(500);
    run.script.want(rows);
    run.runFor(30);
    expect(run.open()).toHaveLength(5);
    run.engine.kill(run.nowUs, 'test');
    expect(run.requests.count('cancel')).toBe(5);
    run.script.want([buy(990, 5)]);
    run.runFor(3000);
    expect(run.requests.count('submit')).toBe(5);
    expect(run.open()).toEqual([]);
  });

  it('F44 cancels beyond their own budget follow as it fills up', () => {
    const rows = [0, 1, 2, 3, 4].map((slot) => buy(999 - slot, 5, { slot }));
    const run = new Scenario({ limits: { cancelsPerSec: 2 } }).runTo(500);
    run.script.want(rows);
    run.runFor(500);
    run.engine.kill(run.nowUs, 'test');
    expect(run.requests.count('cancel')).toBe(2);
    run.runFor(2000);
    expect(run.requests.count('cancel')).toBe(5);
    expect(run.open()).toEqual([]);
  });

  it('F44 HALTED: what the strategy writes in answer to a fill is not sent, and nothing of it stays', () => {
    const run = quoting({ market: { acts: [{ atMs: 1005, trade: [998, 1], aggressor: Side.Sell }] } });
    run.script.onFillWant = [buy(997, 5)];
    run.engine.kill(run.nowUs, 'test');
    run.runFor(3000);
    expect(run.positions().engine).toBe(1005);
    expect(run.engine.sheet.count).toBe(0);
    expect(run.open()).toEqual([]);
  });

  it('F44 REDUCING allows what lowers the position only', () => {
    const run = quoting();
    run.engine.positionExternal(run.nowUs, 'test');
    run.runFor(2000);
    expect(run.open()).toEqual(['SELL 5@1002']);
    expect(run.engine.orders.denied.RISK_REDUCING_ONLY).toBeGreaterThan(0);
    run.script.want([sell(1002, 1001)]);
    run.runFor(2000);
    expect(run.open()).toEqual([]);
  });

  it('F45 fat finger: a price too far from the mid, on either side', () => {
    const run = new Scenario({ limits: { fatFingerBp: 100 } })
      .runTo(500)
      .quoting([buy(980, 5), sell(1012, 5), buy(991, 5)]);
    expect(run.open()).toEqual(['BUY 5@991']);
    expect(run.engine.orders.denied.RISK_FAT_FINGER_PRICE).toBe(2);
  });

  it('F45 fat finger: a value too large', () => {
    const run = new Scenario({ limits: { maxOrderNotional: 5000 } })
      .runTo(500)
      .quoting([buy(999, 6), buy(998, 5)]);
    expect(run.open()).toEqual(['BUY 5@998']);
    expect(run.engine.orders.denied.RISK_NOTIONAL_MAX).toBe(1);
  });

  it('F45 too many fills in a minute: halted for a while', () => {
    const run = new Scenario({ limits: { fillsPerMinute: 3, haltSec: 5 } }).runTo(500);
    run.script.always = true;
    run.script.want([buy(1001, 1, { flags: QuoteFlag.Ioc })]);
    run.runTo(2000);
    expect(run.engine.state.counts.fills).toBe(4);
    expect(run.restrictions).toEqual(['+pace RISK_FILLS_PER_MINUTE']);
    run.script.want([]);
    run.runTo(7500);
    expect(run.restrictions).toEqual(['+pace RISK_FILLS_PER_MINUTE', '-pace']);
  });
});

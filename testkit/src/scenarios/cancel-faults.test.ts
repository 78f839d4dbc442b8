import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { Scenario } from '../scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { buy, sell } from '../scripted-strategy.ts';

/** One buy of 5 at 999 rests; the next sheet is empty. */
function resting(options: ScenarioOptions = {}): Scenario {
  return new Scenario(options).runTo(500).quoting([buy(999, 5)]);
}

function cancelled(options: ScenarioOptions = {}): Scenario {
  const run = resting(options);
  run.script.want([]);
  return run;
}

describe('Engine: cancels that go wrong', () => {
  it('F9 a cancel races a fill: the fill after CANCELED is booked, the position is right', () => {
    // The trade reaches the order while the cancel is on its way; the fill's message is late.
    const run = cancelled({
      faults: [{ on: 'fill', do: 'delay', byUs: 2_000_000 }],
      market: { acts: [{ atMs: 1005, trade: [999, 102], aggressor: Side.Sell }] },
    }).runTo(1500);
    expect(run.open()).toEqual([]);
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED']);
    run.runTo(4000);
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED filled 2']);
    expect(run.positions()).toEqual({ engine: 1002, exchange: 1002 });
    expect(run.script.fills).toHaveLength(1);
  });

  it('F9 a complete fill wins over the cancel: FILLED', () => {
    const run = cancelled({
      market: { acts: [{ atMs: 1005, trade: [998, 1], aggressor: Side.Sell }] },
    }).runTo(3000);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
  });

  it('F10 a cancel that finds nothing: the final state is asked for, not assumed', () => {
    // The fill's message is lost, so the cancel meets an order that is gone.
    const run = resting({
      faults: [{ on: 'fill', do: 'drop' }],
      market: { acts: [{ atMs: 1050, trade: [998, 1], aggressor: Side.Sell }] },
    }).runTo(1100);
    run.script.want([]);
    run.runTo(1180);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5']);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
  });

  it('F11 a cancel without an answer stays pending and is repeated', () => {
    const run = cancelled({ faults: [{ on: 'cancel', do: 'silence' }] }).runTo(1500);
    expect(run.order().cancelling).toBe(true);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN']);
    run.runTo(6000);
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED']);
    expect(run.requests.count('cancel')).toBe(2);
  });

  it('F11 the repeats are bounded: five, then it is asked and an alert raised', () => {
    const run = cancelled({ faults: [{ on: 'cancel', nth: 'all', do: 'silence' }] }).runTo(110_000);
    expect(run.alerts.filter((code) => code === 'CANCEL_UNANSWERED')).toHaveLength(1);
    // Five of its own; after that one for each time the venue was asked and still showed it, at most each 8 s or so.
    expect(run.requests.count('cancel')).toBeGreaterThanOrEqual(5);
    expect(run.requests.count('cancel')).toBeLessThan(40);
    expect(run.order().cancelling).toBe(true);
  });

  it('F11 a lost answer to a cancel that worked is found by asking again', () => {
    const run = cancelled({ faults: [{ on: 'cack', nth: 'all', do: 'silence' }] }).runTo(10_000);
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED']);
    expect(run.open()).toEqual([]);
  });

  it('F12 cancel all with one that fails: the others go, the one follows', () => {
    const run = new Scenario({ faults: [{ on: 'cancel', nth: 2, do: 'drop' }] })
      .runTo(500)
      .quoting([buy(999, 5), buy(998, 5), sell(1002, 5)]);
    run.engine.kill(run.nowUs, 'test');
    run.runFor(100);
    expect(run.open()).toHaveLength(1);
    run.runFor(10_000);
    expect(run.open()).toEqual([]);
    expect(run.engine.state.orders.working).toEqual([]);
  });

  it('F13 a partial fill, then a cancel: the filled quantity stays', () => {
    const run = resting({
      market: { acts: [{ atMs: 1050, trade: [999, 103], aggressor: Side.Sell }] },
    }).runTo(1100);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN filled 3']);
    run.script.want([]);
    run.runTo(1500);
    expect(run.orders()).toEqual(['BUY 5@999 CANCELED filled 3']);
    expect(run.order().filledLots).toBe(3);
    expect(run.positions()).toEqual({ engine: 1003, exchange: 1003 });
  });
});

describe('Engine: replaces', () => {
  const features = { replace: true } as const;

  it('F14 amends in one message', () => {
    const run = resting({ features });
    run.script.want([buy(998, 7)]);
    run.runFor(500);
    expect(run.open()).toEqual(['BUY 7@998']);
    expect(run.orders()).toEqual(['BUY 7@998 OPEN']);
    expect([
      run.requests.count('submit'),
      run.requests.count('replace'),
      run.requests.count('cancel'),
    ]).toEqual([1, 1, 0]);
  });

  it('F14 a fill in flight does not make it overfill', () => {
    // 3 of 5 fill while the replace to 7 in all is on its way: 4 more may fill, not 7.
    const run = resting({
      features,
      market: {
        acts: [
          { atMs: 1005, trade: [999, 103], aggressor: Side.Sell },
          { atMs: 2000, trade: [990, 1], aggressor: Side.Sell },
        ],
      },
    });
    run.script.want([buy(998, 7)]);
    run.runTo(1500);
    expect(run.open()).toEqual(['BUY 4@998']);
    run.runTo(3000);
    expect(run.orders()).toEqual(['BUY 7@998 FILLED filled 7']);
    expect(run.positions()).toEqual({ engine: 1007, exchange: 1007 });
  });

  for (const fault of [
    { on: 'rack', do: 'silence' },
    { on: 'rack', do: 'drop' },
    { on: 'replace', do: 'error' },
  ] as const) {
    it(`F14 a lost reply (${fault.on} ${fault.do}) is resolved by asking, never by sending again`, () => {
      const run = resting({ features, faults: [fault] });
      run.script.want([buy(998, 7)]);
      run.runFor(200);
      // The worst case of both counts meanwhile.
      expect(run.order().replaceUnanswered || run.order().tick === 998).toBe(true);
      run.runFor(20_000);
      expect(run.order().replaceUnanswered).toBe(false);
      expect(run.orders()).toEqual(['BUY 7@998 OPEN']);
      expect(run.requests.count('replace')).toBe(1);
    });
  }

  it('F14 a replace that never arrived is resolved too: the old terms are renewed', () => {
    const run = resting({ features, faults: [{ on: 'replace', do: 'silence' }] });
    run.script.want([buy(998, 7)]);
    run.runFor(40_000);
    expect(run.order().replaceUnanswered).toBe(false);
    expect(run.open()).toEqual(['BUY 5@999']);
    expect(run.orders()).toEqual(['BUY 5@999 OPEN']);
  });

  it('an order that got too old is renewed by a new one: amending makes nothing younger', () => {
    const run = new Scenario({ features })
      .runTo(500)
      .quoting([buy(999, 5, { maxAgeUs: 5_000_000 })])
      .runFor(7000);
    expect(run.open()).toEqual(['BUY 5@999']);
    expect(run.requests.count('replace')).toBe(0);
    expect(run.requests.count('submit')).toBe(2);
  });
});

import { Side } from '@mrmarket/market/side';
import { clientOrderId } from '@mrmarket/engine/client-order-id';
import { describe, expect, it } from 'vitest';
import { Scenario, SCENARIO_TAG } from '../scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { buy, sell } from '../scripted-strategy.ts';

function quoting(options: ScenarioOptions = {}): Scenario {
  return new Scenario(options).runTo(500).quoting([buy(999, 5), sell(1002, 5)]);
}

/** Money of the engine and of the exchange, to the last unit. */
function expectSameMoney(run: Scenario): void {
  const { account } = run.venue.clients[0];
  expect(run.engine.state.account.cash).toBe(account.quote);
  expect(run.engine.state.account.positions[0].inventory).toBe(account.base);
}

describe('Engine: restarts with the same journal', () => {
  it('F35 fills and cancels while it was down are found before anything is quoted', () => {
    const run = quoting({ market: { acts: [{ atMs: 1500, trade: [998, 1], aggressor: Side.Sell }] } });
    const orders = run.venue.exchanges[0].openOrders(run.venue.clients[0]);
    run.restart({ downMs: 1000 });
    run.venue.exchanges[0].cancel(run.venue.clients[0], orders[1].clientId, run.nowUs);
    run.script.want([buy(998, 5)]);
    expect(run.engine.reconciled).toBe(false);
    run.runFor(3000);
    expect(run.orders()).toEqual(['BUY 5@999 FILLED filled 5', 'SELL 5@1002 CANCELED', 'BUY 5@998 OPEN']);
    expect(run.positions()).toEqual({ engine: 1005, exchange: 1005 });
    expectSameMoney(run);
  });

  it('F35 an order sent in the moment of the crash is found, and none is doubled', () => {
    const run = new Scenario().runTo(500);
    run.script.want([buy(999, 5)]);
    // Journalled and sent, not arrived.
    run.runTo(505);
    expect(run.orders()).toEqual(['BUY 5@999 SUBMITTED']);
    run.restart().runFor(5000);
    expect(run.open().length).toBeLessThanOrEqual(1);
    expect(run.venue.clients[0].orders.size).toBe(run.engine.state.counts.orders);
    expect(run.engine.state.orders.working.map(({ clientId }) => clientId)).toEqual(
      run.venue.exchanges[0].openOrders(run.venue.clients[0]).map(({ clientId }) => clientId),
    );
  });

  it('F37 a warm restart with an open position neither flattens nor doubles', () => {
    const run = quoting({
      market: { acts: [{ atMs: 1500, trade: [998, 1], aggressor: Side.Sell }] },
      fees: { maker: '0.001', taker: '0.001', asset: 'received' },
    }).runTo(2000);
    expect(run.positions().exchange).toBe(1004);
    const cost = run.engine.state.account.positions[0].cost;
    run.script.want([buy(999, 5), sell(1002, 5)]);
    run.restart().runFor(5000);
    expect(run.positions()).toEqual({ engine: 1004, exchange: 1004 });
    expect(run.engine.state.account.positions[0].cost).toBe(cost);
    expect(run.open()).toEqual(['BUY 5@999', 'SELL 5@1002']);
    expect(run.restrictions).toEqual([]);
    expectSameMoney(run);
  });

  it('F37 a journal that lost its end: the order the venue knows is taken over and cancelled', () => {
    const run = new Scenario().runTo(500).quoting([buy(999, 5)]);
    run.script.want([]);
    // The submit and all after it.
    const at = run.journal.replay().findIndex(({ type }) => type === 'submit');
    run.journal.loseEnd(run.journal.replay().length - at);
    run.restart().runFor(3000);
    expect(run.alerts).toContain('ORDER_ADOPTED');
    expect(run.open()).toEqual([]);
    expect(run.restrictions).toEqual([]);
  });

  it('a halt survives it, and a start does not lift it', () => {
    const run = quoting();
    run.engine.kill(run.nowUs, 'test');
    run.restart().runFor(5000);
    expect(run.engine.ready()).toBe('OPERATOR: test');
    expect(run.open()).toEqual([]);
    run.engine.lift(run.nowUs, 'operator');
    run.runFor(1000);
    expect(run.open()).toEqual(['BUY 5@999', 'SELL 5@1002']);
  });
});

describe('Engine: others on the account', () => {
  it('F36 a position changed from outside: an entry of its own, REDUCING until somebody looked', () => {
    const run = quoting();
    run.venue.clients[0].account.base += 700_000_000n;
    run.runFor(40_000);
    expect(run.restrictions).toEqual(['+position POSITION_EXTERNAL']);
    // Selling lowers the position, buying does not.
    expect(run.open()).toEqual(['SELL 5@1002']);
  });

  it('F36 an order placed by hand is left alone, by stop too', () => {
    const run = quoting();
    run.external({ clientId: 'by-hand', side: Side.Buy, tick: 990, lots: 4 });
    run.runFor(15_000);
    expect(run.restrictions).toEqual([]);
    run.engine.stop(run.nowUs);
    run.runFor(5000);
    expect(run.engine.stopped).toBe(true);
    expect(run.open()).toEqual(['BUY 4@990']);
  });

  it('F38 an order of another instance: ACCOUNT_SHARED, own quotes cancelled, the other order untouched', () => {
    const run = quoting();
    const other = clientOrderId({ tag: 'OTHER1', strategy: 0, intent: 7, attempt: 0 });
    run.external({ clientId: other, side: Side.Buy, tick: 990, lots: 4 });
    run.runFor(15_000);
    expect(run.restrictions).toEqual(['+account ACCOUNT_SHARED']);
    expect(run.open()).toEqual(['BUY 4@990']);
  });

  it('F38 an order with our tag that no journal of ours knows: the same', () => {
    const run = quoting();
    const clientId = clientOrderId({ tag: SCENARIO_TAG, strategy: 0, intent: 5000, attempt: 0 });
    run.external({ clientId, side: Side.Buy, tick: 990, lots: 4 });
    run.runFor(15_000);
    expect(run.restrictions).toEqual(['+account ACCOUNT_SHARED']);
  });
});

describe('F39 stop', () => {
  it('no new order after it is acknowledged; own orders are cancelled and that is verified', () => {
    const run = quoting();
    run.engine.stop(run.nowUs);
    const submits = run.requests.count('submit');
    run.script.want([buy(998, 5)]);
    run.script.onFillWant = [buy(997, 5)];
    expect(run.engine.stopped).toBe(false);
    run.runFor(5000);
    expect(run.engine.stopped).toBe(true);
    expect(run.open()).toEqual([]);
    expect(run.requests.count('submit')).toBe(submits);
  });

  it('a fill while it stops makes no new order, though the strategy wants one', () => {
    const run = quoting({ market: { acts: [{ atMs: 1005, trade: [998, 1], aggressor: Side.Sell }] } });
    run.script.onFillWant = [buy(997, 5)];
    run.engine.stop(run.nowUs);
    run.runFor(5000);
    expect(run.positions().engine).toBe(1005);
    expect(run.requests.count('submit')).toBe(2);
    expect(run.open()).toEqual([]);
    expect(run.engine.stopped).toBe(true);
  });

  it('waits for an order that is still on its way, and cancels it', () => {
    const run = new Scenario({ faults: [{ on: 'submit', do: 'delay', byUs: 3_000_000 }] }).runTo(500);
    run.script.want([buy(999, 5)]);
    run.runTo(700);
    run.engine.stop(run.nowUs);
    run.runTo(20_000);
    expect(run.engine.stopped).toBe(true);
    expect(run.open()).toEqual([]);
  });

  it('an own order that looked ended but is open at the venue is cancelled before it is over', () => {
    const run = new Scenario({ faults: [{ on: 'cancel', nth: 'all', do: 'silence' }] })
      .runTo(500)
      .quoting([buy(999, 5)]);
    const { clientId } = run.order();
    // A message that is not true.
    run.engine.onOrderUpdate(run.nowUs, { news: 'exp', instrument: 0, clientId, venueUs: run.nowUs });
    run.engine.stop(run.nowUs);
    run.runFor(3000);
    expect(run.alerts).toContain('ORDER_RESURRECTED');
    expect(run.requests.count('cancel')).toBeGreaterThan(0);
    expect(run.engine.stopped).toBe(false);
  });

  it('cancels that get no answer: over after half a minute, with what is left', () => {
    const run = quoting({ faults: [{ on: 'cancel', nth: 'all', do: 'silence' }] });
    run.engine.stop(run.nowUs);
    run.runFor(29_900);
    expect(run.engine.stopped).toBe(false);
    run.runFor(200);
    expect(run.engine.stopped).toBe(true);
    expect(run.engine.state.orders.working).toHaveLength(2);
  });

  it('keepOrders skips the cancels', () => {
    const run = quoting();
    run.engine.stop(run.nowUs, { keepOrders: true });
    expect(run.engine.stopped).toBe(true);
    run.runFor(1000);
    expect(run.open()).toHaveLength(2);
  });
});

describe('Engine: the connection', () => {
  it('goes: quotes are pulled; comes back: reconciled first, then quotes', () => {
    const run = quoting();
    run.engine.onConnection(run.nowUs, false);
    run.runFor(1000);
    expect(run.open()).toEqual([]);
    run.engine.onConnection(run.nowUs, true);
    expect(run.engine.reconciled).toBe(false);
    run.runFor(5000);
    expect(run.engine.reconciled).toBe(true);
    expect(run.open()).toEqual(['BUY 5@999', 'SELL 5@1002']);
  });

  it('F40 a full disk: halted, nothing new is sent, cancels go out', () => {
    const run = quoting();
    run.journal.full = true;
    run.script.want([buy(998, 5)]);
    run.runFor(3000);
    expect(run.requests.count('submit')).toBe(2);
    expect(run.restrictions).toEqual(['+journal JOURNAL_WRITE_FAILED']);
    expect(run.open()).toEqual([]);
  });
});

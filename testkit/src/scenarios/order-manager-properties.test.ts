import type { ExchangeOrder } from '@mrmarket/simulator/exchange-order';
import type { Fault, FaultPoint } from '@mrmarket/simulator/faults';
import { Side } from '@mrmarket/market/side';
import type { QuoteRow } from '@mrmarket/strategy/quote-sheet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sent } from '../request-log.ts';
import type { MarketAct } from '../scenario-market.ts';
import { Scenario } from '../scenario.ts';
import { buy, sell } from '../scripted-strategy.ts';

function openOrders(run: Scenario): readonly ExchangeOrder[] {
  return run.venue.exchanges[0].openOrders(run.venue.clients[0]);
}

/** Up to four rows a side, no price twice, all away from the market. */
const side = (
  make: (tick: number, lots: number, terms: Partial<QuoteRow>) => QuoteRow,
  ticks: readonly number[],
) =>
  fc
    .uniqueArray(fc.record({ tick: fc.constantFrom(...ticks), lots: fc.integer({ min: 1, max: 6 }) }), {
      selector: ({ tick }) => tick,
      maxLength: 4,
    })
    .map((rows) => rows.map(({ tick, lots }, slot) => make(tick, lots, { slot })));
const bids = side(buy, [995, 996, 997, 998, 999]);
const asks = side(sell, [1002, 1003, 1004, 1005, 1006]);
const sheet = fc.tuple(bids, asks).map(([b, a]) => [...b, ...a]);

/** What rests, side by side, as a sorted list. */
function shape(rows: readonly { side: Side; tick: number; lots: number }[]): string[] {
  return rows.map((row) => `${row.side} ${row.lots}@${row.tick}`).sort();
}

function without(a: readonly string[], b: readonly string[]): string[] {
  const rest = [...b];
  return a.filter((item) => {
    const at = rest.indexOf(item);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** Most messages in any stretch of this length. */
function busiest(sent: readonly Sent[], kinds: readonly Sent['kind'][], spanUs: number): number {
  const times = sent.filter(({ kind }) => kinds.includes(kind)).map(({ atUs }) => atUs);
  let from = 0;
  let most = 0;
  times.forEach((atUs, to) => {
    while (atUs - times[from] > spanUs) from++;
    most = Math.max(most, to - from + 1);
  });
  return most;
}

describe('Order manager, on a venue where nothing goes wrong', () => {
  it('sends the smallest number of messages, and none for an unchanged sheet', () => {
    fc.assert(
      fc.property(
        fc.array(sheet, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        fc.boolean(),
        (sheets, replace, waitCancel) => {
          const limits = { submitsPerSec: 100, cancelsPerSec: 100 };
          const run = new Scenario({ features: { replace }, limits, market: { endMs: 10_000 } }).runTo(500);
          for (const rows of sheets) {
            const before = shape(openOrders(run));
            run.requests.sent.length = 0;
            run.script.want(rows, { waitCancel });
            run.runFor(400);
            const wanted = shape(rows);
            expect(shape(openOrders(run))).toEqual(wanted);
            const { requests } = run;
            const counts = [requests.count('submit'), requests.count('replace'), requests.count('cancel')];
            let submits = 0;
            let replaces = 0;
            let cancels = 0;
            for (const prefix of ['0', '1']) {
              const come = without(wanted, before).filter((row) => row.startsWith(prefix)).length;
              const go = without(before, wanted).filter((row) => row.startsWith(prefix)).length;
              const amended = replace ? Math.min(come, go) : 0;
              submits += come - amended;
              cancels += go - amended;
              replaces += amended;
            }
            expect(counts).toEqual([submits, replaces, cancels]);
            // The same once more: another version, the same wish.
            run.requests.sent.length = 0;
            run.script.want(rows, { waitCancel });
            run.runFor(300);
            expect(
              ['submit', 'replace', 'cancel'].map((kind) => requests.count(kind as Sent['kind'])),
            ).toEqual([0, 0, 0]);
          }
        },
      ),
      { numRuns: 2000 },
    );
  }, 240_000);

  it('never empties a side at once where two or more orders are renewed', () => {
    const two = bids.filter((rows) => rows.length >= 2);
    fc.assert(
      fc.property(fc.array(two, { minLength: 2, maxLength: 4 }), fc.boolean(), (sheets, replace) => {
        const limits = { submitsPerSec: 100, cancelsPerSec: 100 };
        const run = new Scenario({ features: { replace }, limits, market: { endMs: 5000 } }).runTo(500);
        run.quoting(sheets[0]);
        run.afterEvent = () => {
          expect(openOrders(run).length).toBeGreaterThan(0);
        };
        for (const rows of sheets.slice(1)) {
          run.script.want(rows);
          run.runFor(400);
          expect(shape(openOrders(run))).toEqual(shape(rows));
        }
      }),
      { numRuns: 1000 },
    );
  }, 120_000);
});

describe('Order manager, whatever goes wrong', () => {
  const lossy: readonly FaultPoint[] = [
    'submit',
    'cancel',
    'replace',
    'query',
    'answer',
    'fill',
    'ack',
    'cack',
    'rack',
    'rrej',
    'rej',
    'cmiss',
  ];
  const fault: fc.Arbitrary<Fault> = fc
    .record({
      on: fc.constantFrom(...lossy),
      nth: fc.integer({ min: 1, max: 6 }),
      do: fc.constantFrom('drop', 'silence', 'error', 'delay', 'duplicate'),
      byUs: fc.integer({ min: 1, max: 3_000_000 }),
    })
    // A replace that arrives again after others would be another wish than ours.
    .map((it): Fault => (it.on === 'replace' && it.do === 'duplicate' ? { ...it, do: 'drop' } : it));

  const act: fc.Arbitrary<MarketAct> = fc.oneof(
    fc.record({
      atMs: fc.integer({ min: 600, max: 9000 }),
      trade: fc.tuple(fc.integer({ min: 994, max: 999 }), fc.integer({ min: 1, max: 110 })),
      aggressor: fc.constant(Side.Sell),
    }),
    fc.record({
      atMs: fc.integer({ min: 600, max: 9000 }),
      trade: fc.tuple(fc.integer({ min: 1002, max: 1007 }), fc.integer({ min: 1, max: 110 })),
      aggressor: fc.constant(Side.Buy),
    }),
  );

  const scenario = fc.record({
    sheets: fc.array(
      fc.record({ rows: sheet, forMs: fc.integer({ min: 5, max: 2500 }), waitCancel: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 8,
      },
    ),
    faults: fc.array(fault, { maxLength: 5 }),
    acts: fc.array(act, { maxLength: 6 }),
    replace: fc.boolean(),
    restartAfter: fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined }),
    always: fc.boolean(),
  });

  const LIMITS = { maxPosition: 30, maxOpenOrders: 6, submitsPerSec: 5, cancelsPerSec: 8 };

  it('rests no more than allowed at any time, loses no order, keeps its budgets, and stops with nothing open', () => {
    fc.assert(
      fc.property(scenario, ({ sheets, faults, acts, replace, restartAfter, always }) => {
        const run = new Scenario({
          faults,
          features: { replace },
          limits: LIMITS,
          balances: { quote: '100000', base: '20' },
          market: { acts, beatMs: 200, endMs: 60_000 },
        });
        run.script.always = always;
        run.afterEvent = () => {
          const open = openOrders(run);
          let buys = 0;
          for (const { clientId, side, openLots } of open) {
            if (side === Side.Buy) buys += openLots;
            expect(run.engine.state.orders.get(clientId)).toBeDefined();
          }
          expect(run.positions().exchange + buys).toBeLessThanOrEqual(LIMITS.maxPosition);
          expect(open.length).toBeLessThanOrEqual(LIMITS.maxOpenOrders);
        };
        run.runTo(500);
        sheets.forEach(({ rows, forMs, waitCancel }, i) => {
          run.script.want(rows, { waitCancel });
          run.runFor(forMs);
          if (i === restartAfter) run.restart({ downMs: 300 });
        });
        run.runFor(1000);
        run.engine.stop(run.nowUs);
        run.runFor(45_000);
        expect(run.engine.stopped).toBe(true);
        expect(run.open()).toEqual([]);
        expect(run.engine.state.orders.working).toEqual([]);
        const { engine, exchange } = run.positions();
        expect(engine).toBe(exchange);
        expect(run.engine.state.account.cash).toBe(run.venue.clients[0].account.quote);
        // A bucket holds one second's worth, so any second has at most twice that; a restart begins with a full one.
        const buckets = restartAfter === undefined ? 2 : 3;
        const { sent } = run.requests;
        expect(busiest(sent, ['submit', 'replace'], 1e6)).toBeLessThanOrEqual(buckets * LIMITS.submitsPerSec);
        expect(busiest(sent, ['cancel'], 1e6)).toBeLessThanOrEqual(buckets * LIMITS.cancelsPerSec);
      }),
      { numRuns: 1000 },
    );
  }, 280_000);
});

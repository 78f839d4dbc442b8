import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyState, fillRecord, ORDER_ID, run, submitRecord, updateRecord } from './engine-state-testing.ts';
import type { EngineRecord } from './journal-records.ts';
import { ORDER_STATE_NAMES, OrderState, Pending } from './order-state.ts';
import type { Order } from './order.ts';

/** One fact about an order, and the names of the facts that must have come before it. */
interface Fact {
  readonly name: string;
  readonly after: readonly string[];
  readonly record: EngineRecord;
}

/** What happened to an order of 10 lots, from which a consistent set of facts is made. */
interface Story {
  readonly ack: { readonly terms: boolean } | undefined;
  readonly amb: boolean;
  readonly fills: readonly number[];
  /** A message with the cumulative quantity after that many fills. */
  readonly words: readonly number[];
  readonly end: 'rej' | 'cack' | 'exp' | undefined;
  /** The end names the filled quantity. */
  readonly endNames: boolean;
  readonly full: 'none' | 'plain' | 'number';
  readonly cancel: 'none' | 'sent' | 'crej';
  readonly replace: 'none' | 'lost' | 'rrej' | 'rack';
  readonly newLots: number;
  /** What the answer to the replace carries. */
  readonly rack: { readonly terms: boolean; readonly time: boolean };
  readonly priorities: readonly number[];
}

const stories: fc.Arbitrary<Story> = fc.record({
  ack: fc.option(fc.record({ terms: fc.boolean() }), { nil: undefined }),
  amb: fc.boolean(),
  fills: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }),
  words: fc.array(fc.nat(5), { maxLength: 3 }),
  end: fc.constantFrom('rej', 'cack', 'exp', undefined),
  endNames: fc.boolean(),
  full: fc.constantFrom('none', 'plain', 'number'),
  cancel: fc.constantFrom('none', 'sent', 'crej'),
  replace: fc.constantFrom('none', 'lost', 'rrej', 'rack'),
  newLots: fc.integer({ min: 1, max: 20 }),
  rack: fc.record({ terms: fc.boolean(), time: fc.boolean() }),
  priorities: fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 }),
});

const REPLACED_US = 110;
const OLD = { tick: 10_000, lots: 10 };

/**
 * The facts of a story, as a venue could have sent them: terms are the ones that held at the venue's time of the
 * message (a replace takes effect at 110, and a message of that very time may still have the old ones), a cumulative quantity is that of the fills, "filled" is said only when it
 * is true.
 */
function factsOf(story: Story): Fact[] {
  const facts: Fact[] = [];
  const fact = (name: string, after: readonly string[], record: EngineRecord): void => {
    facts.push({ name, after, record });
  };
  const NEW = { tick: 9_990, lots: story.newLots };
  const replaced = story.ack !== undefined && story.replace === 'rack';
  const termsAt = (venueUs: number) => (replaced && venueUs > REPLACED_US ? NEW : OLD);
  const total = story.fills.reduce((sum, lots) => sum + lots, 0);

  if (story.ack)
    fact('ack', [], updateRecord({ event: 'ack', venueUs: 10, ...(story.ack.terms ? OLD : {}) }));
  if (story.amb) fact('amb', [], updateRecord({ event: 'amb' }));
  if (story.ack && story.replace !== 'none') {
    fact('rreq', ['ack'], { type: 'replace', atUs: 3, clientId: ORDER_ID, ...NEW });
    if (story.replace === 'rrej')
      fact('rrej', ['rreq'], updateRecord({ event: 'rrej', venueUs: REPLACED_US }));
    if (story.replace === 'rack') {
      const { terms, time } = story.rack;
      const record = updateRecord({
        event: 'rack',
        atUs: 1_000,
        venueUs: time ? REPLACED_US : 0,
        ...(terms ? NEW : {}),
      });
      fact('rack', ['rreq'], record);
    }
  }
  if (story.cancel !== 'none' || story.end === 'cack')
    fact('creq', [], { type: 'cancel', atUs: 3, clientId: ORDER_ID });
  if (story.cancel === 'crej' && story.end !== 'cack')
    fact('crej', ['creq'], updateRecord({ event: 'crej', code: 'REFUSED' }));
  story.fills.forEach((lots, i) => {
    fact(`fill${i}`, [], fillRecord({ tradeId: String(i), lots, venueUs: 20 + 40 * i }));
  });
  story.words.forEach((count, i) => {
    const venueUs = 30 + 40 * count;
    const filledLots = story.fills.slice(0, count).reduce((sum, lots) => sum + lots, 0);
    fact(
      `word${i}`,
      replaced && venueUs > REPLACED_US ? ['rreq'] : [],
      updateRecord({ event: 'ack', venueUs, filledLots, ...termsAt(venueUs) }),
    );
  });
  if (story.end !== undefined) {
    const named = story.endNames ? { filledLots: total } : {};
    const record = updateRecord({ event: story.end, venueUs: 900, code: 'ENDED', ...named });
    fact('end', story.end === 'cack' ? ['creq'] : [], record);
  }
  if (story.full !== 'none' && total > 0 && total === termsAt(900).lots) {
    const named = story.full === 'number' ? { filledLots: total } : {};
    fact('full', [], updateRecord({ event: 'full', venueUs: 800, ...named }));
  }
  return facts;
}

/** What the order came to: all that counts of it, the way there left out. */
function outcome(order: Order, contradicted: boolean) {
  return {
    state: ORDER_STATE_NAMES[order.state],
    // A cancel was dropped by a refusal that a fill contradicts, and is sent again: only the wish is the same.
    pending: contradicted && order.cancelWanted ? Pending.Cancel : order.pending,
    cancelling: order.cancelling,
    replaceUnanswered: order.replaceUnanswered,
    tick: order.tick,
    lots: order.lots,
    quantity: order.quantity,
    booked: order.bookedLots,
    filled: order.filledLots,
    open: order.final ? 0 : order.openLots,
    reason: order.final ? order.reason : '',
  };
}

/**
 * Applies the facts in the order of their priorities, each after those it follows from. Requests are ours: they are made
 * only while the engine could make them.
 * @returns the order, or undefined when a request could no longer be made, so that these facts cannot have happened so
 */
function live(facts: readonly Fact[], priorities: readonly number[]): Order | undefined {
  const state = emptyState();
  const order = run(state, submitRecord()).order as Order;
  const done = new Set<string>();
  const rest = facts.map((fact, i) => ({ ...fact, priority: priorities[i] }));
  rest.sort((a, b) => a.priority - b.priority);
  const possible = ({ after, record }: Fact): boolean => {
    if (!after.every((name) => done.has(name))) return false;
    if (record.type === 'cancel') return !order.final;
    return record.type !== 'replace' || (order.state === OrderState.Open && order.pending === Pending.None);
  };
  while (rest.length > 0) {
    const at = rest.findIndex(possible);
    if (at < 0) return undefined;
    const [fact] = rest.splice(at, 1);
    run(state, fact.record);
    done.add(fact.name);
  }
  return order;
}

/** The same with the answer "nowhere to be found" coming in at some place, which is then proven wrong by news. */
function liveWithGone(facts: readonly Fact[], priorities: readonly number[], gones: readonly number[]) {
  const gone = gones.map((priority, i) => ({
    fact: { name: `gone${i}`, after: [], record: updateRecord({ event: 'gone' }) },
    priority,
  }));
  return live(
    [...facts, ...gone.map(({ fact }) => fact)],
    [...priorities.slice(0, facts.length), ...gone.map(({ priority }) => priority)],
  );
}

/** The requests as early as can be, all else as told. */
function told(facts: readonly Fact[]): number[] {
  return facts.map((fact, i) => (['ack', 'rreq', 'creq'].includes(fact.name) ? 0 : 1 + i));
}

const RUNS = 20_000;

describe('one consistent set of facts', () => {
  it('ends in the same state in whatever order it arrives', () => {
    let compared = 0;
    const ends = new Set<string>();
    fc.assert(
      fc.property(stories, (story) => {
        const facts = factsOf(story);
        const contradicted = story.end === 'rej' && story.fills.length > 0;
        const expected = live(facts, told(facts));
        const shuffled = live(facts, story.priorities);
        if (!expected || !shuffled) return;
        compared++;
        ends.add(ORDER_STATE_NAMES[shuffled.state]);
        expect(outcome(shuffled, contradicted)).toEqual(outcome(expected, contradicted));
      }),
      { numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(RUNS / 2);
    expect([...ends].sort()).toEqual([
      'CANCELED',
      'EXPIRED',
      'FILLED',
      'OPEN',
      'REJECTED',
      'SUBMITTED',
      'UNKNOWN',
    ]);
  });

  it('ends there too when it was taken for gone before the last news', () => {
    let compared = 0;
    const gones = fc.array(fc.nat(900), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(stories, gones, (story, gonesAt) => {
        const facts = factsOf(story);
        if (story.end === 'rej' && story.fills.length > 0) return;
        // One more word of the venue after all else.
        const total = story.fills.reduce((sum, lots) => sum + lots, 0);
        const last = updateRecord({ event: story.end ?? 'ack', venueUs: 20, filledLots: total });
        const priorities = story.priorities.map((priority) => Math.min(priority, 900));
        priorities[facts.length] = 1_000;
        const all = [...facts, { name: 'last', after: facts.map(({ name }) => name), record: last }];
        const expected = live(all, priorities);
        const shuffled = liveWithGone(all, priorities, gonesAt);
        if (!expected || !shuffled) return;
        compared++;
        expect(outcome(shuffled, true)).toEqual(outcome(expected, true));
      }),
      { numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(RUNS / 4);
  });
});

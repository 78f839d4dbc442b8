import { describe, expect, it } from 'vitest';
import { isFinal, ORDER_EVENTS, ORDER_STATE_NAMES, OrderState, Pending } from './order-state.ts';
import { transition, transitionCreated } from './order-state.ts';
import type { OrderEvent, OrderLifecycle, TransitionFacts } from './order-state.ts';

/** The table of trading.md 4.1 as it stands there; CREATED and DENIED, which it says in words, are written out. */
const WRITTEN = `
| from | ack | rej | amb | fill | full | creq | cack | crej | exp | rreq | rack | rrej | live | gone |
| CREATED | OPEN | REJECTED | ✗ | OPEN | FILLED | ✗ | CANCELED | OPEN | EXPIRED | ✗ | ✗ | ✗ | OPEN | ✗ |
| SUBMITTED | OPEN | REJECTED | UNKNOWN | OPEN | FILLED | = | CANCELED | OPEN | EXPIRED | ✗ | ✗ | ✗ | OPEN | REJECTED |
| UNKNOWN | OPEN | REJECTED¹ | = | OPEN | FILLED | = | CANCELED | OPEN | EXPIRED | ✗ | OPEN | OPEN | OPEN | REJECTED² |
| OPEN | = | REJECTED¹ | = | = | FILLED | = | CANCELED | = | EXPIRED | =³ | = | = | = | UNKNOWN |
| FILLED | = | ✗ | = | = | = | ✗ | = | = | = | ✗ | = | = | ✗ | = |
| CANCELED | = | = | = | = | FILLED | ✗ | = | = | = | ✗ | = | = | OPEN! | = |
| EXPIRED | = | = | = | = | FILLED | ✗ | = | = | = | ✗ | = | = | OPEN! | = |
| REJECTED | = | = | = | OPEN! | FILLED! | ✗ | = | = | = | ✗ | ✗ | = | OPEN! | = |
| DENIED | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ |
`;

interface WrittenCell {
  readonly from: OrderState;
  readonly event: OrderEvent;
  readonly text: string;
}

function writtenCells(): WrittenCell[] {
  const [head, ...rows] = WRITTEN.trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.flatMap((cells) =>
    head.slice(2, -1).map((event, i) => ({
      from: ORDER_STATE_NAMES.indexOf(cells[1] as 'OPEN') as OrderState,
      event: event as OrderEvent,
      text: cells[i + 2],
    })),
  );
}

const NOTHING: TransitionFacts = { hasFill: false, complete: false, replaceResolved: false };

function order(fields: Partial<OrderLifecycle> = {}): OrderLifecycle {
  return {
    state: OrderState.Open,
    pending: Pending.None,
    replaceUnanswered: false,
    everLive: false,
    inferredEnd: false,
    ...fields,
  };
}

function after(
  fields: Partial<OrderLifecycle>,
  events: readonly OrderEvent[],
  facts: Partial<TransitionFacts> = {},
): OrderLifecycle {
  const moved = order(fields);
  for (const event of events) transition(moved, event, { ...NOTHING, ...facts });
  return moved;
}

describe('the transition table', () => {
  it('has every state and every event', () => {
    const cells = writtenCells();
    expect(cells).toHaveLength(ORDER_STATE_NAMES.length * ORDER_EVENTS.length);
    expect(new Set(cells.map(({ from, event }) => `${from} ${event}`)).size).toBe(cells.length);
  });

  it.each(writtenCells().map((cell) => ({ ...cell, name: ORDER_STATE_NAMES[cell.from] })))(
    '$name, $event: $text',
    ({ from, event, text }) => {
      const moved = order({ state: from });
      const alert = transition(moved, event, NOTHING);
      const name = text.replace(/[!¹²³]/, '');
      const stays = name === '=' || name === '✗';
      expect(ORDER_STATE_NAMES[moved.state]).toBe(stays ? ORDER_STATE_NAMES[from] : name);
      if (text.endsWith('!')) expect(alert).toBe('ORDER_RESURRECTED');
      else if (text === '✗' || from === OrderState.Created) expect(alert).toBe('ORDER_UNEXPECTED');
      else expect(alert).toBeUndefined();
    },
  );

  it.each(writtenCells().filter(({ text }) => text === '✗'))(
    '$event in state $from changes nothing at all',
    ({ from, event }) => {
      const moved = order({ state: from });
      transition(moved, event, NOTHING);
      expect(moved).toEqual(order({ state: from }));
    },
  );
});

describe('footnotes of the table', () => {
  it.each([OrderState.Unknown, OrderState.Open])('¹ rej in state %i is ✗ once a fill is booked', (state) => {
    const moved = order({ state });
    expect(transition(moved, 'rej', { ...NOTHING, hasFill: true })).toBe('ORDER_UNEXPECTED');
    expect(moved).toEqual(order({ state }));
  });

  it('² gone in UNKNOWN is REJECTED for an order nobody ever saw', () => {
    expect(after({ state: OrderState.Submitted }, ['amb', 'gone']).state).toBe(OrderState.Rejected);
  });

  it.each<[string, OrderEvent[], boolean]>([
    ['acknowledged', ['ack', 'gone', 'gone'], false],
    ['shown by a query', ['live', 'gone', 'gone'], false],
    ['shown by a refused cancel', ['creq', 'crej', 'gone', 'gone'], false],
    ['filled in part', ['amb', 'fill', 'gone', 'gone'], true],
  ])('² gone in UNKNOWN is CANCELED for an order once %s', (_, events, hasFill) => {
    expect(after({ state: OrderState.Submitted }, events, { hasFill }).state).toBe(OrderState.Canceled);
  });

  it.each([Pending.Cancel, Pending.Replace])('³ rreq is ✗ while %i is pending', (pending) => {
    const before = order({ pending, replaceUnanswered: pending === Pending.Replace });
    const moved = { ...before };
    expect(transition(moved, 'rreq', NOTHING)).toBe('ORDER_UNEXPECTED');
    expect(moved).toEqual(before);
  });

  it('⁴ an unanswered replace, hidden by a cancel, comes back when the cancel is refused', () => {
    expect(after({}, ['rreq', 'creq']).pending).toBe(Pending.Cancel);
    expect(after({}, ['rreq', 'creq', 'crej']).pending).toBe(Pending.Replace);
    expect(after({}, ['rreq', 'creq', 'rack', 'crej']).pending).toBe(Pending.None);
  });

  it.each<OrderEvent>(['rack', 'rrej'])('⁵ a cancel stays when %s answers the replace before it', (event) => {
    expect(after({}, ['rreq', 'creq', event])).toMatchObject({
      pending: Pending.Cancel,
      replaceUnanswered: false,
    });
  });

  it('⁶ live leaves a cancel pending', () => {
    expect(after({}, ['creq', 'live']).pending).toBe(Pending.Cancel);
    expect(after({}, ['rreq', 'creq', 'live'], { replaceResolved: true })).toMatchObject({
      pending: Pending.Cancel,
      replaceUnanswered: false,
    });
  });

  it('⁶ live resolves a replace only when its answer does', () => {
    expect(after({}, ['rreq', 'live'])).toMatchObject({ pending: Pending.Replace, replaceUnanswered: true });
    expect(after({}, ['rreq', 'live'], { replaceResolved: true })).toMatchObject({
      pending: Pending.None,
      replaceUnanswered: false,
    });
  });
});

describe('pending', () => {
  // What is pending on an open order after each event, by what was pending before.
  const N = Pending.None;
  const C = Pending.Cancel;
  const R = Pending.Replace;
  const column: Record<OrderEvent, [none: Pending, cancel: Pending, replace: Pending]> = {
    ack: [N, C, R],
    rej: [N, N, N],
    amb: [N, C, R],
    fill: [N, C, R],
    full: [N, N, N],
    creq: [C, C, C],
    cack: [N, N, N],
    crej: [N, N, R],
    exp: [N, N, N],
    rreq: [R, C, R],
    rack: [N, C, N],
    rrej: [N, C, N],
    live: [N, C, R],
    gone: [N, C, R],
  };

  it.each(ORDER_EVENTS)('after %s', (event) => {
    expect([
      after({}, [event]).pending,
      after({ pending: C }, [event]).pending,
      after({ pending: R, replaceUnanswered: true }, [event]).pending,
    ]).toEqual(column[event]);
  });

  it('is none in each final state, and a replace without an answer returns with the order', () => {
    const ended = after({}, ['rreq', 'exp']);
    expect(ended).toMatchObject({ pending: Pending.None, replaceUnanswered: true });
    transition(ended, 'live', NOTHING);
    expect(ended).toMatchObject({ state: OrderState.Open, pending: Pending.Replace });
  });

  it('is a cancel already before the venue has acknowledged the order', () => {
    expect(after({ state: OrderState.Submitted }, ['creq', 'ack']).pending).toBe(Pending.Cancel);
  });
});

describe('quantity decides', () => {
  const complete = { hasFill: true, complete: true };

  it.each(ORDER_STATE_NAMES.map((name, i) => [name, i as OrderState] as const))(
    'each message on a filled up %s order ends in FILLED, but DENIED stays',
    (_, state) => {
      for (const event of ORDER_EVENTS) {
        const moved = after({ state }, [event], complete);
        expect(moved.state).toBe(state === OrderState.Denied ? OrderState.Denied : OrderState.Filled);
        expect(moved.pending).toBe(Pending.None);
      }
    },
  );

  it('a refusal of the submit does not undo the fill that completed the order', () => {
    const moved = order();
    expect(transition(moved, 'rej', { ...NOTHING, ...complete })).toBe('ORDER_UNEXPECTED');
    expect(moved.state).toBe(OrderState.Filled);
  });

  it('a refused order that turns out to be filled raises ORDER_RESURRECTED', () => {
    const moved = order({ state: OrderState.Rejected });
    expect(transition(moved, 'ack', { ...NOTHING, ...complete })).toBe('ORDER_RESURRECTED');
    expect(moved.state).toBe(OrderState.Filled);
  });
});

describe('an end that was only inferred', () => {
  const news: [OrderEvent, OrderState][] = [
    ['ack', OrderState.Open],
    ['rej', OrderState.Rejected],
    ['fill', OrderState.Open],
    ['full', OrderState.Filled],
    ['cack', OrderState.Canceled],
    ['crej', OrderState.Open],
    ['exp', OrderState.Expired],
    ['rack', OrderState.Open],
    ['rrej', OrderState.Open],
    ['live', OrderState.Open],
  ];

  it.each(news)('later %s counts as in UNKNOWN, with an alert', (event, state) => {
    for (const past of [['gone'], ['ack', 'gone', 'gone']] satisfies OrderEvent[][]) {
      const moved = after({ state: OrderState.Submitted }, past);
      expect(moved.inferredEnd).toBe(true);
      expect(transition(moved, event, NOTHING)).toBe('ORDER_RESURRECTED');
      expect(moved).toMatchObject({ state, inferredEnd: false });
    }
  });

  it.each<OrderEvent>(['amb', 'gone', 'creq', 'rreq'])(
    '%s, which is no word of the venue, leaves it inferred',
    (event) => {
      const moved = after({ state: OrderState.Submitted }, ['gone', event]);
      expect(moved).toMatchObject({ state: OrderState.Rejected, inferredEnd: true });
      transition(moved, 'ack', NOTHING);
      expect(moved.state).toBe(OrderState.Open);
    },
  );

  it('a refusal that a booked fill contradicts changes nothing', () => {
    const moved = after({ state: OrderState.Submitted }, ['fill', 'gone', 'gone'], { hasFill: true });
    expect(transition(moved, 'rej', { ...NOTHING, hasFill: true })).toBe('ORDER_UNEXPECTED');
    expect(moved).toMatchObject({ state: OrderState.Canceled, inferredEnd: true });
  });

  it('an end that the venue named stays one: the same words do not reopen it', () => {
    for (const event of ['ack', 'fill', 'crej', 'rack', 'rrej'] satisfies OrderEvent[])
      expect(after({}, ['creq', 'cack', event]).state).toBe(OrderState.Canceled);
  });
});

describe('an order that was not sent', () => {
  it.each([
    ['send', OrderState.Submitted],
    ['deny', OrderState.Denied],
    ['withdraw', OrderState.Denied],
    ['crash', OrderState.Unknown],
  ] as const)('%s', (event, state) => {
    const moved = order({ state: OrderState.Created });
    transitionCreated(moved, event);
    expect(moved.state).toBe(state);
  });

  it('is moved this way once only', () => {
    expect(() => transitionCreated(order(), 'send')).toThrow('send on an order in state OPEN');
  });
});

it('the final states are DENIED, REJECTED, FILLED, CANCELED and EXPIRED', () => {
  expect(ORDER_STATE_NAMES.filter((_, state) => isFinal(state as OrderState))).toEqual([
    'DENIED',
    'REJECTED',
    'FILLED',
    'CANCELED',
    'EXPIRED',
  ]);
});

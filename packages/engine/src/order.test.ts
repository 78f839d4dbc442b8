import { describe, expect, it } from 'vitest';
import { submitRecord } from './engine-state-testing.ts';
import { OrderState, Pending } from './order-state.ts';
import { Order } from './order.ts';

/** An open order of 10 lots. */
function order(fields: Partial<Order> = {}): Order {
  return Object.assign(new Order(submitRecord({ lots: 10 })), { state: OrderState.Open, ...fields });
}

describe('quantities of an order', () => {
  it.each<[string, Partial<Order>, { filled: number; open: number; unbooked: number }]>([
    ['nothing filled', {}, { filled: 0, open: 10, unbooked: 0 }],
    ['fills ahead of the word', { bookedLots: 6, namedLots: 4 }, { filled: 6, open: 4, unbooked: 0 }],
    ['the word ahead of fills', { bookedLots: 4, namedLots: 6 }, { filled: 6, open: 4, unbooked: 2 }],
    ['filled beyond', { bookedLots: 12 }, { filled: 12, open: 0, unbooked: 0 }],
    ['called filled', { bookedLots: 4, calledFilled: true }, { filled: 10, open: 0, unbooked: 6 }],
    [
      'a larger replace unanswered',
      { bookedLots: 4, replaceUnanswered: true, replaceLots: 15 },
      { filled: 4, open: 11, unbooked: 0 },
    ],
    [
      'a smaller replace unanswered',
      { bookedLots: 4, replaceUnanswered: true, replaceLots: 5 },
      { filled: 4, open: 6, unbooked: 0 },
    ],
  ])('%s', (_, fields, { filled, open, unbooked }) => {
    const made = order(fields);
    expect([made.filledLots, made.openLots, made.unbookedLots]).toEqual([filled, open, unbooked]);
  });
});

describe('an order rests', () => {
  it.each<[string, Partial<Order>, { resting: boolean; cancelling: boolean; final: boolean }]>([
    ['when it is open', {}, { resting: true, cancelling: false, final: false }],
    [
      'not when in flight',
      { state: OrderState.Submitted },
      { resting: false, cancelling: false, final: false },
    ],
    [
      'not when a cancel is wanted',
      { cancelWanted: true },
      { resting: false, cancelling: true, final: false },
    ],
    [
      'not when a cancel is pending',
      { pending: Pending.Cancel },
      { resting: false, cancelling: true, final: false },
    ],
    [
      'while a replace is pending',
      { pending: Pending.Replace },
      { resting: true, cancelling: false, final: false },
    ],
    [
      'not when it has ended',
      { state: OrderState.Filled },
      { resting: false, cancelling: false, final: true },
    ],
  ])('%s', (_, fields, expected) => {
    const { resting, cancelling, final } = order(fields);
    expect({ resting, cancelling, final }).toEqual(expected);
  });
});

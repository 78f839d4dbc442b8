import type { AccountState } from './account.ts';
import type { EngineState } from './engine-state.ts';
import type { FillRecord, OpeningRecord } from './journal-records.ts';
import type { LossGuardState } from './loss-guard.ts';
import { Order } from './order.ts';
import { OrderState } from './order-state.ts';
import type { OrderLists } from './order-store.ts';
import type { OrderTerms } from './order.ts';
import type { Restriction } from './trading-mode.ts';

/** What records change of an order; the rest belongs to the running process. */
const ORDER_FIELDS = [
  'state',
  'pending',
  'replaceUnanswered',
  'everLive',
  'inferredEnd',
  'replaceTick',
  'replaceLots',
  'replaceUs',
  'termsUs',
  'bookedLots',
  'syntheticLots',
  'namedLots',
  'calledFilled',
  'reason',
  'venueOrderId',
  'cancelWanted',
  'endedUs',
] as const satisfies readonly (keyof Order)[];

export type OrderSnapshot = OrderTerms & Pick<Order, (typeof ORDER_FIELDS)[number]>;

/** Everything the records before it came to: a replay may begin here. */
export interface CheckpointRecord {
  readonly type: 'checkpoint';
  readonly atUs: number;
  /** All orders in memory, in the order they were made. */
  readonly orders: readonly OrderSnapshot[];
  readonly lists: OrderLists;
  readonly account: AccountState;
  readonly guard: LossGuardState;
  readonly restrictions: readonly { readonly key: string; readonly restriction: Restriction }[];
  /** The fills in memory, oldest first, and what was booked for fees that are not known; quote units. */
  readonly fills: readonly FillRecord[];
  readonly expectedFees: readonly (readonly [key: string, units: string])[];
  readonly counts: EngineState['counts'];
  readonly sessions: number;
  readonly nextIntent: number;
  readonly opening: OpeningRecord | undefined;
  readonly lastFillUs: number;
  readonly lastMarks2: readonly number[];
  readonly identity: Readonly<Record<string, string>> | undefined;
  readonly tag: string;
}

/**
 * Writes a state down.
 * @returns undefined while an order is journalled but not sent: whether it went out is known only to what follows
 */
export function takeCheckpoint(
  state: EngineState,
  { atUs, marks2 }: { readonly atUs: number; readonly marks2: ArrayLike<number> },
): CheckpointRecord | undefined {
  if (state.orders.working.some((order) => order.state === OrderState.Created)) return undefined;
  const { opening, identity, tag, sessions, nextIntent, lastFillUs } = state;
  return {
    type: 'checkpoint',
    atUs,
    orders: Array.from(state.orders.all(), snapshotOrder),
    lists: state.orders.lists(),
    account: state.account.state(),
    guard: state.guard.state(),
    restrictions: Array.from(state.restrictions, ([key, restriction]) => ({ key, restriction })),
    fills: [...state.fills.values()],
    expectedFees: Array.from(state.expectedFees, ([key, units]) => [key, `${units}`] as const),
    counts: { ...state.counts },
    sessions,
    nextIntent,
    opening,
    lastFillUs,
    lastMarks2: Array.from(marks2),
    identity,
    tag,
  };
}

export function restoreOrder(snapshot: OrderSnapshot): Order {
  const order = new Order(snapshot);
  for (const field of ORDER_FIELDS) Object.assign(order, { [field]: snapshot[field] });
  return order;
}

function snapshotOrder(order: Order): OrderSnapshot {
  const { intent, clientId, instrument, side, slot, tick, lots, flags, createdUs } = order;
  const terms: OrderTerms = { intent, clientId, instrument, side, slot, tick, lots, flags, createdUs };
  const fields = Object.fromEntries(ORDER_FIELDS.map((field) => [field, order[field]]));
  return { ...terms, ...(fields as Pick<Order, (typeof ORDER_FIELDS)[number]>) };
}

/** States of an order (trading.md 4.1). "Partly filled" is a quantity, not a state. */
export const OrderState = {
  /** Journalled, not sent. */
  Created: 0,
  Submitted: 1,
  /** No usable answer: being asked. */
  Unknown: 2,
  Open: 3,
  /** Refused by us. */
  Denied: 4,
  /** Refused by the venue. */
  Rejected: 5,
  Filled: 6,
  Canceled: 7,
  Expired: 8,
} as const;
export type OrderState = (typeof OrderState)[keyof typeof OrderState];

export const ORDER_STATE_NAMES = [
  'CREATED',
  'SUBMITTED',
  'UNKNOWN',
  'OPEN',
  'DENIED',
  'REJECTED',
  'FILLED',
  'CANCELED',
  'EXPIRED',
] as const;

/** The request that waits for its answer, beside the state. */
export const Pending = { None: 0, Cancel: 1, Replace: 2 } as const;
export type Pending = (typeof Pending)[keyof typeof Pending];

/** Events of the venue or about it; `live` and `gone` are answers to a query. */
export const ORDER_EVENTS = [
  'ack',
  'rej',
  'amb',
  'fill',
  'full',
  'creq',
  'cack',
  'crej',
  'exp',
  'rreq',
  'rack',
  'rrej',
  'live',
  'gone',
] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

/** What reopens an end that was only inferred: a word of the venue, not a request or a silence of ours. */
const NEWS_OF_THE_VENUE: ReadonlySet<OrderEvent> = new Set([
  'ack',
  'rej',
  'fill',
  'full',
  'cack',
  'crej',
  'exp',
  'rack',
  'rrej',
  'live',
]);

/** Our own acts on an order that was not sent yet, and the finding of one after a crash. */
export type CreatedEvent = 'send' | 'deny' | 'withdraw' | 'crash';

export function isFinal(state: OrderState): boolean {
  return state >= OrderState.Denied;
}

/** What the table needs to know of an order; the order itself carries these fields. */
export interface OrderLifecycle {
  state: OrderState;
  pending: Pending;
  /** A replace was sent and neither answered nor resolved by asking. */
  replaceUnanswered: boolean;
  /** The venue once showed it working, or a fill was booked. */
  everLive: boolean;
  /** The end was concluded from `gone`, nobody said it. */
  inferredEnd: boolean;
}

/** Facts about the message that the table's footnotes ask for. */
export interface TransitionFacts {
  /** A fill of this order has been booked, this message included. */
  readonly hasFill: boolean;
  /** Filled quantity has reached the order's quantity. */
  readonly complete: boolean;
  /** For `live`: the answer shows the replace's terms, or was asked for long enough after it. */
  readonly replaceResolved: boolean;
}

export type OrderAlert = 'ORDER_RESURRECTED' | 'ORDER_UNEXPECTED';

/**
 * The one transition table (trading.md 4.1). A cell is the next state, `=` (stays) or `x` (no change, counted, alert);
 * `!` alerts that an ended order came back. Small digits name the footnotes:
 * 1 `x` once a fill is booked; 2 CANCELED if ever acknowledged or filled; 3 `x` unless nothing is pending.
 * CREATED is moved by `transitionCreated`; here it hears the venue speak of an order that was never sent.
 */
export const ORDER_TABLE: Readonly<Record<string, Readonly<Record<OrderEvent, string>>>> = table(`
              ack   rej        amb      fill   full     creq  cack      crej  exp      rreq  rack  rrej  live   gone
  CREATED     OPEN  REJECTED   x        OPEN   FILLED   x     CANCELED  OPEN  EXPIRED  x     x     x     OPEN   x
  SUBMITTED   OPEN  REJECTED   UNKNOWN  OPEN   FILLED   =     CANCELED  OPEN  EXPIRED  x     x     x     OPEN   REJECTED
  UNKNOWN     OPEN  REJECTED1  =        OPEN   FILLED   =     CANCELED  OPEN  EXPIRED  x     OPEN  OPEN  OPEN   REJECTED2
  OPEN        =     REJECTED1  =        =      FILLED   =     CANCELED  =     EXPIRED  =3    =     =     =      UNKNOWN
  FILLED      =     x          =        =      =        x     =         =     =        x     =     =     x      =
  CANCELED    =     =          =        =      FILLED   x     =         =     =        x     =     =     OPEN!  =
  EXPIRED     =     =          =        =      FILLED   x     =         =     =        x     =     =     OPEN!  =
  REJECTED    =     =          =        OPEN!  FILLED!  x     =         =     =        x     x     =     OPEN!  =
  DENIED      x     x          x        x      x        x     x         x     x        x     x     x     x      x
`);

function table(text: string): Record<string, Record<OrderEvent, string>> {
  const [head, ...rows] = text.trim().split('\n');
  const events = head.trim().split(/\s+/) as OrderEvent[];
  const result: Record<string, Record<OrderEvent, string>> = {};
  for (const row of rows) {
    const [state, ...cells] = row.trim().split(/\s+/);
    result[state] = Object.fromEntries(events.map((event, i) => [event, cells[i]])) as Record<
      OrderEvent,
      string
    >;
  }
  return result;
}

/** A cell of the table, read once. */
interface Cell {
  /** undefined = stays. */
  readonly next: OrderState | undefined;
  readonly refused: boolean;
  readonly resurrects: boolean;
  /** Number of the footnote, 0 for none. */
  readonly note: number;
}

const CELLS: readonly Readonly<Record<OrderEvent, Cell>>[] = ORDER_STATE_NAMES.map(
  (state) =>
    Object.fromEntries(ORDER_EVENTS.map((event) => [event, readCell(ORDER_TABLE[state][event])])) as Record<
      OrderEvent,
      Cell
    >,
);

function readCell(text: string): Cell {
  const [, name, note, mark] = /^([A-Z=x]+)(\d?)(!?)$/.exec(text) as unknown as string[];
  const state = (ORDER_STATE_NAMES as readonly string[]).indexOf(name);
  return {
    next: state < 0 ? undefined : (state as OrderState),
    refused: name === 'x',
    resurrects: mark === '!',
    note: Number(note),
  };
}

/**
 * Applies one event by the table. Nothing else changes an order's state.
 * @returns an alert to raise, or undefined
 */
export function transition(
  order: OrderLifecycle,
  event: OrderEvent,
  facts: TransitionFacts,
): OrderAlert | undefined {
  const reopens = order.inferredEnd && NEWS_OF_THE_VENUE.has(event);
  const from = reopens ? OrderState.Unknown : order.state;
  const cell = CELLS[from][event];
  const refused =
    cell.refused || (cell.note === 1 && facts.hasFill) || (cell.note === 3 && order.pending !== Pending.None);
  // Quantity decides, whatever the venue calls it.
  const complete = facts.complete && from !== OrderState.Denied;
  let alert: OrderAlert | undefined;
  if (cell.resurrects || (complete && from === OrderState.Rejected)) alert = 'ORDER_RESURRECTED';
  else if (refused || from === OrderState.Created) alert = 'ORDER_UNEXPECTED';
  else if (reopens) alert = 'ORDER_RESURRECTED';
  if (refused && !complete) return alert;

  if (complete) order.state = OrderState.Filled;
  else if (cell.note === 2 && (order.everLive || facts.hasFill)) order.state = OrderState.Canceled;
  else order.state = cell.next ?? from;
  // A silence or a request of ours changes nothing about who said that it ended.
  if (NEWS_OF_THE_VENUE.has(event)) order.inferredEnd = false;
  else if (event === 'gone' && !complete && isFinal(order.state) && order.state !== from)
    order.inferredEnd = true;
  if (order.state === OrderState.Open || facts.hasFill) order.everLive = true;
  if (event === 'rreq' && !refused) order.replaceUnanswered = true;
  if (event === 'rack' || event === 'rrej' || (event === 'live' && facts.replaceResolved))
    order.replaceUnanswered = false;
  order.pending = pendingAfter(order, event);
  return alert;
}

function pendingAfter(order: OrderLifecycle, event: OrderEvent): Pending {
  if (isFinal(order.state)) return Pending.None;
  if (event === 'creq') return Pending.Cancel;
  if (order.pending === Pending.Cancel && event !== 'crej') return Pending.Cancel;
  // A replace without an answer comes back once no cancel hides it.
  return order.replaceUnanswered ? Pending.Replace : Pending.None;
}

/** Moves an order that was never sent: `crash` is the finding of one in the journal after a restart. */
export function transitionCreated(order: OrderLifecycle, event: CreatedEvent): void {
  if (order.state !== OrderState.Created)
    throw new Error(`${event} on an order in state ${ORDER_STATE_NAMES[order.state]}`);
  if (event === 'send') order.state = OrderState.Submitted;
  else if (event === 'crash') order.state = OrderState.Unknown;
  else order.state = OrderState.Denied;
}

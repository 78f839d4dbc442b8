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
 * The one transition table. A cell is the next state, `=` (stays) or `x` (stays, counted, alert); `!` alerts that an
 * ended order came back. Small digits name the footnotes of trading.md 4.1, which `transition` carries out.
 */
export const ORDER_TABLE: Readonly<Record<string, Readonly<Record<OrderEvent, string>>>> = table(`
              ack   rej        amb      fill   full     creq  cack      crej  exp      rreq  rack  rrej  live   gone
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
  const events = (head as string).trim().split(/\s+/) as OrderEvent[];
  const result: Record<string, Record<OrderEvent, string>> = {};
  for (const row of rows) {
    const [state, ...cells] = row.trim().split(/\s+/);
    const entry = {} as Record<OrderEvent, string>;
    events.forEach((event, i) => (entry[event] = cells[i] as string));
    result[state as string] = entry;
  }
  return result;
}

const STATE_OF: Readonly<Record<string, OrderState>> = Object.fromEntries(
  ORDER_STATE_NAMES.map((name, i) => [name, i as OrderState]),
);

/**
 * Applies one event by the table. Nothing else changes an order's state.
 * @returns an alert to raise, or undefined
 */
export function transition(
  order: OrderLifecycle,
  event: OrderEvent,
  facts: TransitionFacts,
): OrderAlert | undefined {
  let from = order.state;
  let alert: OrderAlert | undefined;
  if (from === OrderState.Created) {
    // The venue speaks of an order that our journal says was never sent.
    from = OrderState.Submitted;
    alert = 'ORDER_UNEXPECTED';
  } else if (order.inferredEnd && NEWS_OF_THE_VENUE.has(event)) {
    from = OrderState.Unknown;
    alert = 'ORDER_RESURRECTED';
  }
  const cell = (ORDER_TABLE[ORDER_STATE_NAMES[from]] as Record<OrderEvent, string>)[event];
  let next: OrderState = from;
  let counted = false;
  if (cell.startsWith('x')) counted = true;
  else if (cell === '=3') counted = order.pending !== Pending.None;
  else if (cell === 'REJECTED1' && facts.hasFill) counted = true;
  else if (cell === 'REJECTED2')
    next = order.everLive || facts.hasFill ? OrderState.Canceled : OrderState.Rejected;
  else if (cell !== '=') {
    next = STATE_OF[cell.replace(/[!\d]$/, '')] as OrderState;
    if (cell.endsWith('!')) alert = 'ORDER_RESURRECTED';
  }
  if (counted) alert ??= 'ORDER_UNEXPECTED';
  // Quantity decides, whatever the venue calls it.
  if (facts.complete && from !== OrderState.Denied) {
    if (from === OrderState.Rejected) alert = 'ORDER_RESURRECTED';
    next = OrderState.Filled;
  }

  if (counted && next === from) return alert;
  order.state = next;
  order.inferredEnd =
    event === 'gone' && isFinal(next) && !facts.complete && (order.inferredEnd || from < OrderState.Denied);
  if (next === OrderState.Open || facts.hasFill) order.everLive = true;
  updatePending(order, event, facts);
  return alert;
}

function updatePending(order: OrderLifecycle, event: OrderEvent, facts: TransitionFacts): void {
  if (event === 'rack' || event === 'rrej') order.replaceUnanswered = false;
  if (event === 'live' && facts.replaceResolved) order.replaceUnanswered = false;
  if (event === 'rreq') order.replaceUnanswered = true;
  if (isFinal(order.state)) order.pending = Pending.None;
  else if (event === 'creq') order.pending = Pending.Cancel;
  else if (event === 'rreq') order.pending = Pending.Replace;
  else if (event === 'crej') order.pending = order.replaceUnanswered ? Pending.Replace : Pending.None;
  else if (order.pending === Pending.Replace && !order.replaceUnanswered) order.pending = Pending.None;
}

/** Moves an order that was never sent: `crash` is the finding of one in the journal after a restart. */
export function transitionCreated(order: OrderLifecycle, event: CreatedEvent): void {
  if (order.state !== OrderState.Created)
    throw new Error(`${event} on an order in state ${ORDER_STATE_NAMES[order.state]}`);
  if (event === 'send') order.state = OrderState.Submitted;
  else if (event === 'crash') order.state = OrderState.Unknown;
  else order.state = OrderState.Denied;
}

import type { Answer, CancelRequest, Venue, VenueAccount, VenueFill, VenueOrder } from './venue.ts';

/** A question without an answer by then has failed, µs. */
const ANSWER_LIMIT_US = 5_000_000;

/** More questions than one life can ask; ids stay exact for a million lives. */
const IDS_PER_LIFE = 2 ** 32;

type Handler = (nowUs: number, answer: Answer<never>) => void;

/** Questions to the venue that wait for their answers; a late or lost answer counts as failed, never as "none". */
export class VenueQueries {
  private readonly venue: Venue;
  private readonly waiting = new Map<number, { readonly untilUs: number; readonly handler: Handler }>();
  private nextId: number;
  /** When the oldest question fails, µs; Infinity when none waits. */
  dueUs = Infinity;

  /** @param lives starts before this one: an answer to a question of theirs must not pass for one of ours */
  constructor(venue: Venue, lives = 0) {
    this.venue = venue;
    this.nextId = lives * IDS_PER_LIFE + 1;
  }

  order(
    nowUs: number,
    request: CancelRequest,
    handler: (nowUs: number, answer: Answer<VenueOrder | undefined>) => void,
  ): void {
    this.venue.queryOrder(this.register(nowUs, handler), request);
  }

  openOrders(
    nowUs: number,
    instrument: number,
    handler: (nowUs: number, answer: Answer<readonly VenueOrder[]>) => void,
  ): void {
    this.venue.queryOpenOrders(this.register(nowUs, handler), instrument);
  }

  fills(
    nowUs: number,
    request: { readonly instrument: number; readonly sinceUs: number },
    handler: (nowUs: number, answer: Answer<readonly VenueFill[]>) => void,
  ): void {
    this.venue.queryFills(this.register(nowUs, handler), request.instrument, request.sinceUs);
  }

  balances(nowUs: number, handler: (nowUs: number, answer: Answer<VenueAccount>) => void): void {
    this.venue.queryBalances(this.register(nowUs, handler));
  }

  /** Hands an answer to whoever asked; answers nobody waits for are ignored. */
  answer(nowUs: number, queryId: number, answer: Answer<unknown>): void {
    const entry = this.waiting.get(queryId);
    if (!entry) return;
    this.waiting.delete(queryId);
    this.findDue();
    entry.handler(nowUs, answer as Answer<never>);
  }

  /** Fails what has waited too long. */
  expire(nowUs: number): void {
    for (const [id, entry] of [...this.waiting]) {
      // A handler before this one may have had its answer.
      if (entry.untilUs > nowUs || !this.waiting.delete(id)) continue;
      entry.handler(nowUs, { ok: false, failed: 'no answer in time' });
    }
    this.findDue();
  }

  private register(nowUs: number, handler: Handler): number {
    const id = this.nextId++;
    const untilUs = nowUs + ANSWER_LIMIT_US;
    this.waiting.set(id, { untilUs, handler });
    this.dueUs = Math.min(this.dueUs, untilUs);
    return id;
  }

  private findDue(): void {
    this.dueUs = Infinity;
    for (const entry of this.waiting.values()) this.dueUs = Math.min(this.dueUs, entry.untilUs);
  }
}

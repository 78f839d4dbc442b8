import type { Feed } from '@mrmarket/market/feed';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { Venue } from './venue.ts';

/** Silence of a feed is looked for this often, µs. */
const WATCH_US = 500_000;
/** The clock counts as skewed until so much time has passed without a message that shows it, µs. */
const SKEW_HOLD_US = 10_000_000;

export interface MarketWatchEvents {
  /** Quotes must not stand any longer. */
  pull(nowUs: number, reason: string): void;
  alert(code: string, detail: string): void;
}

/**
 * Watches the feeds for the engine: which books are live, where they stand, whether our clock agrees with the
 * exchange's; asks the venue for the snapshots that feeds want.
 */
export class MarketWatch {
  readonly feeds: readonly Feed[];
  /** Mids of the books when last LIVE, half ticks; 0 before. */
  readonly marks2: Float64Array;
  /** Exchange times lie ahead of our clock by more than allowed. */
  clockSkewed = false;
  /** When silence has to be looked for, µs. */
  dueUs = Infinity;
  private readonly venue: Venue;
  private readonly clockSkewUs: number;
  private readonly events: MarketWatchEvents;
  private readonly wasLive: boolean[];
  /** When a message last showed an exchange time too far ahead, µs. */
  private skewedUs = -Infinity;

  constructor(parts: {
    feeds: readonly Feed[];
    venue: Venue;
    clockSkewUs: number;
    /** Marks of an earlier run: until its book is live again, a holding is worth what it was last. */
    marks2: readonly number[];
    events: MarketWatchEvents;
  }) {
    this.feeds = parts.feeds;
    this.venue = parts.venue;
    this.clockSkewUs = parts.clockSkewUs;
    this.events = parts.events;
    this.marks2 = new Float64Array(parts.feeds.length);
    this.marks2.set(parts.marks2);
    this.wasLive = parts.feeds.map(() => false);
  }

  start(nowUs: number): void {
    this.dueUs = nowUs;
  }

  /** A message has gone through a feed. @returns whether its book is live and has a new mark */
  bookChanged(nowUs: number, instrument: number, exchUs: number): boolean {
    if (exchUs - nowUs > this.clockSkewUs) this.skewedUs = nowUs;
    if (nowUs - this.skewedUs < SKEW_HOLD_US !== this.clockSkewed) this.clockChanged(nowUs, exchUs);
    const feed = this.feeds[instrument];
    if (feed.live !== this.wasLive[instrument]) this.liveChanged(nowUs, instrument);
    if (!feed.live) {
      if (feed.wantsSnapshotAtUs <= nowUs) this.requestSnapshot(nowUs, instrument);
      return false;
    }
    const { bestBid, bestAsk } = feed.book;
    if (bestBid === NO_BID || bestAsk === NO_ASK) return false;
    this.marks2[instrument] = bestBid + bestAsk;
    return true;
  }

  /** Looks for silence, and for snapshots that are wanted. */
  onTimer(nowUs: number): void {
    if (nowUs < this.dueUs) return;
    this.dueUs = nowUs + WATCH_US;
    for (let i = 0; i < this.feeds.length; i++) {
      const feed = this.feeds[i];
      feed.checkSilence(nowUs);
      if (feed.live !== this.wasLive[i]) this.liveChanged(nowUs, i);
      if (!feed.live && feed.wantsSnapshotAtUs <= nowUs) this.requestSnapshot(nowUs, i);
    }
  }

  disconnected(): void {
    for (const feed of this.feeds) feed.disconnected();
  }

  private liveChanged(nowUs: number, instrument: number): void {
    const feed = this.feeds[instrument];
    this.wasLive[instrument] = feed.live;
    if (!feed.live) this.events.pull(nowUs, `book not live: ${feed.reason}`);
  }

  private clockChanged(nowUs: number, exchUs: number): void {
    this.clockSkewed = !this.clockSkewed;
    if (!this.clockSkewed) return;
    const ms = Math.round((exchUs - nowUs) / 1000);
    this.events.alert('CLOCK_SKEW', `exchange time is ${ms} ms ahead of our clock`);
    this.events.pull(nowUs, 'RISK_CLOCK_SKEW');
  }

  private requestSnapshot(nowUs: number, instrument: number): void {
    this.feeds[instrument].snapshotRequested(nowUs);
    this.venue.requestSnapshot(instrument);
  }
}

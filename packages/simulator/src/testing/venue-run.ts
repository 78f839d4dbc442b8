import type { SubmitRequest } from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import { constantLatency } from '../latency.ts';
import { RecordedMarket } from '../recorded-market.ts';
import { SimulatedVenue } from '../simulated-venue.ts';
import type { SimulatedVenueOptions } from '../simulated-venue.ts';
import { spot } from './instruments.ts';
import type { Row } from './make-levels.ts';
import { makeRecording, START_US } from './make-recording.ts';
import type { Message } from './make-recording.ts';
import { VenueLog } from './venue-log.ts';

export const ENTRY_US = 100;
export const RESPONSE_US = 50;

/** A book with bids from 100 and asks from 102, and a diff that makes it live. */
export const OPENING: readonly Message[] = [
  {
    exchUs: 0,
    localUs: 10,
    snapshot: 10,
    bids: [
      [100, 5],
      [99, 5],
    ],
    asks: [
      [102, 5],
      [103, 5],
    ],
  },
  { exchUs: 1, localUs: 11, depth: 11 },
];

/** A venue on recordings of a few messages, with its log; times are µs after the start. */
export class VenueRun {
  readonly venue: SimulatedVenue;
  readonly log = new VenueLog();
  private queries = 0;

  constructor(
    messages: readonly (readonly Message[])[],
    options: Partial<SimulatedVenueOptions> = {},
    instrument: Instrument = spot,
  ) {
    this.venue = new SimulatedVenue({
      markets: messages.map((list) => new RecordedMarket(makeRecording(instrument, list))),
      fees: { maker: '0', taker: '0', asset: 'quote' },
      balances: messages.map(() => ({ quote: '1000', base: '10' })),
      entryLatency: constantLatency(ENTRY_US),
      responseLatency: constantLatency(RESPONSE_US),
      ...options,
    });
    this.venue.listener = this.log;
  }

  /** Lets everything happen up to a time. @returns what reached the engine */
  until(us: number): string[] {
    while (this.venue.nextUs() <= START_US + us) this.venue.step();
    this.venue.timeIs(START_US + us);
    return this.log.take();
  }

  /** Lets everything happen. @returns what reached the engine */
  end(): string[] {
    while (this.venue.nextUs() !== Infinity) this.venue.step();
    return this.log.take();
  }

  buy(clientId: string, [tick, lots]: Row, more: Partial<SubmitRequest> = {}): void {
    this.submit(Side.Buy, { clientId, tick, lots, ...more });
  }

  sell(clientId: string, [tick, lots]: Row, more: Partial<SubmitRequest> = {}): void {
    this.submit(Side.Sell, { clientId, tick, lots, ...more });
  }

  cancel(clientId: string, instrument = 0): void {
    this.venue.cancel({ instrument, clientId });
  }

  replace(clientId: string, [tick, lots]: Row): void {
    this.venue.replace({ instrument: 0, clientId, tick, lots });
  }

  askOrder(clientId: string): void {
    this.venue.queryOrder(++this.queries, { instrument: 0, clientId });
  }

  askOpenOrders(): void {
    this.venue.queryOpenOrders(++this.queries, 0);
  }

  askFills(sinceUs = 0): void {
    this.venue.queryFills(++this.queries, 0, START_US + sinceUs);
  }

  askBalances(): void {
    this.venue.queryBalances(++this.queries);
  }

  private submit(
    side: Side,
    terms: Partial<SubmitRequest> & { clientId: string; tick: number; lots: number },
  ): void {
    this.venue.submit({
      instrument: 0,
      side,
      postOnly: false,
      reduceOnly: false,
      timeInForce: 'GTC',
      ...terms,
    });
  }
}

import type {
  CancelRequest,
  ReplaceRequest,
  SubmitRequest,
  Venue,
  VenueFeatures,
} from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';

export type Sent = { readonly atUs: number } & (
  | { readonly kind: 'submit'; readonly request: SubmitRequest }
  | { readonly kind: 'cancel'; readonly request: CancelRequest }
  | { readonly kind: 'replace'; readonly request: ReplaceRequest }
  | { readonly kind: 'snapshot' | 'query' }
);

/** Stands in front of a venue and writes down what an engine sends. */
export class RequestLog implements Venue {
  readonly sent: Sent[] = [];
  private readonly venue: Venue;
  private readonly nowUs: () => number;

  constructor(venue: Venue, nowUs: () => number) {
    this.venue = venue;
    this.nowUs = nowUs;
  }

  get name(): string {
    return this.venue.name;
  }

  get instruments(): readonly Instrument[] {
    return this.venue.instruments;
  }

  get features(): VenueFeatures {
    return this.venue.features;
  }

  submit(request: SubmitRequest): void {
    this.sent.push({ kind: 'submit', atUs: this.nowUs(), request });
    this.venue.submit(request);
  }

  cancel(request: CancelRequest): void {
    this.sent.push({ kind: 'cancel', atUs: this.nowUs(), request });
    this.venue.cancel(request);
  }

  replace(request: ReplaceRequest): void {
    this.sent.push({ kind: 'replace', atUs: this.nowUs(), request });
    this.venue.replace(request);
  }

  requestSnapshot(instrument: number): void {
    this.sent.push({ kind: 'snapshot', atUs: this.nowUs() });
    this.venue.requestSnapshot(instrument);
  }

  queryOrder(queryId: number, request: CancelRequest): void {
    this.asked();
    this.venue.queryOrder(queryId, request);
  }

  queryOpenOrders(queryId: number, instrument: number): void {
    this.asked();
    this.venue.queryOpenOrders(queryId, instrument);
  }

  queryFills(queryId: number, instrument: number, sinceUs: number): void {
    this.asked();
    this.venue.queryFills(queryId, instrument, sinceUs);
  }

  queryBalances(queryId: number): void {
    this.asked();
    this.venue.queryBalances(queryId);
  }

  /** How many requests of a kind went out. */
  count(kind: Sent['kind']): number {
    return this.sent.filter((sent) => sent.kind === kind).length;
  }

  private asked(): void {
    this.sent.push({ kind: 'query', atUs: this.nowUs() });
  }
}

import type { FeeRates } from '@mrmarket/engine/account';
import type { Venue, VenueListener } from '@mrmarket/engine/venue';

/** A connection to a venue on real time. */
export interface OpenVenue {
  readonly venue: Venue;
  readonly fees: FeeRates;
  /** Facts go there from now on. */
  listen(listener: VenueListener): void;
  close(): void;
  /**
   * How the watchdog cancels all own orders over a connection of its own when the event loop is blocked: a module whose
   * default export takes the data.
   */
  readonly rescue?: { readonly module: URL; readonly data: unknown } | undefined;
}

/** A kind of venue that bots can be made on, besides the paper markets. */
export interface VenueKind {
  readonly name: string;
  readonly mode: 'paper' | 'live';
  /**
   * @param settings as they stand in the bot's market
   * @throws an error whose message says what is wrong with them, or why the venue cannot be reached
   */
  open(settings: Readonly<Record<string, string>>, bot: { readonly tag: string }): Promise<OpenVenue>;
}

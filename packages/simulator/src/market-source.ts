import type { VenueListener } from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import type { Side } from '@mrmarket/market/side';
import type { Exchange } from './exchange.ts';

/** Where the messages of a market arrive. */
export type MarketListener = Pick<VenueListener, 'onSnapshot' | 'onDepth' | 'onTrade'>;

/** A full book as a venue would send it. */
export interface BookSnapshot {
  readonly lastId: number;
  readonly exchUs: number;
  readonly levels: Levels;
}

/**
 * Where a simulated exchange gets its market from: what happens there, and what reaches the strategy of it, each in
 * the order of time. Times are µs; Infinity = nothing more.
 */
export interface MarketSource {
  readonly instrument: Instrument;
  nextExchangeUs(): number;
  /** Lets the next thing happen at the exchange. */
  stepExchange(exchange: Exchange): void;
  nextLocalUs(): number;
  /** Nothing will happen or arrive any more. */
  readonly ended: boolean;
  /** Delivers the next message. */
  stepLocal(listener: MarketListener, index: number): void;
  /** Passes over everything the strategy would have seen up to a time. */
  skipLocal(untilUs: number): void;
  /** The public book as it stands at the exchange, or undefined while there is none. */
  snapshot(exchange: Exchange, nowUs: number): BookSnapshot | undefined;
  /** The exchange's own orders changed what a price shows, or traded among each other. */
  onLevel?(side: Side, tick: number): void;
  onTrade?(tradeId: number, venueUs: number, tick: number, lots: number, aggressor: Side): void;
}

import type { VenueListener } from '@mrmarket/engine/venue';

/** A listener that does nothing; what a test wants to hear it overrides. */
export class QuietListener implements VenueListener {
  onSnapshot: VenueListener['onSnapshot'] = () => undefined;
  onDepth: VenueListener['onDepth'] = () => undefined;
  onTrade: VenueListener['onTrade'] = () => undefined;
  onOrderUpdate: VenueListener['onOrderUpdate'] = () => undefined;
  onFill: VenueListener['onFill'] = () => undefined;
  onOrderAnswer: VenueListener['onOrderAnswer'] = () => undefined;
  onOpenOrders: VenueListener['onOpenOrders'] = () => undefined;
  onFills: VenueListener['onFills'] = () => undefined;
  onBalances: VenueListener['onBalances'] = () => undefined;
  onConnection: VenueListener['onConnection'] = () => undefined;
}

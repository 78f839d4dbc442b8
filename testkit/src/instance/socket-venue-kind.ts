import type { OpenVenue, VenueKind } from '@mrmarket/instance/trading/venue-kind';
import type { RescueData } from '../exchange/rescue.ts';
import { SocketVenue } from '../exchange/socket-venue.ts';
import { TEST_FEES } from '../exchange/test-fees.ts';
import { WallClock } from '../exchange/wall-clock.ts';

/** The exchange process as a kind of venue: settings `socket`, `account` and, to switch amending off, `replace=no`. */
export const socketVenueKind: VenueKind = {
  name: 'testkit',
  mode: 'live',
  open: async ({ socket, account, replace }): Promise<OpenVenue> => {
    const clock = new WallClock();
    const venue = await SocketVenue.open({ path: socket, account, clock, replace: replace !== 'no' });
    return {
      venue,
      fees: TEST_FEES[venue.instruments[0].product],
      listen: (listener) => {
        venue.listen(listener);
      },
      close: () => {
        venue.close();
      },
      rescue: {
        module: new URL('../exchange/rescue.ts', import.meta.url),
        data: { socket, account } satisfies RescueData,
      },
    };
  },
};

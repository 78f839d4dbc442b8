import { ExchangeControl } from './exchange-control.ts';

export interface RescueData {
  readonly socket: string;
  readonly account: string;
}

/** A command of the dead loop may still be on its way: the list must be empty again after this, milliseconds. */
const SECOND_LOOK_MS = 50;

/** Cancels all orders of an account over a connection of its own: what the watchdog calls. */
export default async function rescue(data: unknown): Promise<void> {
  const { socket, account } = data as RescueData;
  const control = await ExchangeControl.open(socket, account);
  for (let empty = 0; empty < 2;) {
    control.send({ op: 'cancelAll' });
    empty = (await control.openOrders()).length === 0 ? empty + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
  }
  control.close();
}

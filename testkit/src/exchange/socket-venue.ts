import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Clock } from '@mrmarket/engine/clock';
import type {
  CancelRequest,
  ReplaceRequest,
  SubmitRequest,
  Venue,
  VenueFeatures,
  VenueListener,
} from '@mrmarket/engine/venue';
import { createInstrument } from '@mrmarket/market/instrument';
import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import { onLines, sendLine } from './lines.ts';
import type { ClientMessage, LevelRow, ServerMessage } from './protocol.ts';

export interface SocketVenueOptions {
  /** The exchange's socket. */
  readonly path: string;
  readonly account: string;
  readonly clock: Clock;
  /** Whether the engine may amend orders; default true. */
  readonly replace?: boolean | undefined;
}

/** The exchange process as a venue: its messages become facts, with the time of their arrival. */
export class SocketVenue implements Venue {
  readonly name = 'testkit-exchange';
  readonly features: VenueFeatures;
  readonly instruments: readonly Instrument[];
  private readonly socket: Socket;
  private readonly clock: Clock;
  private listener: VenueListener | undefined;

  private constructor(socket: Socket, instrument: Instrument, options: SocketVenueOptions) {
    this.socket = socket;
    this.instruments = [instrument];
    this.clock = options.clock;
    this.features = { replace: options.replace ?? true, ownOrdersInFeed: true };
  }

  /** Connects, and resolves once the exchange has named its instrument. Nothing is passed on before `listen`. */
  static open(options: SocketVenueOptions): Promise<SocketVenue> {
    const { path, account, clock } = options;
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      let venue: SocketVenue | undefined;
      socket.on('error', reject);
      onLines(socket, (line) => {
        const message = line as ServerMessage;
        if (message.ev === 'welcome') {
          venue = new SocketVenue(socket, createInstrument(message.instrument), options);
          resolve(venue);
        } else venue?.received(message);
      });
      socket.on('close', () => {
        if (!venue) reject(new Error(`the exchange at ${path} closed the connection`));
        venue?.listener?.onConnection(clock.nowUs(), false);
      });
      sendLine(socket, { op: 'hello', account, feed: true } satisfies ClientMessage);
    });
  }

  /** From here on facts go to the listener. */
  listen(listener: VenueListener): void {
    this.listener = listener;
  }

  close(): void {
    this.listener = undefined;
    this.socket.destroy();
  }

  submit(request: SubmitRequest): void {
    this.send({ op: 'submit', request });
  }

  cancel(request: CancelRequest): void {
    this.send({ op: 'cancel', request });
  }

  replace(request: ReplaceRequest): void {
    this.send({ op: 'replace', request });
  }

  requestSnapshot(): void {
    this.send({ op: 'snapshot' });
  }

  queryOrder(queryId: number, request: CancelRequest): void {
    this.send({ op: 'order', queryId, request });
  }

  queryOpenOrders(queryId: number): void {
    this.send({ op: 'openOrders', queryId });
  }

  queryFills(queryId: number, _instrument: number, sinceUs: number): void {
    this.send({ op: 'fills', queryId, sinceUs });
  }

  queryBalances(queryId: number): void {
    this.send({ op: 'balances', queryId });
  }

  private send(message: ClientMessage): void {
    sendLine(this.socket, message);
  }

  private received(message: ServerMessage): void {
    const { listener } = this;
    if (!listener) return;
    const nowUs = this.clock.nowUs();
    switch (message.ev) {
      case 'snapshot': {
        const levels = columns(message.levels);
        listener.onSnapshot(nowUs, 0, message.lastId, message.exchUs, levels, 0, levels.side.length);
        return;
      }
      case 'depth': {
        const { firstId, lastId, exchUs } = message;
        const levels = columns(message.levels);
        listener.onDepth(nowUs, 0, firstId, lastId, firstId - 1, exchUs, levels, 0, levels.side.length);
        return;
      }
      case 'trade':
        listener.onTrade(
          nowUs,
          0,
          message.tradeId,
          message.exchUs,
          message.tick,
          message.lots,
          message.aggressor,
        );
        return;
      case 'update':
        listener.onOrderUpdate(nowUs, message.update);
        return;
      case 'fill':
        listener.onFill(nowUs, message.fill);
        return;
      case 'order':
        listener.onOrderAnswer(nowUs, message.queryId, message.answer);
        return;
      case 'openOrders':
        listener.onOpenOrders(nowUs, message.queryId, message.answer);
        return;
      case 'fills':
        listener.onFills(nowUs, message.queryId, message.answer);
        return;
      case 'balances':
        listener.onBalances(nowUs, message.queryId, message.answer);
        return;
      case 'welcome':
      case 'record':
        return;
    }
  }
}

function columns(rows: readonly LevelRow[]): Levels {
  return {
    side: Uint8Array.from(rows, (row) => row[0]),
    tick: Int32Array.from(rows, (row) => row[1]),
    lots: Float64Array.from(rows, (row) => row[2]),
  };
}

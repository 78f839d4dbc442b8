import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { VenueOrder } from '@mrmarket/engine/venue';
import { onLines, sendLine } from './lines.ts';
import type { AccountRecord, ClientMessage, ServerMessage } from './protocol.ts';

/** A second connection to an account: what a person does by hand, a rescue does in need, or a test wants to know. */
export class ExchangeControl {
  private readonly socket: Socket;
  private readonly waiting = new Map<number, (message: ServerMessage) => void>();
  private nextId = 1;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static open(path: string, account: string): Promise<ExchangeControl> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      const control = new ExchangeControl(socket);
      socket.on('error', reject);
      onLines(socket, (line) => {
        const message = line as ServerMessage;
        if (message.ev === 'welcome') resolve(control);
        else if ('queryId' in message) control.answered(message.queryId, message);
      });
      sendLine(socket, { op: 'hello', account, feed: false } satisfies ClientMessage);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  send(message: ClientMessage): void {
    sendLine(this.socket, message);
  }

  /** Everything the exchange knows of the account. */
  async record(): Promise<AccountRecord> {
    const message = await this.ask((queryId) => ({ op: 'record', queryId }));
    if (message.ev !== 'record') throw new Error(`a record was asked for, not ${message.ev}`);
    return message.record;
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    const message = await this.ask((queryId) => ({ op: 'openOrders', queryId }));
    if (message.ev !== 'openOrders' || !message.answer.ok) throw new Error('no list of open orders');
    return message.answer.value;
  }

  private ask(question: (queryId: number) => ClientMessage): Promise<ServerMessage> {
    return new Promise((resolve) => {
      const queryId = this.nextId++;
      this.waiting.set(queryId, resolve);
      this.send(question(queryId));
    });
  }

  private answered(queryId: number, message: ServerMessage): void {
    this.waiting.get(queryId)?.(message);
    this.waiting.delete(queryId);
  }
}

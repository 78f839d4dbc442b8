import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { ServerFrame } from '../../api/schemas/live.ts';

export type DataFrame = Extract<ServerFrame, { seq: number }>;

/** A page's live socket: keeps the frames it got, in order, and hands them out one after the other. */
export class LiveReader {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #frames: ServerFrame[] = [];
  #wanted: ((frame: ServerFrame) => void) | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as ServerFrame));
    const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = promise;
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    // The handshake's failure is reported by `open`; a later one closes the socket.
    socket.on('error', () => undefined);
  }

  /** @throws Error with the status of a refused handshake */
  static open(origin: string, headers: Readonly<Record<string, string>>): Promise<LiveReader> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/live`, { headers });
    const reader = new LiveReader(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(reader));
      socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`refused with ${response.statusCode ?? 0}`));
        socket.terminate();
      });
    });
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  sub(ch: string, since?: number): void {
    this.send({ t: 'sub', ch, ...(since === undefined ? {} : { since }) });
  }

  /** The next frame that is no beat. */
  async next(): Promise<ServerFrame> {
    for (;;) {
      const frame = await this.#nextOfAll();
      if (frame.t !== 'beat') return frame;
    }
  }

  /** The next frame, which has to be one with data. */
  async nextData(): Promise<DataFrame> {
    const frame = await this.next();
    if (!('seq' in frame)) throw new Error(`expected data, got ${JSON.stringify(frame)}`);
    return frame;
  }

  async nextBeat(): Promise<ServerFrame> {
    for (;;) {
      const frame = await this.#nextOfAll();
      if (frame.t === 'beat') return frame;
    }
  }

  /** Resolves when the server has handled everything sent before: the answer to a channel that does not exist. */
  async settled(): Promise<void> {
    this.sub('no-such-channel');
    const kept: ServerFrame[] = [];
    for (;;) {
      const frame = await this.#nextOfAll();
      if (frame.t === 'gone' && frame.ch === 'no-such-channel') break;
      kept.push(frame);
    }
    this.#frames.unshift(...kept);
  }

  /** The operating system below the WebSocket, to stop reading as a stalled page does. */
  get transport(): Socket {
    return (this.socket as unknown as { readonly _socket: Socket })._socket;
  }

  close(): void {
    this.socket.terminate();
  }

  #take(frame: ServerFrame): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted === undefined) this.#frames.push(frame);
    else wanted(frame);
  }

  #nextOfAll(): Promise<ServerFrame> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => (this.#wanted = resolve));
  }
}

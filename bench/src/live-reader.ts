import { WebSocket } from 'ws';
import { readFrameHead } from './live-frame-reader.ts';
import type { FrameHead } from './live-frame-reader.ts';

/** A page's live socket that counts what comes. */
export class BenchReader {
  readonly #socket: WebSocket;
  readonly #onFrame: (head: FrameHead, bytes: number) => void;

  private constructor(socket: WebSocket, onFrame: (head: FrameHead, bytes: number) => void) {
    this.#socket = socket;
    this.#onFrame = onFrame;
    socket.on('message', (data: Buffer) => this.#onFrame(readFrameHead(data), data.length));
    socket.on('error', (error) => {
      throw error;
    });
  }

  /** Opens one and asks for channels. */
  static async open(
    address: string,
    authorization: string,
    channels: readonly string[],
    onFrame: (head: FrameHead, bytes: number) => void,
  ): Promise<BenchReader> {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/api/live`, { headers: { authorization } });
    const reader = new BenchReader(socket, onFrame);
    await new Promise((resolve) => socket.once('open', resolve));
    for (const ch of channels) socket.send(JSON.stringify({ t: 'sub', ch }));
    return reader;
  }

  /** Stops reading, as a page does whose tab sleeps. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }
}

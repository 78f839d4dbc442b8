import type { WebSocket } from 'ws';
import type { Actor } from '../access/actor.ts';
import type { ChannelReader, LiveChannel } from './live-channel.ts';
import { resyncFrame } from './live-frames.ts';

/** What the hub needs of an open WebSocket. */
export type LiveSocket = Pick<
  WebSocket,
  'bufferedAmount' | 'close' | 'on' | 'OPEN' | 'ping' | 'readyState' | 'send' | 'terminate'
>;

/** Waiting bytes beyond which a reader counts as slow: it gets no more frames until all of them are gone. */
export const SLOW_BYTES = 256 * 1024;

/** Pings without an answer after which a connection counts as dead. */
const MAX_SILENT_PINGS = 3;

/** Frames a reader may send between two beats: far more than a page needs, far less than a flood. */
const MAX_FRAMES_PER_BEAT = 300;

const TEXT = { binary: false };

/** One connection. A slow one keeps no queue: it is told, and gets snapshots once it has caught up. */
export class LiveClient implements ChannelReader {
  readonly actor: Actor;
  readonly stillAllowed: () => Promise<boolean>;
  readonly channels = new Map<string, LiveChannel>();
  readonly #socket: LiveSocket;
  readonly #onResync: () => void;
  readonly #onGone: (client: LiveClient, channel: LiveChannel) => void;
  readonly #missed = new Set<LiveChannel>();
  #slow = false;
  #silentPings = 0;
  #framesSinceBeat = 0;
  #sent = 0;

  constructor(parameters: {
    readonly socket: LiveSocket;
    readonly actor: Actor;
    readonly stillAllowed: () => Promise<boolean>;
    readonly onResync: () => void;
    readonly onGone: (client: LiveClient, channel: LiveChannel) => void;
  }) {
    this.actor = parameters.actor;
    this.stillAllowed = parameters.stillAllowed;
    this.#socket = parameters.socket;
    this.#onResync = parameters.onResync;
    this.#onGone = parameters.onGone;
    this.#socket.on('pong', () => (this.#silentPings = 0));
  }

  /** Frames sent to it. */
  get sent(): number {
    return this.#sent;
  }

  get slow(): boolean {
    return this.#slow;
  }

  deliver(channel: LiveChannel, frame: Buffer): void {
    // Of a channel it has missed something of, nothing before the snapshot that follows the word: a delta would not fit.
    if (this.#slow || this.#missed.has(channel)) this.#missed.add(channel);
    else this.send(frame);
  }

  gone(channel: LiveChannel): void {
    this.#onGone(this, channel);
  }

  forget(channel: LiveChannel): void {
    this.channels.delete(channel.name);
    this.#missed.delete(channel);
  }

  /** Sends one frame at once. What is left waiting decides whether the reader is slow. */
  send(frame: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#sent += 1;
    this.#socket.send(frame, TEXT);
    if (!this.#slow && this.#socket.bufferedAmount > SLOW_BYTES) {
      this.#slow = true;
      // Calls back when the operating system has taken it, and with it everything that waits before it.
      this.#socket.ping(undefined, false, this.#drained);
    }
  }

  /** Beats are for those who can hear them; a slow reader would only get more to do. */
  beat(frame: Buffer): void {
    this.#framesSinceBeat = 0;
    if (!this.#slow) this.send(frame);
  }

  /** Asks whether the other side is there; false: it has been silent too long. */
  ping(): boolean {
    if (this.#silentPings >= MAX_SILENT_PINGS) return false;
    this.#silentPings += 1;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
    return true;
  }

  /** Counts a frame that came in; false: too many. */
  countFrame(): boolean {
    this.#framesSinceBeat += 1;
    return this.#framesSinceBeat <= MAX_FRAMES_PER_BEAT;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Called with an error where the connection ended meanwhile. */
  readonly #drained = (): void => {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#slow = false;
    this.#catchUp();
  };

  #catchUp(): void {
    for (const channel of [...this.#missed]) {
      if (this.#slow) return;
      const snapshot = channel.snapshot();
      this.#missed.delete(channel);
      if (snapshot === undefined) {
        this.gone(channel);
        continue;
      }
      this.#onResync();
      this.send(resyncFrame(channel.name));
      this.send(snapshot);
    }
  }
}

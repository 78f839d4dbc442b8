import { ChannelTable } from './channel-table.ts';
import type { ChannelReader } from './channel-table.ts';
import { FrameBuffer } from './frame-buffer.ts';
import type { FrameSource } from './frame-buffer.ts';
import { readFrame } from './protocol.ts';
import type { ClientFrame, ServerFrame } from './protocol.ts';
import { reconnectDelay } from './reconnect.ts';

/** `connecting` only before the first connection; later a lost one is `offline` until it is back. */
export type ConnectionState = 'connecting' | 'live' | 'delayed' | 'offline';

const BEAT_MISSED_MS = 4_000;
const LINGER_MS = 250;

/** The part of a browser's `WebSocket` that is used. */
export interface Wire {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  send: (text: string) => void;
  close: () => void;
}

export interface ConnectionOptions {
  readonly open: () => Wire;
  readonly frames: FrameSource;
  readonly random: () => number;
  /** Calls back after so many milliseconds; answers how to call it off. */
  readonly after: (ms: number, call: () => void) => () => void;
  readonly onstate: (state: ConnectionState) => void;
  /** Anything was heard. */
  readonly onheard: () => void;
}

/**
 * The one socket of a page. It keeps itself connected, and says how it stands: nothing heard for 4 s is `delayed`
 * (the instance beats every 2 s), closed is `offline`. Commands never go this way: they are REST.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #channels: ChannelTable;
  readonly #buffer: FrameBuffer<Exclude<ServerFrame, { t: 'beat' }>>;
  #wire: Wire | undefined;
  #open = false;
  #attempt = 0;
  #stopped = false;
  #cancelRetry: (() => void) | undefined;
  #cancelBeat: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#channels = new ChannelTable({
      subscribe: (ch, since) => this.#send({ t: 'sub', ch, ...(since === undefined ? {} : { since }) }),
      unsubscribe: (ch) => this.#send({ t: 'unsub', ch }),
      linger: (expire) => options.after(LINGER_MS, expire),
    });
    this.#buffer = new FrameBuffer(options.frames, (batch) => {
      for (const frame of batch) this.#channels.take(frame);
    });
    options.onstate('connecting');
    this.#connect();
  }

  /** Reads a channel; answers how to leave it. */
  join(ch: string, reader: ChannelReader): () => void {
    return this.#channels.join(ch, reader);
  }

  /** The page is seen again: what came meanwhile was dropped. */
  seen(): void {
    this.#buffer.clear();
    if (this.#open) this.#channels.resume(false);
    else this.reconnect();
  }

  /** Tries at once instead of waiting for its turn. */
  reconnect(): void {
    if (this.#open || this.#stopped || this.#cancelRetry === undefined) return;
    this.#cancelRetry();
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#cancelBeat?.();
    this.#wire?.close();
  }

  #connect(): void {
    this.#cancelRetry = undefined;
    const wire = this.#options.open();
    this.#wire = wire;
    wire.onopen = () => {
      this.#open = true;
      this.#attempt = 0;
      this.#heard();
      this.#channels.resume(true);
    };
    wire.onmessage = ({ data }) => {
      this.#heard();
      const frame = typeof data === 'string' ? readFrame(data) : undefined;
      if (frame !== undefined && frame.t !== 'beat') this.#buffer.push(frame);
    };
    wire.onclose = () => {
      this.#open = false;
      this.#cancelBeat?.();
      if (this.#stopped) return;
      this.#options.onstate('offline');
      this.#cancelRetry = this.#options.after(reconnectDelay(this.#attempt++, this.#options.random), () =>
        this.#connect(),
      );
    };
  }

  #heard(): void {
    this.#cancelBeat?.();
    this.#options.onstate('live');
    this.#options.onheard();
    this.#cancelBeat = this.#options.after(BEAT_MISSED_MS, () => this.#options.onstate('delayed'));
  }

  #send(frame: ClientFrame): void {
    // Not connected: `resume` subscribes to everything once it is.
    if (this.#open) this.#wire?.send(JSON.stringify(frame));
  }
}

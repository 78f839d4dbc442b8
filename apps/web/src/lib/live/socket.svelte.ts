import type { ChannelReader } from './channel-table.ts';
import { Connection } from './connection.ts';
import type { ConnectionState, Wire } from './connection.ts';

/** The page's one socket to `/api/live`, as runes. */
export class LiveSocket {
  #state = $state.raw<ConnectionState>('connecting');
  #heardAt = $state.raw<number>();
  readonly #connection: Connection;
  readonly #wasSeen: () => void;
  readonly #wentOnline: () => void;

  constructor(url: string = liveUrl()) {
    this.#connection = new Connection({
      open: () => new WebSocket(url) as Wire,
      frames: {
        request: (commit) => void requestAnimationFrame(commit),
        hidden: () => document.hidden,
      },
      random: Math.random,
      after: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      onstate: (state) => {
        this.#state = state;
      },
      onheard: () => {
        this.#heardAt = Date.now();
      },
    });
    this.#wasSeen = () => {
      if (!document.hidden) this.#connection.seen();
    };
    this.#wentOnline = () => this.#connection.reconnect();
    document.addEventListener('visibilitychange', this.#wasSeen);
    addEventListener('online', this.#wentOnline);
  }

  get state(): ConnectionState {
    return this.#state;
  }
  /** When anything was heard last, in milliseconds of this browser's clock; undefined before that. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** Reads a channel; answers how to leave it. */
  join(ch: string, reader: ChannelReader): () => void {
    return this.#connection.join(ch, reader);
  }

  /** Tries to connect at once instead of waiting for its turn. */
  reconnect(): void {
    this.#connection.reconnect();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#wasSeen);
    removeEventListener('online', this.#wentOnline);
    this.#connection.stop();
  }
}

function liveUrl(): string {
  return `${location.origin.replace(/^http/, 'ws')}/api/live`;
}

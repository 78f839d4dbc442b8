import { getLive } from '#lib/state/live-context.svelte.ts';
import type { ChannelState } from './channel-table.ts';
import type { ConnectionState } from './connection.ts';
import type { DataFrame } from './protocol.ts';
import type { LiveSocket } from './socket.svelte.ts';

/**
 * What a reader of a channel has to show. `loading`: nothing has come yet. `resyncing`: something was missed, a
 * snapshot is on its way. `gone`: no such channel, or no right to it. `delayed`, `offline`: the connection's state;
 * the last data stay.
 */
export type LiveState = ChannelState | 'delayed' | 'offline';

const LIST_CAP = 500;

/** The newest data of a channel, with how fresh they are. Replaced, never changed in place. */
export class Channel<T> {
  #data = $state.raw<T>();
  #at = $state.raw<string>();
  #channelState = $state.raw<ChannelState>('loading');
  #reason = $state.raw<{ readonly code: string; readonly message: string }>();
  readonly #socket: LiveSocket;

  constructor(socket: LiveSocket) {
    this.#socket = socket;
  }

  get data(): T | undefined {
    return this.#data;
  }
  /** When the instance sent it: ISO, UTC. */
  get at(): string | undefined {
    return this.#at;
  }
  get state(): LiveState {
    if (this.#channelState === 'gone') return 'gone';
    const connection: ConnectionState = this.#socket.state;
    if (connection === 'delayed' || connection === 'offline') return connection;
    return this.#channelState;
  }
  /** Why it is `gone`. */
  get reason(): { readonly code: string; readonly message: string } | undefined {
    return this.#reason;
  }

  /** Starts reading; `next` makes the new data of the old and of what came. */
  read(name: string, next: (now: T | undefined, frame: DataFrame) => T): () => void {
    this.#data = undefined;
    this.#at = undefined;
    this.#channelState = 'loading';
    return this.#socket.join(name, {
      frame: (frame) => {
        this.#data = next(this.#data, frame);
        this.#at = frame.at;
      },
      state: (state, reason) => {
        this.#channelState = state;
        this.#reason = reason;
      },
    });
  }
}

type Name = string | (() => string | undefined);
const nameOf = (name: Name): string | undefined => (typeof name === 'string' ? name : name());

/**
 * Reads a *state* channel (each frame is the whole new state) while the component lives. A function as the name is
 * followed when what it reads changes; undefined reads nothing.
 *
 * @example
 *   const bot = channel<BotDetail>(() => `bot:${id}`);
 */
export function channel<T>(name: Name): Channel<T> {
  const it = new Channel<T>(getLive());
  $effect(() => {
    const ch = nameOf(name);
    return ch === undefined ? undefined : it.read(ch, (_now, frame) => frame.data as T);
  });
  return it;
}

/** Reads a *list* channel (a delta holds what to append), oldest first; of more than `cap` the oldest fall out. */
export function listChannel<T>(name: Name, cap: number = LIST_CAP): Channel<readonly T[]> {
  const it = new Channel<readonly T[]>(getLive());
  $effect(() => {
    const ch = nameOf(name);
    if (ch === undefined) return undefined;
    return it.read(ch, (now, frame) => {
      const came = frame.data as readonly T[];
      return (frame.t === 'delta' && now !== undefined ? [...now, ...came] : came).slice(-cap);
    });
  });
  return it;
}

import type { DataFrame, ServerFrame } from './protocol.ts';

export type ChannelState = 'loading' | 'live' | 'resyncing' | 'gone';

/** Who reads a channel is told of every frame and of every change of state. */
export interface ChannelReader {
  readonly frame: (frame: DataFrame) => void;
  readonly state: (state: ChannelState, reason?: { readonly code: string; readonly message: string }) => void;
}

interface Entry {
  readonly readers: Set<ChannelReader>;
  seq: number | undefined;
  state: ChannelState;
}

export interface ChannelTableOptions {
  readonly subscribe: (ch: string, since?: number) => void;
  readonly unsubscribe: (ch: string) => void;
  /** Calls back after the time a channel is kept without readers; answers how to call it off. */
  readonly linger: (expire: () => void) => () => void;
}

/**
 * The channels that this page reads. The first reader subscribes, the last one leaves after a short while (a change of
 * page must not unsubscribe and subscribe again). `seq` grows by one per channel; a gap asks for a new snapshot.
 */
export class ChannelTable {
  readonly #channels = new Map<string, Entry>();
  readonly #leaving = new Map<string, () => void>();
  readonly #options: ChannelTableOptions;

  constructor(options: ChannelTableOptions) {
    this.#options = options;
  }

  get names(): string[] {
    return [...this.#channels.keys()];
  }

  /** Answers how to leave. */
  join(ch: string, reader: ChannelReader): () => void {
    this.#leaving.get(ch)?.();
    this.#leaving.delete(ch);
    let entry = this.#channels.get(ch);
    if (entry === undefined) {
      entry = { readers: new Set(), seq: undefined, state: 'loading' };
      this.#channels.set(ch, entry);
      entry.readers.add(reader);
      this.#options.subscribe(ch);
    } else {
      entry.readers.add(reader);
      // Deltas of a list channel say only what is new: who comes later needs the whole. To the others nothing is lost.
      entry.seq = undefined;
      this.#options.subscribe(ch);
    }
    return () => this.#leave(ch, reader);
  }

  /** Subscribes to all of it again: after a reconnect, or when the page is seen again. */
  resume(withSince: boolean): void {
    for (const [ch, entry] of this.#channels) {
      if (entry.state === 'gone') continue;
      if (!withSince) entry.seq = undefined;
      this.#options.subscribe(ch, entry.seq);
    }
  }

  /** Asks for a new snapshot of one channel. */
  resync(ch: string): void {
    const entry = this.#channels.get(ch);
    if (entry === undefined) return;
    entry.seq = undefined;
    this.#tell(entry, entry.state === 'loading' ? 'loading' : 'resyncing');
    this.#options.subscribe(ch);
  }

  take(frame: Exclude<ServerFrame, { t: 'beat' }>): void {
    const entry = this.#channels.get(frame.ch);
    if (entry === undefined) return;
    if (frame.t === 'gone') {
      this.#tell(entry, 'gone', { code: frame.code, message: frame.message });
      return;
    }
    if (frame.t === 'resync') {
      entry.seq = undefined;
      this.#tell(entry, 'resyncing');
      return;
    }
    if (frame.t === 'delta') {
      // Between asking for a snapshot and its arrival, what still comes belongs to the old count.
      if (entry.seq === undefined) return;
      if (frame.seq <= entry.seq) return;
      if (frame.seq !== entry.seq + 1) {
        this.resync(frame.ch);
        return;
      }
    }
    entry.seq = frame.seq;
    for (const reader of entry.readers) reader.frame(frame);
    if (frame.t === 'snapshot') this.#tell(entry, 'live');
  }

  #leave(ch: string, reader: ChannelReader): void {
    const entry = this.#channels.get(ch);
    if (entry === undefined || !entry.readers.delete(reader) || entry.readers.size > 0) return;
    this.#leaving.set(
      ch,
      this.#options.linger(() => {
        this.#leaving.delete(ch);
        this.#channels.delete(ch);
        this.#options.unsubscribe(ch);
      }),
    );
  }

  #tell(entry: Entry, state: ChannelState, reason?: { code: string; message: string }): void {
    entry.state = state;
    for (const reader of entry.readers) reader.state(state, reason);
  }
}

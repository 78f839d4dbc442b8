import type { ChannelDefinition } from '../api/ports.ts';
import { dataFrame } from './live-frames.ts';
import type { LiveTimers } from './live-timers.ts';

/** Somebody who reads a channel. */
export interface ChannelReader {
  /** Takes a frame, or, where it is too slow, notes that it missed one of this channel. */
  deliver(channel: LiveChannel, frame: Buffer): void;
  gone(channel: LiveChannel): void;
}

/** Deltas kept for readers that come back after a lost connection. */
const KEPT_DELTAS = 100;
/** Kept of one channel's deltas, bytes. */
const KEPT_BYTES = 512 * 1024;

/**
 * One channel while somebody reads it, and a little longer. State is read and made into JSON once per frame, whatever
 * the number of readers; between two frames lie at least `minIntervalMs`.
 */
export class LiveChannel {
  readonly name: string;
  readonly definition: ChannelDefinition;
  readonly #id: string;
  readonly #timers: LiveTimers;
  readonly #onFault: (channel: string, error: unknown) => void;
  readonly #readers = new Set<ChannelReader>();
  readonly #kept: { readonly seq: number; readonly frame: Buffer }[] = [];
  #keptBytes = 0;
  /** Begins with the time, so that a number from before a restart is never taken for one of now. */
  #seq: number;
  #lastFrameAt = Number.NEGATIVE_INFINITY;
  #cancelSlot: (() => void) | undefined;
  #pending: unknown[] = [];
  /** JSON of the state as last sent; undefined once it may have changed. */
  #state: string | undefined;

  constructor(parameters: {
    readonly name: string;
    readonly id: string;
    readonly definition: ChannelDefinition;
    readonly timers: LiveTimers;
    readonly onFault: (channel: string, error: unknown) => void;
  }) {
    this.name = parameters.name;
    this.definition = parameters.definition;
    this.#id = parameters.id;
    this.#timers = parameters.timers;
    this.#onFault = parameters.onFault;
    this.#seq = parameters.timers.now();
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** The state is another one. */
  changed(): void {
    this.#state = undefined;
    this.#takeSlot();
  }

  append(items: readonly unknown[]): void {
    for (const item of items) this.#pending.push(item);
    this.#takeSlot();
  }

  /**
   * Adds a reader and gives what it has to be sent first: nothing or the missed deltas where it knows `since`, else a
   * snapshot. Undefined: there is no such channel (any more).
   */
  join(reader: ChannelReader, since: number | undefined): readonly Buffer[] | undefined {
    const missed = since === undefined ? undefined : this.#after(since);
    const first = missed ?? this.#snapshotFrames();
    if (first !== undefined) this.#readers.add(reader);
    return first;
  }

  leave(reader: ChannelReader): void {
    this.#readers.delete(reader);
  }

  /** The channel as it is now; undefined when it is no more. */
  snapshot(): Buffer | undefined {
    // What waits for its slot is part of what is read here: sent afterwards, it would appear twice.
    if (this.#pending.length > 0) this.#sendPending();
    const data = this.#readState();
    return data === undefined
      ? undefined
      : dataFrame('snapshot', this.name, this.#seq, this.#timers.now(), data);
  }

  close(): void {
    this.#cancelSlot?.();
    this.#cancelSlot = undefined;
  }

  #snapshotFrames(): readonly Buffer[] | undefined {
    const frame = this.snapshot();
    return frame === undefined ? undefined : [frame];
  }

  /** Deltas after `since`; undefined when they are not all here. */
  #after(since: number): readonly Buffer[] | undefined {
    if (this.definition.kind === 'state')
      return since === this.#seq && this.#state !== undefined ? [] : undefined;
    if (since === this.#seq) return [];
    if (since > this.#seq || this.#kept.length === 0 || since < this.#kept[0].seq - 1) return undefined;
    return this.#kept.filter((delta) => delta.seq > since).map((delta) => delta.frame);
  }

  #takeSlot(): void {
    if (this.#cancelSlot !== undefined) return;
    const wait = this.#lastFrameAt + this.definition.minIntervalMs - this.#timers.now();
    this.#cancelSlot = this.#timers.after(Math.max(0, wait), () => {
      this.#cancelSlot = undefined;
      if (this.definition.kind === 'list') this.#sendPending();
      else this.#sendState();
    });
  }

  #sendState(): void {
    // Without readers nothing is computed: the next one gets a snapshot.
    if (this.#readers.size === 0) return;
    const data = this.#readState();
    if (data === undefined) for (const reader of [...this.#readers]) reader.gone(this);
    else this.#send(data);
  }

  #sendPending(): void {
    const items = this.#pending;
    if (items.length === 0) return;
    this.#pending = [];
    this.#send(JSON.stringify(items));
  }

  #send(data: string): void {
    const now = this.#timers.now();
    this.#lastFrameAt = now;
    this.#seq += 1;
    const frame = dataFrame('delta', this.name, this.#seq, now, data);
    if (this.definition.kind === 'list') this.#keep(frame);
    for (const reader of this.#readers) reader.deliver(this, frame);
  }

  #keep(frame: Buffer): void {
    // In memory of its own: a short frame lies in a pool that Node shares out, and would hold 64 KiB of it.
    const kept = Buffer.allocUnsafeSlow(frame.length);
    frame.copy(kept);
    this.#kept.push({ seq: this.#seq, frame: kept });
    this.#keptBytes += kept.length;
    while (this.#kept.length > KEPT_DELTAS || this.#keptBytes > KEPT_BYTES) {
      this.#keptBytes -= this.#kept.shift()!.frame.length;
    }
  }

  #readState(): string | undefined {
    if (this.#state !== undefined) return this.#state;
    try {
      const value = this.definition.read(this.#id);
      const data = value === undefined ? undefined : JSON.stringify(value);
      if (this.definition.kind === 'state') this.#state = data;
      return data;
    } catch (error) {
      this.#onFault(this.name, error);
      return undefined;
    }
  }
}

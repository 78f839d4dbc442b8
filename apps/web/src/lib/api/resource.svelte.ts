import { untrack } from 'svelte';
import type { ApiError } from './errors.ts';
import { toApiError } from './errors.ts';

/**
 * `waiting`: asked, nothing shown yet (a quick answer shall not flash a skeleton). `loading`: still nothing after
 * 150 ms. `stale`: the last good data are there, but asking again failed.
 */
export type ResourceState = 'waiting' | 'loading' | 'ready' | 'error' | 'stale';

const SKELETON_AFTER_MS = 150;

/** Data that a page asks for, with the state the page has to show. */
export class Resource<T> {
  #data = $state.raw<T>();
  #error = $state.raw<ApiError>();
  #state = $state.raw<ResourceState>('waiting');
  #at = $state.raw<Date>();
  #busy = $state.raw(false);
  #load: () => Promise<T>;
  #round = 0;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  get data(): T | undefined {
    return this.#data;
  }
  get error(): ApiError | undefined {
    return this.#error;
  }
  get state(): ResourceState {
    return this.#state;
  }
  /** When the data came. */
  get at(): Date | undefined {
    return this.#at;
  }
  /** A request is on its way. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Asks (again). Never throws: the failure stands in `error`. Answers of earlier rounds are dropped. */
  retry = async (): Promise<void> => {
    const round = ++this.#round;
    // An effect that asks must depend on what `load` reads, not on the state kept here.
    untrack(() => {
      this.#busy = true;
      if (this.#data === undefined && this.#state !== 'error') this.#state = 'waiting';
    });
    const slow = setTimeout(() => {
      if (round === this.#round && this.#state === 'waiting') this.#state = 'loading';
    }, SKELETON_AFTER_MS);
    try {
      const data = await this.#load();
      if (round !== this.#round) return;
      this.set(data);
    } catch (cause) {
      if (round !== this.#round) return;
      this.#error = toApiError(cause);
      this.#state = this.#data === undefined ? 'error' : 'stale';
    } finally {
      clearTimeout(slow);
      if (round === this.#round) this.#busy = false;
    }
  };

  /** Puts in what a command answered, without asking again. */
  set(data: T): void {
    this.#data = data;
    this.#error = undefined;
    this.#at = new Date();
    this.#state = 'ready';
  }

  /** Forgets what is there: the next thing asked for is another one. */
  clear(): void {
    this.#data = undefined;
    this.#error = undefined;
    this.#state = 'waiting';
  }
}

/**
 * Asks while a component initialises, and again whenever reactive values that `load` reads before its first `await`
 * change; the old data stay until the new ones are there.
 *
 * @example
 *   const bots = resource(() => answer(api.GET('/api/bots')));
 */
export function resource<T>(load: () => Promise<T>): Resource<T> {
  const asked = new Resource(load);
  $effect(() => {
    void asked.retry();
  });
  return asked;
}

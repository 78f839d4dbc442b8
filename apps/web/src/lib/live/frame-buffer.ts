/** Where and when a buffer commits: the browser's animation frames, or a test's own hand. */
export interface FrameSource {
  readonly request: (commit: () => void) => void;
  readonly hidden: () => boolean;
}

/**
 * Gathers messages and hands them over once per animation frame, so that a burst draws once. While the page is hidden
 * they are dropped: on return a snapshot comes.
 */
export class FrameBuffer<T> {
  #waiting: T[] = [];
  #asked = false;
  readonly #frames: FrameSource;
  readonly #commit: (batch: readonly T[]) => void;

  constructor(frames: FrameSource, commit: (batch: readonly T[]) => void) {
    this.#frames = frames;
    this.#commit = commit;
  }

  push(item: T): void {
    if (this.#frames.hidden()) return;
    this.#waiting.push(item);
    if (this.#asked) return;
    this.#asked = true;
    this.#frames.request(() => {
      this.#asked = false;
      const batch = this.#waiting;
      this.#waiting = [];
      if (batch.length > 0) this.#commit(batch);
    });
  }

  clear(): void {
    this.#waiting = [];
  }
}

import { EVERY_LINE, filterLines, isNarrowed, sourcesOf } from './log-filter.ts';
import type { LogFilter, LogLine } from './log-filter.ts';
import { missedSince } from './log-follow.ts';
import type { Missed } from './log-follow.ts';

/**
 * The live log as it is looked at: filtered, and either following the newest line or standing still on what was there
 * when it was paused.
 */
export class LogView {
  filter = $state.raw<LogFilter>(EVERY_LINE);
  #paused = $state.raw<readonly LogLine[]>();
  readonly #live: () => readonly LogLine[];

  /** `live` reads the newest lines, oldest first. */
  constructor(live: () => readonly LogLine[]) {
    this.#live = live;
  }

  readonly all = $derived.by(() => this.#paused ?? this.#live());
  readonly lines = $derived(filterLines(this.all, this.filter));
  readonly sources = $derived.by(() => sourcesOf(this.#live()));
  readonly narrowed = $derived(isNarrowed(this.filter));
  /** Lines that came since it was paused and pass the filter. */
  readonly missed = $derived.by((): Missed => {
    if (this.#paused === undefined) return { count: 0, atLeast: false };
    return missedSince(filterLines(this.#live(), this.filter), this.lines.at(-1)?.id);
  });

  get following(): boolean {
    return this.#paused === undefined;
  }

  pause(): void {
    this.#paused ??= this.#live();
  }

  follow(): void {
    this.#paused = undefined;
  }
}

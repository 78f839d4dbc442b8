const LONGEST_MS = 60_000;
const WINDOW_MS = 600_000;
const ALARM_AT = 5;

/** How soon a process that ended by itself is started again: after 1, 2, 4 … 60 s. */
export class RestartBackoff {
  #crashesMs: number[] = [];

  /**
   * @param nowMs time that only grows
   * @returns ms to wait, and whether five ends within ten minutes are to be told to somebody
   */
  crashed(nowMs: number): { readonly waitMs: number; readonly alarm: boolean } {
    this.#crashesMs = [...this.#crashesMs.filter((at) => nowMs - at < WINDOW_MS), nowMs];
    const count = this.#crashesMs.length;
    return { waitMs: Math.min(LONGEST_MS, 1000 * 2 ** (count - 1)), alarm: count >= ALARM_AT };
  }
}

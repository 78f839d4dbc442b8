const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before attempt `attempt` (from 0): up to 0.5 s, doubling to 30 s, with full jitter, so that many
 * consoles do not return at the same moment.
 */
export function reconnectDelay(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
}

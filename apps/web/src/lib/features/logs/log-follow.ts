import type { LogLine } from './log-filter.ts';

/** How many lines came after the one last seen, and whether there may have been more than are still kept. */
export interface Missed {
  readonly count: number;
  readonly atLeast: boolean;
}

/**
 * Lines of `lines` (oldest first) after the line `lastId`. Where that line has already been dropped from the bounded
 * buffer, all that is left came later, and how many were dropped with it is not known.
 */
export function missedSince(lines: readonly LogLine[], lastId: string | undefined): Missed {
  if (lastId === undefined) return { count: lines.length, atLeast: false };
  const index = lines.findLastIndex((line) => line.id === lastId);
  return index === -1
    ? { count: lines.length, atLeast: lines.length > 0 }
    : { count: lines.length - index - 1, atLeast: false };
}

/** True when a list scrolled to `offset` shows its end, give or take a few pixels of rounding. */
export function isAtEnd(place: {
  readonly offset: number;
  readonly size: number;
  readonly viewport: number;
}): boolean {
  return place.offset + place.viewport >= place.size - 8;
}

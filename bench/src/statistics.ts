/** The middle value. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value that p per cent of the others do not exceed. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? NaN;
}

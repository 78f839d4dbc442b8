/** Seconds of several runs of one job, after a warm-up. */
export interface Measured {
  readonly median: number;
  readonly least: number;
}

export interface MeasureOptions {
  /** Runs inside the clock; default 9. */
  readonly runs?: number;
  /** Runs before, outside the clock; default 2. */
  readonly warmUp?: number;
}

/**
 * Times jobs in turn, round after round: what else the machine does at a time falls on all of them, and their ratio
 * stays fair.
 */
export function measure<Name extends string>(
  jobs: Readonly<Record<Name, () => void>>,
  { runs = 9, warmUp = 2 }: MeasureOptions = {},
): Record<Name, Measured> {
  const names = Object.keys(jobs) as Name[];
  const seconds = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < warmUp + runs; round++) {
    for (const name of names) {
      const start = performance.now();
      jobs[name]();
      if (round >= warmUp) seconds.get(name)?.push((performance.now() - start) / 1000);
    }
  }
  const measured = names.map((name): [Name, Measured] => {
    const sorted = (seconds.get(name) ?? []).sort((a, b) => a - b);
    return [name, { median: sorted[sorted.length >> 1], least: sorted[0] }];
  });
  return Object.fromEntries(measured) as Record<Name, Measured>;
}

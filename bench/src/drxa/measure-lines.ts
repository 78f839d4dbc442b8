/** One way to do a job: `run` does it once, for the i-th time, and gives what came out. */
export interface Line {
  readonly name: string;
  readonly run: (i: number) => string;
}

/** Runs per second of a line: the median of its rounds. */
export interface Measured {
  readonly name: string;
  readonly perSecond: number;
}

const ROUNDS = 7;
const ROUND_MS = 60;

/** How many runs fill a round; the tries warm the code up. */
function roundSize(line: Line): number {
  for (let size = 4; ; size *= 2) {
    const start = performance.now();
    for (let i = 0; i < size; i++) line.run(i);
    const took = performance.now() - start;
    if (took > ROUND_MS / 2) return Math.max(1, Math.round((size * ROUND_MS) / took));
  }
}

/** All lines in turn, seven rounds each, so that what disturbs the machine disturbs them alike. */
export function measureLines(lines: readonly Line[]): Measured[] {
  const sizes = lines.map(roundSize);
  const rounds: number[][] = lines.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    lines.forEach((line, at) => {
      const start = performance.now();
      for (let i = 0; i < sizes[at]; i++) line.run(round * 10_000 + i);
      rounds[at].push((sizes[at] * 1000) / (performance.now() - start));
    });
  }
  return lines.map(({ name }, at) => ({
    name,
    perSecond: rounds[at].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)],
  }));
}

/** One way to do a job: `run` does it once, for the i-th time, and gives what came out. */
export interface Line {
  readonly name: string;
  readonly run: (i: number) => string;
}

/** Runs per second of processor time: the median of the rounds. */
export interface Measured {
  readonly name: string;
  readonly perSecond: number;
  readonly rounds: readonly number[];
}

const ROUNDS = 7;
const ROUND_MS = 150;
const ASYNC_RUNS = 30;

/** Processor time of this thread: what else runs on the machine disturbs it little. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const measured = ({ name }: { readonly name: string }, rounds: readonly number[]): Measured => ({
  name,
  perSecond: median(rounds),
  rounds,
});

/** How many runs fill a round; the tries warm the code up. */
function roundSize(line: Line): number {
  for (let size = 4; ; size *= 2) {
    const start = threadMs();
    for (let i = 0; i < size; i++) line.run(i);
    const took = threadMs() - start;
    if (took > ROUND_MS / 2) return Math.max(1, Math.round((size * ROUND_MS) / took));
  }
}

/** All lines in turn, seven rounds each, so that what disturbs the machine disturbs them alike. */
export function measureLines(lines: readonly Line[]): Measured[] {
  const sizes = lines.map(roundSize);
  const rounds: number[][] = lines.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    lines.forEach((line, at) => {
      const start = threadMs();
      for (let i = 0; i < sizes[at]; i++) line.run(round * 10_000 + i);
      rounds[at].push((sizes[at] * 1000) / (threadMs() - start));
    });
  }
  return lines.map((line, at) => measured(line, rounds[at]));
}

/** How much faster one is than another: the median over the rounds, whose pairs ran at nearly the same time. */
export const ratioOfRounds = (one: Measured, other: Measured): number =>
  median(one.rounds.map((perSecond, round) => perSecond / other.rounds[round]));

/** The same for jobs that take their time elsewhere: each run waits for the one before. */
export interface AsyncLine {
  readonly name: string;
  readonly run: (i: number) => Promise<unknown>;
}

/** Like {@link measureLines}, by the clock; every round has the same number of runs. */
export async function measureAsyncLines(lines: readonly AsyncLine[]): Promise<Measured[]> {
  const rounds: number[][] = lines.map(() => []);
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, line] of lines.entries()) {
      const start = performance.now();
      for (let i = 0; i < ASYNC_RUNS; i++) await line.run(i);
      if (round > 0) rounds[at].push((ASYNC_RUNS * 1000) / (performance.now() - start));
    }
  }
  return lines.map((line, at) => measured(line, rounds[at]));
}

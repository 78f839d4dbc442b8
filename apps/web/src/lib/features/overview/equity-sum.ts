/** A sample of one bot; `equity` in its quote asset. */
export interface EquitySample {
  readonly at: string;
  readonly equity: number;
}
export interface EquityPoint {
  /** ms since the epoch. */
  readonly at: number;
  readonly equity: number;
}

/**
 * Equity of several bots with one quote asset over time, on steps of `stepSec`. A bot that has no sample in a step
 * counts with its last one; before its first, with its first: a bot that was added later must not look like profit.
 * Only call it with bots of the same quote asset (P22).
 */
export function sumEquity(series: readonly (readonly EquitySample[])[], stepSec: number): EquityPoint[] {
  const stepMs = stepSec * 1000;
  const bots = series.filter((samples) => samples.length > 0).map((samples) => bySteps(samples, stepMs));
  const steps = [...new Set(bots.flatMap((steps) => [...steps.keys()]))].sort((a, b) => a - b);
  const last = bots.map((byStep) => byStep.values().next().value ?? 0);
  return steps.map((step) => {
    bots.forEach((byStep, index) => {
      last[index] = byStep.get(step) ?? last[index] ?? 0;
    });
    return { at: step * stepMs, equity: last.reduce((sum, equity) => sum + equity, 0) };
  });
}

function bySteps(samples: readonly EquitySample[], stepMs: number): Map<number, number> {
  return new Map(samples.map(({ at, equity }) => [Math.floor(Date.parse(at) / stepMs), equity]));
}

/**
 * The points as an SVG path in a box of `width` × `height`, time to the right, more money up. A flat line runs through
 * the middle; fewer than two points give an empty path.
 */
export function sparkline(
  points: readonly EquityPoint[],
  box: { readonly width: number; readonly height: number },
): string {
  const first = points[0];
  const end = points.at(-1);
  if (first === undefined || end === undefined || points.length < 2) return '';
  const low = Math.min(...points.map(({ equity }) => equity));
  const high = Math.max(...points.map(({ equity }) => equity));
  const span = end.at - first.at;
  const x = (at: number) => ((at - first.at) / span) * box.width;
  const y = (equity: number) =>
    high === low ? box.height / 2 : box.height - ((equity - low) / (high - low)) * box.height;
  return points
    .map(({ at, equity }, index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(equity).toFixed(1)}`)
    .join('');
}

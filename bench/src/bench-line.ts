import { cpus, loadavg } from 'node:os';

/** One measured figure. */
export interface BenchLine {
  readonly name: string;
  /** Median of the runs, after a warm-up. */
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run and in the same unit. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** The figure to reach, as text. */
  readonly target?: string;
  /** sha256 of the data, as in the recording. */
  readonly dataHash?: string;
  readonly note?: string;
}

/** The machine and the runtime a figure belongs to. */
export function machine(): string {
  const [cpu] = cpus();
  return `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores; Node ${process.version}, ${process.platform} ${process.arch}`;
}

/** A line as people read it: figure, peer and ratio. */
export function formatBenchLine(line: BenchLine): string {
  const { name, value, unit, peer, target, dataHash, note } = line;
  const parts = [`${name}: ${amount(value)} ${unit}`];
  if (peer)
    parts.push(`${peer.name}: ${amount(peer.value)} ${unit}, ratio ${(value / peer.value).toFixed(2)}`);
  if (target !== undefined) parts.push(`target ${target}`);
  if (dataHash !== undefined) parts.push(`data ${dataHash.slice(0, 16)}`);
  if (note !== undefined) parts.push(note);
  return parts.join('; ');
}

/** Prints lines with machine, its load of the last minute, and command, for a benchmark that is run alone. */
export function printBench(command: string, lines: readonly BenchLine[]): void {
  console.log(`${machine()}; load ${loadavg()[0].toFixed(1)}\n$ ${command}`);
  for (const line of lines) console.log(formatBenchLine(line));
}

function amount(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k`;
  return value.toPrecision(4);
}

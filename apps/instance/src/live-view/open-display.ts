import type { LiveModel } from './live-model.ts';
import { LiveView } from './live-view.ts';
import type { Terminal } from './live-view.ts';
import { ProgressLines } from './progress.ts';
import type { LineOutput } from './progress.ts';

/** Something that shows a session until it is closed. */
export interface Display {
  close(): void;
}

export interface DisplayOptions {
  readonly model: () => LiveModel;
  /** Default: the process's own. */
  readonly stdout?: Terminal & { readonly isTTY?: boolean; getColorDepth?(environment: object): number };
  readonly stderr?: LineOutput;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** False = never the full screen, even where it is possible. */
  readonly interactive?: boolean;
}

/**
 * Shows a session: full screen on an interactive terminal, else a line on stderr every few seconds. `NO_COLOR` and
 * `TERM=dumb` are respected.
 */
export function openDisplay(options: DisplayOptions): Display {
  const { model, interactive = true } = options;
  const { stdout = process.stdout, stderr = process.stderr, environment = process.env } = options;
  if (!interactive || stdout.isTTY !== true || environment.TERM === 'dumb') {
    return new ProgressLines({ output: stderr, model });
  }
  const plain = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  const color = !plain && (stdout.getColorDepth?.(environment) ?? 1) > 1;
  const view = new LiveView({ terminal: stdout, color, model });
  view.open();
  return view;
}

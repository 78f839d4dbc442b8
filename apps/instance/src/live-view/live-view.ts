import { renderFrame } from './frame.ts';
import type { LiveModel } from './live-model.ts';

/** What a view needs of a terminal; `process.stdout` is one. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  /** What was written has not been taken yet. */
  readonly writableNeedDrain: boolean;
  write(text: string): boolean;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

export interface LiveViewOptions {
  readonly terminal: Terminal;
  readonly color: boolean;
  /** Asked for each picture. */
  readonly model: () => LiveModel;
}

/** Eight pictures a second: more than eyes need to read numbers. */
const REDRAW_MS = 125;
/** Of a terminal that does not say. */
const USUAL = { columns: 80, rows: 24 };

/** Alternate screen, cursor hidden, no wrapping at the right edge; and back. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
/** Terminals that know it show what lies between at once; others ignore it. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

/** Signals that end a process which does not listen to them, without an `exit` event. */
const FATAL = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Shows a session on an interactive terminal, on a screen of its own: what was there comes back at the end, also when
 * the process ends by an error or a signal, and while it is suspended. Only lines that changed are written.
 */
export class LiveView {
  private readonly options: LiveViewOptions;
  private timer: NodeJS.Timeout | undefined;
  private shown: readonly string[] = [];
  private size = '';

  constructor(options: LiveViewOptions) {
    this.options = options;
  }

  open(): void {
    if (this.timer) return;
    this.options.terminal.on('resize', this.draw);
    process.on('exit', this.close).on('SIGTSTP', this.suspend).on('SIGCONT', this.resume);
    for (const signal of FATAL) process.on(signal, this.end);
    this.resume();
  }

  /** Gives the terminal back. Safe to call again. */
  readonly close = (): void => {
    if (!this.timer) return;
    this.options.terminal.off('resize', this.draw);
    process.off('exit', this.close).off('SIGTSTP', this.suspend).off('SIGCONT', this.resume);
    for (const signal of FATAL) process.off(signal, this.end);
    this.leave();
  };

  /** Draws now. A terminal that is behind is left in peace: the next picture will be newer. */
  readonly draw = (): void => {
    const { terminal, color, model } = this.options;
    if (terminal.writableNeedDrain) return;
    // A terminal that was given no size says 0.
    const columns = terminal.columns || USUAL.columns;
    const rows = terminal.rows || USUAL.rows;
    const lines = renderFrame(model(), { columns, rows }, { color });
    const size = `${columns}x${rows}`;
    const fresh = size !== this.size;
    let text = fresh ? '\x1b[2J' : '';
    lines.forEach((line, i) => {
      if (fresh || line !== this.shown[i]) text += `\x1b[${i + 1};1H\x1b[K${line}`;
    });
    this.size = size;
    this.shown = lines;
    if (text !== '') terminal.write(BEGIN + text + END);
  };

  /** Somebody else who listens decides what a signal means; with nobody there, it ends the process as it always does. */
  private readonly end = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    this.close();
    process.kill(process.pid, signal);
  };

  private readonly suspend = (): void => {
    this.leave();
    process.kill(process.pid, 'SIGSTOP');
  };

  private readonly resume = (): void => {
    if (this.timer) clearInterval(this.timer);
    this.timer = setInterval(this.draw, REDRAW_MS).unref();
    this.size = '';
    this.options.terminal.write(ENTER);
    this.draw();
  };

  private leave(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.options.terminal.write(LEAVE);
  }
}

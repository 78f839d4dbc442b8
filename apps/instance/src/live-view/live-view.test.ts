import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveModel } from './live-model.ts';
import { LiveView } from './live-view.ts';
import { sampleModel } from './testing/sample-model.ts';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[2J';

/** A stream that is as large as a terminal. */
class TerminalStream extends PassThrough {
  columns = 80;
  rows = 24;

  written(): string {
    return ((this.read() as Buffer | null) ?? '').toString();
  }
}

describe('the live view', () => {
  let terminal: TerminalStream;
  let model: LiveModel;
  let view: LiveView;
  beforeEach(() => {
    vi.useFakeTimers();
    terminal = new TerminalStream({ highWaterMark: 1 << 20 });
    model = sampleModel();
    view = new LiveView({ terminal, color: false, model: () => model });
  });
  afterEach(() => {
    view.close();
    vi.useRealTimers();
  });

  it('takes a usual size for a terminal that was given none', () => {
    terminal.columns = 0;
    terminal.rows = 0;
    view.open();
    expect(terminal.written()).toContain('SOLUSDT');
  });

  it('opens a screen of its own, and gives the old one back with its cursor', () => {
    view.open();
    const opened = terminal.written();
    expect(opened.startsWith(ENTER)).toBe(true);
    expect(opened).toContain('SOLUSDT binance spot');
    view.close();
    expect(terminal.written().endsWith(LEAVE)).toBe(true);
    view.close();
    expect(terminal.written()).toBe('');
  });

  it('writes only lines that changed, at most eight times a second', () => {
    view.open();
    terminal.written();
    vi.advanceTimersByTime(1000);
    expect(terminal.written()).toBe('');
    model = sampleModel({ state: { name: 'paused', detail: 'by hand' } });
    vi.advanceTimersByTime(124);
    expect(terminal.written()).toBe('');
    vi.advanceTimersByTime(1);
    expect(terminal.written()).toBe('\x1b[?2026h\x1b[2;1H\x1b[K ○ paused: by hand\x1b[?2026l');
  });

  it('draws everything again at once when the size changes', () => {
    view.open();
    terminal.written();
    terminal.columns = 60;
    terminal.rows = 18;
    terminal.emit('resize');
    const drawn = terminal.written();
    expect(drawn).toContain(CLEAR);
    expect(drawn).toContain('\x1b[18;1H');
    expect(drawn).not.toContain('\x1b[19;1H');
    view.close();
    terminal.written();
    terminal.emit('resize');
    expect(terminal.written()).toBe('');
  });

  it('waits for a terminal that is behind', () => {
    const slow = new TerminalStream({ highWaterMark: 1 });
    view = new LiveView({ terminal: slow, color: false, model: () => model });
    view.open();
    expect(slow.writableNeedDrain).toBe(true);
    slow.emit('resize');
    expect(slow.written()).toBe('\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J');
  });

  it('leaves no listener behind', () => {
    const events = ['exit', 'SIGTSTP', 'SIGCONT', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const before = events.map((event) => process.listenerCount(event));
    view.open();
    view.open();
    expect(events.map((event) => process.listenerCount(event))).toEqual(before.map((count) => count + 1));
    view.close();
    expect(events.map((event) => process.listenerCount(event))).toEqual(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a program with a live view', () => {
  const program = join(import.meta.dirname, 'testing/open-view.ts');

  it.each([
    ['close', 0],
    ['throw', 1],
    ['exit', 3],
  ])('gives the terminal back when it ends by %s', (how, status) => {
    const ended = spawnSync(process.execPath, [program, how], { encoding: 'utf8' });
    expect(ended.status).toBe(status);
    expect(ended.stdout.startsWith(ENTER)).toBe(true);
    expect(ended.stdout.endsWith(LEAVE)).toBe(true);
    expect(ended.stdout.split(LEAVE)).toHaveLength(2);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('gives it back when %s ends it', (signal) => {
    const ended = spawnSync(process.execPath, [program, signal], { encoding: 'utf8' });
    expect(ended.signal).toBe(signal);
    expect(ended.stdout.endsWith(LEAVE)).toBe(true);
  });

  it('keeps it while somebody who listens to a signal acts on it', () => {
    const ended = spawnSync(process.execPath, [program, 'listen'], { encoding: 'utf8' });
    expect(ended.status).toBe(0);
    expect(ended.stdout.endsWith(`still open\x1b[?7h${LEAVE}`)).toBe(true);
  });

  it('gives it back while it is suspended, and draws again when it goes on', async () => {
    const child = spawn(process.execPath, [program, 'wait'], { stdio: 'pipe' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const seen = (text: string): Promise<void> =>
      expect.poll(() => output, { timeout: 30_000 }).toContain(text);
    try {
      await seen('Ctrl-C');
      child.kill('SIGTSTP');
      await seen(LEAVE);
      // A shell knows when the program has stopped; here it is told to go on until it does.
      output = '';
      const goOn = setInterval(() => child.kill('SIGCONT'), 20);
      await seen('Ctrl-C').finally(() => {
        clearInterval(goOn);
      });
      expect(output.startsWith(ENTER)).toBe(true);
    } finally {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
  });
});

import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDisplay } from './open-display.ts';
import type { Display } from './open-display.ts';
import { sampleModel } from './testing/sample-model.ts';

class Output extends PassThrough {
  readonly isTTY: boolean;
  readonly depth: number;

  constructor(isTTY: boolean, depth = 8) {
    super({ highWaterMark: 1 << 20 });
    this.isTTY = isTTY;
    this.depth = depth;
  }

  getColorDepth(): number {
    return this.depth;
  }

  written(): string {
    return ((this.read() as Buffer | null) ?? '').toString();
  }
}

describe('the display of a session', () => {
  let display: Display | undefined;
  let stderr: Output;
  beforeEach(() => {
    vi.useFakeTimers();
    stderr = new Output(false);
  });
  afterEach(() => {
    display?.close();
    vi.useRealTimers();
  });

  /** What an output gets in the first ten seconds. */
  function show(stdout: Output, environment: Record<string, string> = {}, interactive = true): string {
    display = openDisplay({ model: () => sampleModel(), stdout, stderr, environment, interactive });
    vi.advanceTimersByTime(10_000);
    return stdout.written();
  }

  it('is the full screen in color on a terminal', () => {
    const shown = show(new Output(true));
    expect(shown).toContain('\x1b[?1049h');
    expect(shown).toContain('\x1b[0;32m● ready');
    expect(stderr.written()).toBe('');
  });

  it.each([
    ['NO_COLOR is set', new Output(true), { NO_COLOR: '1' }],
    ['the terminal has none', new Output(true, 1), {}],
  ])('has no color where %s', (_, stdout, environment) => {
    const shown = show(stdout, environment);
    expect(shown).toContain(' ● ready');
    expect(shown).not.toMatch(/\[[0-9;]*m/);
  });

  it('keeps its color where NO_COLOR is empty', () => {
    expect(show(new Output(true), { NO_COLOR: '' })).toContain('\x1b[0;32m');
  });

  it.each([
    ['stdout is no terminal', new Output(false), {}, true],
    ['the terminal is dumb', new Output(true), { TERM: 'dumb' }, true],
    ['it must not be interactive', new Output(true), {}, false],
  ])('is a line on stderr now and then where %s', (_, stdout, environment, interactive) => {
    expect(show(stdout, environment, interactive)).toBe('');
    expect(stderr.written()).toMatch(/^(paper SOLUSDT [^\n]*\n){2}$/);
  });
});

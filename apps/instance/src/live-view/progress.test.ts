import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressLine, ProgressLines } from './progress.ts';
import { sampleModel } from './testing/sample-model.ts';

describe('the progress line', () => {
  it('says where the session stands', () => {
    expect(progressLine(sampleModel())).toBe(
      'paper SOLUSDT 2024-08-08 10:01:30 UTC, 25 %, ready, equity 1,234.50 USDT, net +9.50, ' +
        'inventory 1.500 SOL, 2 fills, 2 open orders',
    );
  });

  it('says why it does not quote, and nothing about an end that there is not', () => {
    const state = { name: 'waiting', detail: 'no price' } as const;
    expect(progressLine(sampleModel({ state, progress: undefined }))).toContain(
      '10:01:30 UTC, waiting: no price, equity',
    );
  });
});

describe('progress lines', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('come every five seconds until they are closed', () => {
    const output = new PassThrough();
    const lines = new ProgressLines({ output, model: () => sampleModel() });
    vi.advanceTimersByTime(4_999);
    expect(output.read()).toBe(null);
    vi.advanceTimersByTime(5_001);
    const written = String(output.read());
    expect(written).toBe(`${progressLine(sampleModel())}\n`.repeat(2));
    lines.close();
    vi.advanceTimersByTime(60_000);
    expect(output.read()).toBe(null);
  });
});

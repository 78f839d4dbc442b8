import { describe, expect, it } from 'vitest';
import { formatBenchLine } from './bench-line.ts';
import { measure } from './measure.ts';

describe('formatBenchLine', () => {
  it('shows figure, peer and ratio', () => {
    const peer = { name: 'JSON.parse', value: 500_000 };
    expect(
      formatBenchLine({
        name: 'decode',
        value: 1_250_000,
        unit: 'lines/s',
        peer,
        target: '≥ 1 M',
        dataHash: '0123456789abcdef99',
        note: 'warm',
      }),
    ).toBe(
      'decode: 1.25 M lines/s; JSON.parse: 500.0 k lines/s, ratio 2.50; target ≥ 1 M; data 0123456789abcdef; warm',
    );
  });

  it('keeps small figures readable', () => {
    expect(formatBenchLine({ name: 'latency', value: 0.012345, unit: 'ms' })).toBe('latency: 0.01235 ms');
  });
});

describe('measure', () => {
  it('runs the jobs in turn, warm-ups first', () => {
    const ran: string[] = [];
    const { one, two } = measure(
      { one: () => ran.push('one'), two: () => ran.push('two') },
      { runs: 3, warmUp: 1 },
    );
    expect(ran).toEqual(['one', 'two', 'one', 'two', 'one', 'two', 'one', 'two']);
    for (const { median, least } of [one, two]) {
      expect(least).toBeGreaterThanOrEqual(0);
      expect(median).toBeGreaterThanOrEqual(least);
    }
  });
});

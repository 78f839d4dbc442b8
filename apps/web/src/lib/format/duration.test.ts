import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration } from './duration.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [999, '0s'],
    [-5_000, '0s'],
    [65_000, '1m 5s'],
    [3_600_000, '1h'],
    [273_600_000, '3d 4h'],
    [undefined, '–'],
  ])('%s ms is %s', (ms, shown) => {
    expect(formatDuration(ms)).toBe(shown);
  });

  it('X11: speaks the language', () => {
    expect(formatDuration(273_600_000, 'zh')).toBe('3天 4小时');
  });

  it('says the span to within its second unit', () => {
    const length: Record<string, number> = { d: 86_400, h: 3_600, m: 60, s: 1 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86_400 }), (seconds) => {
        const parts = formatDuration(seconds * 1000).split(' ');
        const said = parts.reduce(
          (sum, part) => sum + Number(part.slice(0, -1)) * (length[part.slice(-1)] ?? Number.NaN),
          0,
        );
        expect(said).toBeLessThanOrEqual(seconds);
        expect(seconds - said).toBeLessThan(seconds >= 86_400 ? 3_600 : seconds >= 3_600 ? 60 : 1);
      }),
    );
  });
});

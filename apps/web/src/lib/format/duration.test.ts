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

  it.each(['day', 'hour', 'minute', 'second'])('X11: says each %s as English does', (unit) => {
    const english = new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'narrow' });
    const length = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 }[unit] ?? Number.NaN;
    const counts = unit === 'day' ? [1, 2, 31, 999, 1000, 12_345] : [1, 2, 23];
    for (const count of counts) expect(formatDuration(count * length)).toBe(english.format(count));
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

import { describe, expect, it } from 'vitest';
import { durationText, isoText, timeColumn, utcSecondText, utcText } from './time-text.ts';

/** 2024-08-08 10:00:00 UTC. */
const TEN = 1_723_111_200_000_000;

describe('times in words', () => {
  it('are UTC, cut to the millisecond or the second below', () => {
    expect(utcText(TEN + 250_999)).toBe('2024-08-08 10:00:00.250');
    expect(utcSecondText(TEN + 999_999)).toBe('2024-08-08 10:00:00');
    expect(isoText(TEN)).toBe('2024-08-08T10:00:00.000Z');
    expect(utcText(NaN)).toBe('–');
  });

  it.each([
    [0, '0.0 s'],
    [59_940_000, '59.9 s'],
    [59_960_000, '1 min 0 s'],
    [3_599_000_000, '59 min 59 s'],
    [3_600_000_000, '1 h 0 min'],
    [3 * 86_400_000_000 + 2 * 3_600_000_000, '3 d 2 h'],
  ])('a length of %i µs is %s', (us, text) => {
    expect(durationText(us)).toBe(text);
  });

  it('name the day once where all lie in it', () => {
    const oneDay = timeColumn([TEN, TEN + 1_000_000]);
    expect([oneDay.head, oneDay.cell(TEN)]).toEqual(['2024-08-08 UTC', '10:00:00.000']);
    const twoDays = timeColumn([TEN, TEN + 86_400_000_000]);
    expect([twoDays.head, twoDays.cell(TEN)]).toEqual(['Time UTC', '2024-08-08 10:00:00.000']);
    expect(timeColumn([]).head).toBe('Time UTC');
  });
});

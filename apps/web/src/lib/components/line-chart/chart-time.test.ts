import { describe, expect, it } from 'vitest';
import { axisTime, pointTime } from './chart-time.ts';

const noon = Date.UTC(2026, 0, 2, 12, 30, 5) / 1000;
const utc = { locale: 'en', timeZone: 'UTC' };

describe('axisTime', () => {
  it('shows seconds, minutes or days as the range needs', () => {
    expect(axisTime(60, utc)(noon)).toBe('12:30:05');
    expect(axisTime(3600, utc)(noon)).toBe('12:30');
    expect(axisTime(7 * 86_400, utc)(noon)).toBe('1/2');
  });

  it('X5 keeps to the time zone of the reader', () => {
    expect(axisTime(3600, { locale: 'en', timeZone: 'Asia/Tokyo' })(noon)).toBe('21:30');
  });
});

describe('pointTime', () => {
  it('names the whole time', () => {
    expect(pointTime(utc)(noon)).toBe('01/02/2026, 12:30:05');
  });
});

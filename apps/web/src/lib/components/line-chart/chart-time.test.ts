import { describe, expect, it } from 'vitest';
import { axisTime, pointTime } from './chart-time.ts';

const noon = Date.UTC(2026, 0, 2, 12, 30, 5) / 1000;

describe('axisTime', () => {
  it('shows seconds, minutes or days as the range needs', () => {
    expect(axisTime(60, 'UTC')(noon)).toBe('12:30:05');
    expect(axisTime(3600, 'UTC')(noon)).toBe('12:30');
    expect(axisTime(7 * 86_400, 'UTC')(noon)).toBe('01-02');
  });

  it('X5 keeps to the time zone of the reader', () => {
    expect(axisTime(3600, 'Asia/Tokyo')(noon)).toBe('21:30');
  });
});

describe('pointTime', () => {
  it('names the whole time', () => {
    expect(pointTime('UTC')(noon)).toBe('2026-01-02 12:30:05');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime } from './time.ts';

describe('formatTime', () => {
  const at = '2026-11-25T14:02:11.500Z';

  it('X5: is UTC without a zone, and follows one', () => {
    expect(formatTime(at, { zone: true })).toBe('2026-11-25 14:02:11 UTC');
    expect(formatTime(at, { timeZone: 'Asia/Tokyo' })).toBe('2026-11-25 23:02:11');
  });

  it('has a time, a date and a time with milliseconds', () => {
    expect(formatTime(at, { style: 'time' })).toBe('14:02:11');
    expect(formatTime(at, { style: 'date', timeZone: 'Pacific/Kiritimati' })).toBe('2026-11-26');
    expect(formatTime(at, { style: 'millis' })).toBe('14:02:11.500');
  });

  it('is – when unknown', () => {
    expect([null, undefined, 'never'].map((value) => formatTime(value))).toEqual(['–', '–', '–']);
  });

  it('agrees with ISO 8601 in UTC', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        expect(formatTime(date)).toBe(date.toISOString().slice(0, 19).replace('T', ' '));
      }),
    );
  });

  it('says in UTC what it says in a zone that is UTC by another name', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.constantFrom('time', 'date', 'datetime', 'millis'),
        (date, style) => {
          const other = formatTime(date, { style, zone: true, timeZone: 'Etc/UTC' });
          expect(formatTime(date, { style, zone: true })).toBe(other);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { isTimeZone, timeZones } from './time-zones.ts';

describe('X5: time zones', () => {
  it('are those that the browser can show, UTC first', () => {
    const zones = timeZones();
    expect(zones[0]).toBe('UTC');
    expect(zones).toContain('Asia/Tokyo');
    expect(new Set(zones).size).toBe(zones.length);
  });

  it('refuse what is none', () => {
    expect([isTimeZone('Asia/Tokyo'), isTimeZone('Asia/Nowhere'), isTimeZone('')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

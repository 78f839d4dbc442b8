import { describe, expect, it } from 'vitest';
import type { LogLine } from './log-filter.ts';
import { isAtEnd, missedSince } from './log-follow.ts';

const lines = ['7', '8', '9'].map((id): LogLine => ({
  id,
  at: '2026-11-25T10:00:00.000Z',
  level: 'info',
  source: 'bot',
  message: 'quoting',
}));

describe('missedSince (D12: pause on scroll)', () => {
  it('counts what came after the line last seen', () => {
    expect(missedSince(lines, '7')).toEqual({ count: 2, atLeast: false });
    expect(missedSince(lines, '9')).toEqual({ count: 0, atLeast: false });
  });

  it('says "at least" once the line last seen has left the buffer', () => {
    expect(missedSince(lines, '3')).toEqual({ count: 3, atLeast: true });
  });

  it('takes everything as new where nothing was seen', () => {
    expect(missedSince(lines, undefined)).toEqual({ count: 3, atLeast: false });
    expect(missedSince([], '3')).toEqual({ count: 0, atLeast: false });
  });
});

describe('isAtEnd', () => {
  it('forgives a few pixels and nothing more', () => {
    expect(isAtEnd({ offset: 600, viewport: 400, size: 1000 })).toBe(true);
    expect(isAtEnd({ offset: 594, viewport: 400, size: 1000 })).toBe(true);
    expect(isAtEnd({ offset: 560, viewport: 400, size: 1000 })).toBe(false);
  });

  it('holds for a list that fits', () => {
    expect(isAtEnd({ offset: 0, viewport: 400, size: 120 })).toBe(true);
  });
});

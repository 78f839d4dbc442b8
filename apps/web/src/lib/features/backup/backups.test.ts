import { describe, expect, it } from 'vitest';
import { isOverdue, lastGood, newestFirst, sizeText } from './backups.ts';
import type { Backup } from './backups.ts';

const backup = (name: string, at: string, verified = true): Backup => ({
  name,
  at,
  bytes: 1000,
  reason: 'manual',
  verified,
});
const backups = [
  backup('a', '2026-11-20T00:00:00.000Z'),
  backup('c', '2026-11-24T00:00:00.000Z', false),
  backup('b', '2026-11-22T00:00:00.000Z'),
];

describe('backups', () => {
  it('come newest first', () => {
    expect(newestFirst(backups).map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  });

  it('count only when they were read back', () => {
    expect(lastGood(backups)?.name).toBe('b');
    expect(lastGood([])).toBeUndefined();
  });

  it('are overdue after seven days, and where there is none', () => {
    const last = Date.parse('2026-11-22T00:00:00.000Z');
    const week = 7 * 24 * 3_600_000;
    expect(isOverdue(backups, last + week)).toBe(false);
    expect(isOverdue(backups, last + week + 1)).toBe(true);
    expect(isOverdue([], last)).toBe(true);
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1_300_000, '1.24 MiB'],
    [26_214_400, '25.0 MiB'],
    [524_288_000, '500 MiB'],
  ])('%i bytes read %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});

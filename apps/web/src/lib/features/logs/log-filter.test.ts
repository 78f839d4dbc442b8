import { describe, expect, it } from 'vitest';
import { EVERY_LINE, filterLines, isNarrowed, sourcesOf } from './log-filter.ts';
import type { LogLine } from './log-filter.ts';

const line = (id: string, part: Partial<LogLine> = {}): LogLine => ({
  id,
  at: '2026-11-25T10:00:00.000Z',
  level: 'info',
  source: 'bot',
  message: 'quoting',
  ...part,
});
const ids = (lines: readonly LogLine[]) => lines.map(({ id }) => id);

const lines = [
  line('1', { level: 'debug' }),
  line('2', { source: 'venue', message: 'Connected to sim' }),
  line('3', { level: 'warn', fields: { order: 'MRM-77' } }),
  line('4', { level: 'error', source: 'database', message: 'disk full' }),
];

describe('filterLines (D12)', () => {
  it('lets everything through without a filter, without copying', () => {
    expect(filterLines(lines, EVERY_LINE)).toBe(lines);
    expect(isNarrowed(EVERY_LINE)).toBe(false);
  });

  it('takes a level as that level and those above it', () => {
    expect(ids(filterLines(lines, { ...EVERY_LINE, level: 'warn' }))).toEqual(['3', '4']);
  });

  it('finds text in message, source and fields, whatever its case', () => {
    expect(ids(filterLines(lines, { ...EVERY_LINE, search: ' CONNECTED ' }))).toEqual(['2']);
    expect(ids(filterLines(lines, { ...EVERY_LINE, search: 'mrm-77' }))).toEqual(['3']);
    expect(ids(filterLines(lines, { ...EVERY_LINE, search: 'Database' }))).toEqual(['4']);
  });

  it('combines its parts', () => {
    expect(ids(filterLines(lines, { level: 'info', source: 'venue', search: 'disk' }))).toEqual([]);
    expect(ids(filterLines(lines, { level: 'info', source: 'bot', search: 'quoting' }))).toEqual(['3']);
  });
});

it('lists each source once, by name', () => {
  expect(sourcesOf(lines)).toEqual(['bot', 'database', 'venue']);
});

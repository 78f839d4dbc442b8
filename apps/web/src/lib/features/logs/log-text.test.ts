import { describe, expect, it } from 'vitest';
import { fieldsText, logFile } from './log-text.ts';

describe('fieldsText', () => {
  it('quotes what would not be one word', () => {
    expect(fieldsText({ order: 'MRM-77', reason: 'too far', count: 3, empty: '', list: [1, 2] })).toBe(
      'order=MRM-77 reason="too far" count=3 empty="" list=[1,2]',
    );
    expect(fieldsText(undefined)).toBe('');
  });
});

describe('logFile (D12: export)', () => {
  it('writes one row per line, whatever the message holds', () => {
    const text = logFile([
      {
        id: '1',
        at: '2026-11-25T10:00:00.000Z',
        level: 'warn',
        source: 'venue',
        message: 'gap\nin the book',
      },
      {
        id: '2',
        at: '2026-11-25T10:00:01.000Z',
        level: 'error',
        source: 'bot',
        message: 'halted',
        fields: { code: 'RISK_MAX_DRAWDOWN' },
      },
    ]);
    expect(text).toBe(
      '2026-11-25T10:00:00.000Z WARN  venue gap\\nin the book\n' +
        '2026-11-25T10:00:01.000Z ERROR bot halted code=RISK_MAX_DRAWDOWN\n',
    );
  });
});

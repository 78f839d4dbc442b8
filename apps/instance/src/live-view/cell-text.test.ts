import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellText } from './cell-text.ts';

const cells = (text: string): string =>
  cellText(text)
    .map(({ cell }) => cell)
    .join('');
const width = (text: string): number => cellText(text).reduce((sum, cell) => sum + cell.width, 0);

describe('text in cells of a terminal', () => {
  it('counts Han, kana, Hangul, full-width forms and emoji twice, marks not at all', () => {
    expect(width('BTC')).toBe(3);
    expect(width('币安人生')).toBe(8);
    expect(width('カナ')).toBe(4);
    expect(width('한글')).toBe(4);
    expect(width('ＡＢ')).toBe(4);
    expect(width('🐕')).toBe(2);
    expect(width('e\u0301\u200d')).toBe(1);
    expect(width('◀─│█░▲▼●…−×')).toBe(11);
  });

  it('lets nothing through that would move the cursor or turn the line round', () => {
    expect(cells('a\x1b[2Jb\r\n\x07\x9b\u202ec')).toBe('a\ufffd[2Jb\ufffd\ufffd\ufffd\ufffd\ufffdc');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cells(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}]/u);
      }),
      { numRuns: 3000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLevels } from './book-panel.ts';
import type { LiveLevel } from './live-model.ts';

const side = (own: readonly boolean[]): LiveLevel[] =>
  own.map((mine, i) => ({ price: 100 + i, quantity: 1, own: mine ? 0.5 : 0 }));

/** The levels shown, `*` after own ones, `…` before one that does not follow the one before it. */
const shown = (own: string, room: number): string =>
  visibleLevels(side(own.split('').map((mark) => mark === '*')), room)
    .map((row) => `${row.jump ? '…' : ''}${row.price - 100}${row.own > 0 ? '*' : ''}`)
    .join(' ');

describe('the levels a book has room for', () => {
  it.each([
    ['....', 3, '0 1 2'],
    ['..*..', 3, '0 1 2*'],
    ['.....*', 3, '0 1 …5*'],
    ['.*..*.*', 3, '0 1* …4*'],
    ['.*..*.*', 4, '0 1* …4* …6*'],
    ['*.....*', 2, '0* …6*'],
    ['.....*', 1, '0'],
    ['..', 5, '0 1'],
    ['', 3, ''],
  ])('of %s with room for %i are %s', (own, room, expected) => {
    expect(shown(own, room)).toBe(expected);
  });

  it('are never too many, in order, with the best one and every own one there is room for', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (own, room) => {
        const all = side(own);
        const rows = visibleLevels(all, room);
        const prices = rows.map((row) => row.price);
        expect(rows).toHaveLength(Math.min(room, all.length));
        expect(prices).toEqual([...prices].sort((a, b) => a - b));
        expect(prices[0]).toBe(all[0]?.price);
        const mine = all.filter((level) => level.own > 0).length;
        const needed = mine + (own[0] ? 0 : Math.min(1, own.length));
        if (needed <= room) expect(rows.filter((row) => row.own > 0)).toHaveLength(mine);
      }),
      { numRuns: 5000 },
    );
  });
});

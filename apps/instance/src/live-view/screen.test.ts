import { describe, expect, it } from 'vitest';
import { Screen, textWidth } from './screen.ts';

const PLAIN = { color: false };

describe('a screen of cells', () => {
  it('cuts off what does not fit, and says so', () => {
    const screen = new Screen(8, 2);
    expect(screen.put(screen.area, { x: 2, y: 0 }, '57,321.50')).toBe(11);
    screen.put(screen.area, { x: 0, y: 1 }, '12345678');
    screen.put(screen.area, { x: 0, y: 2 }, 'below');
    screen.put(screen.area, { x: 20, y: 1 }, 'beside');
    expect(screen.lines(PLAIN)).toEqual(['  57,32…', '12345678']);
  });

  it('keeps to an area', () => {
    const screen = new Screen(10, 3);
    const area = { left: 3, top: 1, width: 4, height: 1 };
    screen.put(area, { x: 0, y: 0 }, 'abcdef');
    screen.put(area, { x: 0, y: 1 }, 'below');
    screen.put(area, { x: 0, y: -1 }, 'above');
    expect(screen.lines(PLAIN)).toEqual(['', '   abc…', '']);
  });

  it('writes at the right edge only what fits', () => {
    const screen = new Screen(10, 2);
    screen.putRight(screen.area, { x: 4, y: 0 }, '123456');
    screen.putRight(screen.area, { x: 5, y: 1 }, '123456');
    expect(screen.lines(PLAIN)).toEqual(['    123456', '']);
  });

  it('never shows half of a wide character', () => {
    const screen = new Screen(5, 2);
    screen.put(screen.area, { x: 0, y: 0 }, '币安人');
    screen.put(screen.area, { x: 0, y: 1 }, '币安A');
    expect(screen.lines(PLAIN)).toEqual(['币安…', '币安A']);
    expect(textWidth('币安A')).toBe(5);
  });

  it('colors runs of cells and ends each line without color', () => {
    const screen = new Screen(12, 1);
    screen.put(screen.area, { x: 0, y: 0 }, '+1.50', 'gain');
    screen.put(screen.area, { x: 6, y: 0 }, 'USDT', 'bold');
    expect(screen.lines({ color: true })).toEqual(['\x1b[0;32m+1.50 \x1b[0;1mUSDT\x1b[0m']);
    expect(screen.lines(PLAIN)).toEqual(['+1.50 USDT']);
    const badge = new Screen(6, 1);
    badge.put(badge.area, { x: 0, y: 0 }, ' A ', 'badge');
    badge.put(badge.area, { x: 4, y: 0 }, 'B');
    expect(badge.lines({ color: true })).toEqual(['\x1b[0;1;7m A \x1b[0m B']);
  });

  it('may be of no size at all', () => {
    expect(new Screen(0, 0).lines(PLAIN)).toEqual([]);
    expect(new Screen(-1, 1).lines(PLAIN)).toEqual(['']);
  });
});

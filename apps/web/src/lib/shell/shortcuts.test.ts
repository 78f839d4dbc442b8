import { describe, expect, it } from 'vitest';
import { shortcutReader } from './shortcuts.ts';

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

describe('X10: the keyboard map', () => {
  it('opens the commands with Ctrl+K, also from a field', () => {
    const read = shortcutReader();
    expect(read(press('k', true), true, 0)).toEqual({ kind: 'palette' });
    expect(read(press('K', true), false, 0)).toEqual({ kind: 'palette' });
  });

  it('opens the map with ?, but not while someone types one', () => {
    const read = shortcutReader();
    expect(read(press('?'), false, 0)).toEqual({ kind: 'keys' });
    expect(read(press('?'), true, 0)).toBeUndefined();
  });

  it('goes to a page with g and its letter, if the letter comes soon', () => {
    const read = shortcutReader();
    expect(read(press('g'), false, 0)).toBeUndefined();
    expect(read(press('m'), false, 1_499)).toEqual({ kind: 'go', letter: 'm' });
    read(press('g'), false, 2_000);
    expect(read(press('m'), false, 3_500)).toBeUndefined();
  });

  it('leaves the browser its own chords', () => {
    const read = shortcutReader();
    read(press('g'), false, 0);
    expect(read(press('r', true), false, 1)).toBeUndefined();
  });
});

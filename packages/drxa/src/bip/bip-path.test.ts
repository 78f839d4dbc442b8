import { describe, expect, it } from 'vitest';
import { hardenedDepth } from './bip-path.ts';
import { parsePath } from './path.ts';

describe('the hardened part of a path', () => {
  it.each([
    ['m', 0],
    ["m/84'/0'/0'/0/5", 3],
    ["m/44'/148'/5'", 3],
    ['m/0/1', 0],
    ["m/0/1'", 0],
  ])('of %s has %i steps', (path, depth) => {
    expect(hardenedDepth(parsePath(path))).toBe(depth);
  });
});

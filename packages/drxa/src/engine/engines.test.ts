import { createHash } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../encoding/hex.ts';
import type { Engine } from './engine.ts';
import { nativeEngine } from './native.ts';
import { engine as noble } from './noble.ts';
import { engine as node } from './node.ts';

const KEYS = 10_000;
const native = nativeEngine();
const ORDER = secp256k1.Point.Fn.ORDER;
const number = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, '0'));

/** The same keys in each run, without a pattern. */
const keyAt = (index: number): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(`engines ${index}`).digest());

/** Hash over all results of a function, so that a difference is found and nothing is kept. */
function digestOf(result: (index: number) => Uint8Array, count: number): string {
  const hash = createHash('sha256');
  for (let index = 0; index < count; index++) hash.update(result(index));
  return hash.digest('hex');
}

describe('K12: the engines', { timeout: 300_000 }, () => {
  it(`give the same bytes of ${KEYS} random ed25519 keys`, () => {
    const digest = (engine: Engine): string => digestOf((i) => engine.ed25519PublicKey(keyAt(i)), KEYS);
    const expected = digest(noble);
    expect(digest(node)).toBe(expected);
    expect(digest(native)).toBe(expected);
  });

  it(`give the same bytes of ${KEYS} random secp256k1 keys, in both formats`, () => {
    const digest = (engine: Engine): string =>
      digestOf((i) => engine.secp256k1PublicKey(keyAt(i), i % 2 === 0), KEYS);
    const expected = digest(noble);
    expect(digest(node)).toBe(expected);
    expect(digest(native)).toBe(expected);
  });

  it('give the same bytes of 1,000 random tweaks', () => {
    const digest = (engine: Engine): string =>
      digestOf(
        (i) => engine.secp256k1TweakAdd(native.secp256k1PublicKey(keyAt(i), true), keyAt(i + 1)),
        1_000,
      );
    const expected = digest(noble);
    expect(digest(node)).toBe(expected);
    expect(digest(native)).toBe(expected);
  });

  describe.each([noble, node, native])('$name', (engine) => {
    it('takes the private keys 1 and n-1, whose points differ in sign alone', () => {
      const generator = toHex(secp256k1.Point.BASE.toBytes(false));
      expect(toHex(engine.secp256k1PublicKey(number(1n), false))).toBe(generator);
      const last = toHex(engine.secp256k1PublicKey(number(ORDER - 1n), true));
      expect(last).toBe(`03${generator.slice(2, 66)}`);
      expect(toHex(engine.secp256k1PublicKey(number(1n), true))).toBe(`02${generator.slice(2, 66)}`);
    });

    it('adds a tweak as the private key would', () => {
      const [key, tweak] = [5n, ORDER - 3n];
      const sum = engine.secp256k1TweakAdd(engine.secp256k1PublicKey(number(key), true), number(tweak));
      expect(sum).toEqual(engine.secp256k1PublicKey(number(2n), true));
    });

    it('gives the public keys of RFC 8032, tests 1 and 2', () => {
      const vectors = [
        [
          '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
          'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        ],
        [
          '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
          '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
        ],
      ];
      for (const [seed, key] of vectors) expect(toHex(engine.ed25519PublicKey(fromHex(seed)))).toBe(key);
    });

    it('leaves what it is given as it was', () => {
      const [key, tweak] = [keyAt(1), keyAt(2)];
      const point = engine.secp256k1PublicKey(key, true);
      const before = [key, tweak, point].map(toHex);
      engine.ed25519PublicKey(key);
      engine.secp256k1PublicKey(key, false);
      engine.secp256k1TweakAdd(point, tweak);
      expect([key, tweak, point].map(toHex)).toEqual(before);
    });
  });
});

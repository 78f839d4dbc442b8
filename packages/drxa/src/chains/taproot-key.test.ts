import fc from 'fast-check';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { concat } from '../encoding/bytes.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import { nativeEngine } from '../engine/native.ts';
import { tapTweak, taprootOutputKey } from './taproot-key.ts';

describe('taproot output key', () => {
  it('is the one of the first wallet vector of BIP-341', () => {
    const x = fromHex('d6889cb081036e0faefa3a35157ad71086b123b2b144b649798b494c300a961d');
    expect(toHex(tapTweak(x))).toBe('b86e7be8f39bab32a6f2c0443abbc210f0edac0e2c53d501b36b64437d9c6c70');
    expect(toHex(taprootOutputKey(concat(Uint8Array.of(2), x)))).toBe(
      '53a1f6e454df1aa2776a2814a721372d6258050de330b3c6d10ee8f4e0dda343',
    );
  });

  it('is the one of BIP-86 for its first receiving key', () => {
    const internal = fromHex('03cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115');
    expect(toHex(taprootOutputKey(internal))).toBe(
      'a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c',
    );
  });

  it('does not depend on the sign of y, on the length of the key, or on the engine', () => {
    const native = nativeEngine();
    const privateKey = fc
      .bigInt({ min: 1n, max: secp256k1.Point.Fn.ORDER - 1n })
      .map((scalar) => secp256k1.Point.Fn.toBytes(scalar));
    fc.assert(
      fc.property(privateKey, (key) => {
        const even = concat(Uint8Array.of(2), secp256k1.getPublicKey(key).subarray(1));
        const odd = concat(Uint8Array.of(3), even.subarray(1));
        const expected = toHex(taprootOutputKey(even));
        expect(toHex(taprootOutputKey(odd))).toBe(expected);
        expect(toHex(taprootOutputKey(secp256k1.getPublicKey(key, false)))).toBe(expected);
        expect(toHex(taprootOutputKey(even, native))).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what is no key and what is no point', () => {
    const offCurve = concat(Uint8Array.of(2), new Uint8Array(32).fill(0xff));
    for (const key of [new Uint8Array(32), new Uint8Array(33), offCurve]) {
      expect(() => taprootOutputKey(key)).toThrow(expect.objectContaining({ code: 'DRXA_KEY_INVALID' }));
    }
    expect(() => taprootOutputKey(offCurve, nativeEngine())).toThrow(
      expect.objectContaining({ code: 'DRXA_KEY_INVALID' }),
    );
  });
});

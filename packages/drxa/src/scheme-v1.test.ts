import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './encoding/hex.ts';
import { FAMILIES } from './families.ts';
import { MAX_INDEX } from './fields.ts';
import {
  block,
  extract,
  fingerprintOf,
  keyMessage,
  keyedHmac,
  pickSecp256k1Key,
  scopeKeyOf,
} from './scheme-v1.ts';
import { SCHEME_ANCHORS } from './vectors/anchors.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const ORDER = secp256k1.Point.Fn.ORDER;

describe('each step of scheme v1', () => {
  const { seed, scope, userId, prk, fingerprint, scopeKey, evmBlock } = SCHEME_ANCHORS;

  it('gives the bytes of the specification', () => {
    const own = extract(fromHex(seed));
    expect(toHex(own)).toBe(prk);
    expect(toHex(fingerprintOf(keyedHmac(own)))).toBe(fingerprint);
    expect(toHex(scopeKeyOf(keyedHmac(own), utf8(scope)))).toBe(scopeKey);
    const hmac = keyedHmac(fromHex(scopeKey));
    expect(toHex(block(hmac, keyMessage(utf8(userId), 'evm', 0), 0))).toBe(evmBlock);
  });

  it('leaves the HMAC of the scope as it was', () => {
    const hmac = keyedHmac(fromHex(scopeKey));
    const message = keyMessage(utf8(userId), 'evm', 0);
    block(hmac, message, 7);
    expect(toHex(block(hmac, message, 0))).toBe(evmBlock);
    expect(toHex(block(hmac, message, 1))).not.toBe(evmBlock);
  });

  it('writes a message of marked lengths', () => {
    expect(toHex(keyMessage(utf8('é'), 'evm', 0x0102_0304))).toBe(
      `${toHex(utf8('drxa/v1 key'))}0000000002c3a900000003${toHex(utf8('evm'))}01020304`,
    );
  });
});

describe('K2: the message of a key', () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
  const family = fc.oneof(fc.constantFrom(...Object.keys(FAMILIES)), fc.string({ unit: 'grapheme-ascii' }));
  const index = fc.oneof(fc.integer({ min: 0, max: MAX_INDEX }), fc.constantFrom(0, 1, MAX_INDEX));
  const fields = fc.record({ userId: anyText, family, index });
  type Fields = { userId: string; family: string; index: number };
  const messageOf = (one: Fields): string => toHex(keyMessage(utf8(one.userId), one.family, one.index));

  it('is the same for the same fields and for no others', () => {
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        const same = a.userId === b.userId && a.family === b.family && a.index === b.index;
        expect(messageOf(a) === messageOf(b)).toBe(same);
      }),
      { numRuns: 10_000 },
    );
  });

  it('differs when text moves over the boundary of two fields', () => {
    const pieces = fc.array(fc.constantFrom('', 'a', 'b', ':', '\0', 'evm', '\0\0\0\u0003evm'), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(pieces, fc.nat(8), fc.nat(8), index, (parts, first, second, at) => {
        const all = parts.join('');
        const cut = (place: number): Fields => {
          const text = parts.slice(0, place % (parts.length + 1)).join('');
          return { userId: text, family: all.slice(text.length), index: at };
        };
        const [a, b] = [cut(first), cut(second)];
        expect(messageOf(a) === messageOf(b)).toBe(a.userId === b.userId);
      }),
      { numRuns: 5_000 },
    );
  });

  it('can be read back, which proves that no two places share one', () => {
    fc.assert(
      fc.property(fields, (one) => {
        const bytes = Buffer.from(messageOf(one), 'hex');
        let at = 'drxa/v1 key'.length + 1;
        const text = (): string => {
          const length = bytes.readUInt32BE(at);
          at += 4 + length;
          return bytes.toString('utf8', at - length, at);
        };
        const read = { userId: text(), family: text(), index: bytes.readUInt32BE(at) };
        expect(read).toEqual({ userId: one.userId, family: one.family, index: one.index });
        expect(at + 4).toBe(bytes.length);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('K1, K15: a private key of secp256k1', () => {
  const blockOf = (value: bigint): Uint8Array =>
    fromHex(value.toString(16).padStart(64, '0') + 'ff'.repeat(32));
  const picked = (values: readonly bigint[]): { key: bigint; tries: number[] } => {
    const tries: number[] = [];
    const key = pickSecp256k1Key((attempt) => {
      tries.push(attempt);
      return blockOf(values[attempt]);
    });
    return { key: BigInt(`0x${toHex(key)}`), tries };
  };

  it('is the first block that is neither 0 nor n nor more', () => {
    const good = 0x1234_5678n;
    expect(picked([0n, ORDER, ORDER + 1n, good])).toEqual({ key: good, tries: [0, 1, 2, 3] });
    expect(picked([2n ** 256n - 1n, ORDER - 1n])).toEqual({ key: ORDER - 1n, tries: [0, 1] });
    expect(picked([1n])).toEqual({ key: 1n, tries: [0] });
    expect(picked([ORDER - 1n])).toEqual({ key: ORDER - 1n, tries: [0] });
  });

  it('is not found in 256 blocks that are none, and the 257th is not asked', () => {
    const tries: number[] = [];
    expect(() =>
      pickSecp256k1Key((attempt) => {
        tries.push(attempt);
        return blockOf(attempt === 256 ? 1n : 0n);
      }),
    ).toThrow(expect.objectContaining({ code: 'DRXA_DERIVATION_FAILED' }));
    expect(tries).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  it('is found in the last of 256 blocks', () => {
    expect(picked([...Array.from({ length: 255 }, () => ORDER), 9n]).key).toBe(9n);
  });

  it('leaves no block behind', () => {
    const blocks = [blockOf(0n), blockOf(5n)];
    const key = pickSecp256k1Key((attempt) => blocks[attempt]);
    expect(blocks.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
    expect(key.at(-1)).toBe(5);
  });
});

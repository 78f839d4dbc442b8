import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrxaErrorCode } from './errors.ts';
import { MAX_INDEX, checkedIndex, checkedSeed, scopeBytes, userIdBytes } from './fields.ts';

const refusal = (code: DrxaErrorCode, field: string): Error =>
  expect.objectContaining({ code, field }) as Error;
/** Programs without types give anything. */
const untyped = (value: unknown): never => value as never;

describe('a seed', () => {
  it('is 32 to 64 bytes, copied', () => {
    for (const length of [32, 33, 48, 64]) {
      const seed = Uint8Array.from({ length }, (_, i) => i);
      const copy = checkedSeed(seed);
      expect(copy).toEqual(seed);
      expect(copy.buffer).not.toBe(seed.buffer);
    }
    expect(checkedSeed(Buffer.from('ab'.repeat(31) + '00', 'hex'))).toHaveLength(32);
  });

  it.each([
    ['no bytes', new Uint8Array(0), 'DRXA_SEED_LENGTH'],
    ['31 bytes', new Uint8Array(31).fill(1, 1), 'DRXA_SEED_LENGTH'],
    ['65 bytes', new Uint8Array(65).fill(1, 1), 'DRXA_SEED_LENGTH'],
    ['zeros', new Uint8Array(32), 'DRXA_SEED_WEAK'],
    ['one byte over and over', new Uint8Array(64).fill(0xa5), 'DRXA_SEED_WEAK'],
    ['hex', '000102030405060708090a0b0c0d0e0f', 'DRXA_SEED_LENGTH'],
    ['an array of numbers', Array.from({ length: 32 }, (_, i) => i), 'DRXA_SEED_LENGTH'],
    ['nothing', undefined, 'DRXA_SEED_LENGTH'],
  ] as [string, unknown, DrxaErrorCode][])('is refused: %s', (_, seed, code) => {
    expect(() => checkedSeed(untyped(seed))).toThrow(refusal(code, 'seed'));
  });
});

describe('a scope', () => {
  it.each(['a', '0', 'wallet', 'a.b_c-d', '9z', 'a'.repeat(64)])('may be called %j', (scope) => {
    expect(scopeBytes(scope)).toEqual(Uint8Array.from(Buffer.from(scope)));
  });

  it.each([
    ['nothing', ''],
    ['65 characters', 'a'.repeat(65)],
    ['a capital', 'Wallet'],
    ['a point in front', '.a'],
    ['a hyphen behind', 'a-'],
    ['a lone underscore', '_'],
    ['a space', 'a b'],
    ['a line feed behind', 'wallet\n'],
    ['a colon', 'a:b'],
    ['a slash', 'a/b'],
    ['a letter of another script', 'wаllet'],
    ['a number', 7],
    ['no value', undefined],
  ])('is not called by %s', (_, scope) => {
    expect(() => scopeBytes(untyped(scope))).toThrow(refusal('DRXA_FIELD_INVALID', 'scope'));
  });
});

describe('K13: a user id', () => {
  it.each(['a', ':', 'a:b', ' ', 'Zoë', '日本', '🐢', 'é'.repeat(64), 'x'.repeat(128), '\u200b', 'ﬁ'])(
    'may be %j',
    (userId) => {
      expect(userIdBytes(userId)).toEqual(Uint8Array.from(Buffer.from(userId)));
    },
  );

  it.each([
    ['empty', '', 'DRXA_FIELD_INVALID'],
    ['129 bytes', 'x'.repeat(129), 'DRXA_FIELD_INVALID'],
    ['65 letters of two bytes', 'é'.repeat(65), 'DRXA_FIELD_INVALID'],
    ['half a surrogate pair', 'a\ud83d', 'DRXA_FIELD_INVALID'],
    ['a null', 'a\0b', 'DRXA_FIELD_INVALID'],
    ['a line feed', 'a\n', 'DRXA_FIELD_INVALID'],
    ['a delete', 'a\x7f', 'DRXA_FIELD_INVALID'],
    ['a control of Latin-1', 'a\u0085', 'DRXA_FIELD_INVALID'],
    ['a number', 7, 'DRXA_FIELD_INVALID'],
    ['nothing', undefined, 'DRXA_FIELD_INVALID'],
    ['decomposed', 'Zoe\u0308', 'DRXA_FIELD_NOT_NFC'],
    ['the Ångström sign', '\u212b', 'DRXA_FIELD_NOT_NFC'],
    ['decomposed Hangul', '\u1100\u1161', 'DRXA_FIELD_NOT_NFC'],
  ] as [string, unknown, DrxaErrorCode][])('is refused when it is %s', (_, userId, code) => {
    expect(() => userIdBytes(untyped(userId))).toThrow(refusal(code, 'userId'));
  });

  it('is refused, not repaired: what passes is what went in, in its one normal form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        let bytes: Uint8Array;
        try {
          bytes = userIdBytes(text);
        } catch (error) {
          expect(error).toMatchObject({ field: 'userId' });
          return;
        }
        expect(Buffer.from(bytes).toString('utf8')).toBe(text);
        expect(text.normalize('NFC')).toBe(text);
        expect(bytes.length).toBeLessThanOrEqual(128);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is not repeated by the message that refuses it', () => {
    const secret = 'ada.lovelace@example.org\n';
    expect(() => userIdBytes(secret)).toThrow(expect.not.stringContaining('lovelace'));
  });
});

describe('K13: an index', () => {
  it.each([0, 1, 2 ** 31, MAX_INDEX])('may be %d', (index) => {
    expect(checkedIndex(index)).toBe(index);
  });

  it.each(['0', '00', -1, -0, 1.5, MAX_INDEX + 1, NaN, Infinity, 1n, null, undefined, [0], true])(
    'is refused: %s',
    (index) => {
      expect(() => checkedIndex(untyped(index))).toThrow(refusal('DRXA_INDEX_RANGE', 'index'));
    },
  );
});

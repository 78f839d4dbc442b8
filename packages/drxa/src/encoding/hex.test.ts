import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrxaErrorCode } from '../errors.ts';
import { fromHex, toHex } from './hex.ts';

describe('hex', () => {
  it('is written in lower case and read in either', () => {
    expect(toHex(Uint8Array.of(0, 1, 0xab, 0xff))).toBe('0001abff');
    expect(fromHex('00ABcdFF')).toEqual(Uint8Array.of(0, 0xab, 0xcd, 0xff));
    expect(fromHex('')).toEqual(new Uint8Array(0));
  });

  it('is read as what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['an odd length', 'abc'],
    ['a lone digit', '0'],
    ['0x in front', '0x00'],
    ['a letter that is no digit', '0g'],
    ['a wrong character at the end, where Buffer stops in silence', 'abcdef0z'],
    ['white space', 'ab cd '],
    ['a line feed behind', 'ab\n\n'],
    ['a sign', '-1'],
    ['a full-width digit', '０0'],
  ])('K11: is refused, never cut: %s', (_, text) => {
    expect(() => fromHex(text, 'seed')).toThrow(
      expect.objectContaining({ code: 'DRXA_HEX' satisfies DrxaErrorCode, field: 'seed' }),
    );
  });

  it('K11: and the message does not repeat it', () => {
    expect(() => fromHex('deadbeefz0')).toThrow(expect.not.stringContaining('deadbeef'));
  });
});

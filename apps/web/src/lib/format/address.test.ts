import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortAddress } from './address.ts';

describe('shortAddress', () => {
  it('leaves out the middle', () => {
    expect(shortAddress('7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU')).toBe('7xKX…gAsU');
    expect(shortAddress(null)).toBe('–');
  });

  it('keeps both ends, and short ones whole', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 64 }), (text) => {
        const shown = shortAddress(text);
        expect(shown.slice(0, 4)).toBe(text.slice(0, 4));
        expect(shown.slice(-4)).toBe(text.slice(-4));
        expect(shown.length).toBe(Math.min(text.length, 9));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { decodeHexAccount } from './hex-account.ts';

describe('an account in hex', () => {
  it('is special from 0x0 to 0xf, however it is written', () => {
    for (let value = 0; value <= 16; value++) {
      const digits = value.toString(16);
      const account = new Uint8Array(32).fill(value, 31);
      const special = value < 16;
      expect(decodeHexAccount(`0x${digits.padStart(64, '0')}`)).toEqual({ account, special });
      expect(decodeHexAccount(`0x${digits}`)).toEqual(special ? { account, special } : undefined);
    }
  });

  it('is not special when a higher byte is not zero', () => {
    expect(decodeHexAccount(`0x1${'0'.repeat(63)}`)?.special).toBe(false);
    expect(decodeHexAccount(`0x${'0'.repeat(60)}0105`)?.special).toBe(false);
  });
});

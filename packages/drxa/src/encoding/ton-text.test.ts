import { base64urlnopad } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16 } from './crc16.ts';
import { decodeTonRaw, decodeTonText, encodeTonText } from './ton-text.ts';

/** A text of any tag and workchain whose checksum is right. */
function signed(tag: number, workchain: number): string {
  const bytes = Uint8Array.of(tag, workchain, ...new Uint8Array(32));
  const crc = crc16(bytes);
  return base64urlnopad.encode(Uint8Array.of(...bytes, crc >> 8, crc & 0xff));
}

describe('the text of a TON account', () => {
  it.each([
    [0x11, 0, { bounceable: true, testnet: false, workchain: 0 }],
    [0x51, 0, { bounceable: false, testnet: false, workchain: 0 }],
    [0x91, 255, { bounceable: true, testnet: true, workchain: -1 }],
    [0xd1, 255, { bounceable: false, testnet: true, workchain: -1 }],
  ])('says its flags in the tag %i', (tag, workchain, flags) => {
    expect(decodeTonText(signed(tag, workchain))).toEqual({ ...flags, hash: new Uint8Array(32) });
  });

  it('may be in either alphabet, whichever of their own characters it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (hash) => {
        const account = { workchain: 0, hash, bounceable: true, testnet: false };
        const text = encodeTonText(account);
        expect(decodeTonText(text)).toEqual(account);
        expect(decodeTonText(text.replaceAll('-', '+').replaceAll('_', '/'))).toEqual(account);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused with any other tag', () => {
    const known = [0x11, 0x51, 0x91, 0xd1];
    for (let tag = 0; tag < 256; tag++) {
      if (!known.includes(tag)) expect(decodeTonText(signed(tag, 0))).toBe('format');
    }
  });

  it('is refused with any workchain but 0 and -1', () => {
    for (let workchain = 1; workchain < 255; workchain++) {
      expect(decodeTonText(signed(0x11, workchain))).toBe('format');
    }
  });
});

describe('the raw text of a TON account', () => {
  it('is a workchain and 64 digits', () => {
    const hash = new Uint8Array(32).fill(0xab);
    expect(decodeTonRaw(`-1:${'ab'.repeat(32)}`)).toEqual({ workchain: -1, hash });
    expect(decodeTonRaw(`0:${'AB'.repeat(32)}`)).toEqual({ workchain: 0, hash });
    for (const text of [
      '',
      '0:',
      `+0:${'ab'.repeat(32)}`,
      `-0:${'ab'.repeat(32)}`,
      `0:${'ab'.repeat(32)}\n`,
    ]) {
      expect(decodeTonRaw(text)).toBeUndefined();
    }
  });
});

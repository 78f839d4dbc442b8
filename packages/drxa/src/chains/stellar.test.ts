import { describe, expect, it } from 'vitest';
import { decodeBase32, encodeBase32 } from '../encoding/base32-text.ts';
import { crc16 } from '../encoding/crc16.ts';
import { fromHex } from '../encoding/hex.ts';
import { stellar } from './stellar.ts';

const SEP5 = 'GDRXE2BQUC3AZNPVFSCEZ76NJ3WWL25FYFK6RGZGIEKWE4SOOHSUJUJ6';
const KEY = fromHex('3f0c34bf93ad0d9971d04ccc90f705511c838aad9734a4a2fb0d7a03fc7fe89a');
const ACCOUNT = 'GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ';
const MUXED = 'MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ';
const MUXED_HALF = 'MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK';

/** A text of any version and body whose checksum is right. */
function signed(version: number, body: Uint8Array): string {
  const bytes = Uint8Array.of(version, ...body);
  const crc = crc16(bytes);
  return encodeBase32(Uint8Array.of(...bytes, crc & 0xff, crc >> 8));
}

describe('stellar', () => {
  it('K17: writes the account of SEP-23, and reads it and the one of SEP-5', () => {
    expect(stellar.address(KEY)).toBe(ACCOUNT);
    expect(stellar.parse(ACCOUNT)).toEqual({
      chain: 'stellar',
      network: 'mainnet',
      kind: 'account',
      payload: KEY,
      canonical: ACCOUNT,
      notes: [],
    });
    expect(stellar.address(stellar.parse(SEP5).payload)).toBe(SEP5);
  });

  it.each([
    [MUXED, '0'],
    [MUXED_HALF, '9223372036854775808'],
    [signed(0x60, Uint8Array.of(...KEY, 0, 0, 0, 0, 0, 0, 0x04, 0xd2)), '1234'],
    [signed(0x60, Uint8Array.of(...KEY, ...new Uint8Array(8).fill(255))), '18446744073709551615'],
  ])('K17: reads the account and the id of %s (SEP-23)', (text, tag) => {
    expect(stellar.parse(text)).toMatchObject({ kind: 'muxed', payload: KEY, canonical: ACCOUNT, tag });
  });

  it('asks for a memo beside the address', () => {
    expect(stellar.tag).toBe('optional');
  });

  it.each([
    ['a seed', signed(18 << 3, KEY)],
    ['a contract', signed(2 << 3, KEY)],
    ['a hash', signed(23 << 3, KEY)],
    ['a muxed account without an id', signed(12 << 3, KEY)],
    ['an account with an id', signed(6 << 3, Uint8Array.of(...KEY, 0, 0, 0, 0, 0, 0, 0, 0))],
    ['left-over bits that are not zero', `${MUXED.slice(0, -1)}R`],
    ['padding', `${MUXED}===`],
    ['lower case', ACCOUNT.toLowerCase()],
  ])('refuses %s', (_, text) => {
    expect(() => stellar.parse(text)).toThrow(expect.objectContaining({ code: 'DRXA_ADDRESS_FORMAT' }));
  });

  it('refuses a changed checksum, also one in the other byte order', () => {
    const turned = decodeBase32(ACCOUNT)!;
    turned.subarray(-2).reverse();
    for (const text of [`${ACCOUNT.slice(0, -1)}A`, encodeBase32(turned)]) {
      expect(() => stellar.parse(text)).toThrow(expect.objectContaining({ code: 'DRXA_ADDRESS_CHECKSUM' }));
    }
  });
});

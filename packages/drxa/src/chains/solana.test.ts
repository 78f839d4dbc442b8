import { ed25519 } from '@noble/curves/ed25519.js';
import { getAddressDecoder, getAddressEncoder, isAddress } from '@solana/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrxaErrorCode } from '../errors.ts';
import { solana } from './solana.ts';

const refusal = (code: DrxaErrorCode, field: string): Error =>
  expect.objectContaining({ code, field }) as Error;

describe('a solana address', () => {
  it('of the private key 46 46 … 46', () => {
    const key = ed25519.getPublicKey(new Uint8Array(32).fill(0x46));
    expect(solana.address(key)).toBe('H4JcMPicKkHcxxDjkyyrLoQj7Kcibd9t815ak4UvTr9M');
    expect(solana.parse('H4JcMPicKkHcxxDjkyyrLoQj7Kcibd9t815ak4UvTr9M')).toEqual({
      chain: 'solana',
      network: 'mainnet',
      kind: 'account',
      payload: key,
      canonical: 'H4JcMPicKkHcxxDjkyyrLoQj7Kcibd9t815ak4UvTr9M',
      notes: ['no-checksum'],
    });
  });

  it('is that of @solana/kit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const address = solana.address(key);
        expect(address).toBe(getAddressDecoder().decode(key));
        expect(solana.parse(address).payload).toEqual(
          Uint8Array.from(getAddressEncoder().encode(getAddressDecoder().decode(key))),
        );
        expect(isAddress(address)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('off the curve is told: nobody has a key for it', () => {
    // The associated token account program's derived accounts lie there; a signer's account never does.
    const offCurve = Uint8Array.from({ length: 32 }, () => 2);
    expect(() => ed25519.Point.fromBytes(offCurve)).toThrow();
    expect(solana.parse(solana.address(offCurve)).notes).toEqual(['no-checksum', 'off-curve']);
  });

  it.each([
    ['31 bytes', '1'.repeat(31)],
    ['33 bytes', '1'.repeat(33)],
    ['a foreign character', 'H4JcMPicKkHcxxDjkyyrLoQj7Kcibd9t815ak4UvTr90'],
    ['a space', ' H4JcMPicKkHcxxDjkyyrLoQj7Kcibd9t815ak4UvTr9M'],
    ['nothing', ''],
    ['a flood', '1'.repeat(100_000)],
  ])('is refused: %s', (_, text) => {
    expect(() => solana.parse(text)).toThrow(refusal('DRXA_ADDRESS_FORMAT', 'address'));
  });

  it('is the same on every network of the chain, and of no other', () => {
    const key = new Uint8Array(32).fill(7);
    expect(solana.address(key, { network: 'devnet' })).toBe(solana.address(key));
    expect(solana.parse(solana.address(key), { network: 'devnet' }).network).toBe('devnet');
    expect(() => solana.address(key, { network: 'moonnet' })).toThrow(
      refusal('DRXA_FIELD_INVALID', 'network'),
    );
    expect(() => solana.address(new Uint8Array(33))).toThrow(refusal('DRXA_KEY_INVALID', 'publicKey'));
  });
});

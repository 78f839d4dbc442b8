import { base58 } from '@scure/base';
import { getOffchainMessageDecoder } from '@solana/kit';
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../encoding/hex.ts';
import { engine } from '../engine/noble.ts';
import { signSolanaMessage } from './solana-offchain.ts';

const privateKey = new Uint8Array(32).fill(0x46);
const owner = base58.encode(engine.ed25519PublicKey(privateKey));
const mint = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const refusal = (field: string): object =>
  expect.objectContaining({ code: 'DRXA_TX_INVALID', field }) as object;

describe('K17: an off-chain message', () => {
  const texts = ['I own this account', 'Grüße', 'a'.repeat(1_147), 'a'.repeat(1_148), 'ü'.repeat(2_000)];

  it.each(texts.map((text) => [text.length, text]))('of %d characters is read by kit', (_length, message) => {
    const { bytes, signature, from } = signSolanaMessage({ privateKey, message, application: mint });
    const read = getOffchainMessageDecoder().decode(bytes);
    expect(read).toMatchObject({
      version: 0,
      applicationDomain: mint,
      content: { text: message },
      requiredSignatories: [{ address: owner }],
    });
    expect(from).toBe(owner);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(base58.decode(from)).toString('base64url') };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, bytes, publicKey, base58.decode(signature))).toBe(true);
  });

  it('has its preamble byte by byte', () => {
    expect(toHex(signSolanaMessage({ privateKey, message: 'hi' }).bytes)).toBe(
      `ff736f6c616e61206f6666636861696e00${'00'.repeat(32)}0001${toHex(base58.decode(owner))}02006869`,
    );
  });

  it.each([
    ['an empty one', { message: '' }, 'message'],
    ['one that is too long', { message: 'a'.repeat(65_536) }, 'message'],
    ['half a character', { message: '\ud800' }, 'message'],
    ['an application that is no address', { message: 'a', application: 'x' }, 'application'],
  ])('refuses %s', (_what, request, field) => {
    expect(() => signSolanaMessage({ privateKey, ...request })).toThrow(refusal(field));
  });
});

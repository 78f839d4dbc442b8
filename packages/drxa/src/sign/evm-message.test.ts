import { hashMessage, verifyMessage } from 'ethers';
import fc from 'fast-check';
import { recoverMessageAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import { signPersonalMessage } from './evm-message.ts';

const privateKey = new Uint8Array(32).fill(0x46);
const owner = '0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F';

describe('K17: personal_sign', () => {
  it('ethers and viem find the signer of any text', async () => {
    const texts = fc
      .string({ unit: 'grapheme', maxLength: 200 })
      .filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text));
    await fc.assert(
      fc.asyncProperty(texts, async (message) => {
        const { signature, hash, from } = signPersonalMessage({ privateKey, message });
        expect(from).toBe(owner);
        expect(hash).toBe(hashMessage(message));
        expect(verifyMessage(message, signature)).toBe(owner);
        expect(await recoverMessageAddress({ message, signature: signature as `0x${string}` })).toBe(owner);
      }),
      { numRuns: 60 },
    );
  });

  it('takes lines and tabs, as sign-in texts have them', () => {
    const message = 'example.org wants you to sign in\n\nURI:\thttps://example.org\r\n';
    expect(verifyMessage(message, signPersonalMessage({ privateKey, message }).signature)).toBe(owner);
  });

  it('is the same for the same request', () => {
    const request = { privateKey, message: 'a' };
    expect(signPersonalMessage(request)).toEqual(signPersonalMessage(request));
  });

  it.each([
    ['a digest in bytes', new Uint8Array(32) as unknown as string],
    ['a digest as text', String.fromCharCode(...Array.from({ length: 32 }, (_, at) => at))],
    ['half a character', '\ud800'],
    ['a text that is too long', 'a'.repeat(65_537)],
  ])('refuses %s', (_what, message) => {
    expect(() => signPersonalMessage({ privateKey, message })).toThrow(
      expect.objectContaining({ code: 'DRXA_TX_INVALID', field: 'message' }) as object,
    );
  });

  it('refuses a key that is none', () => {
    expect(() => signPersonalMessage({ privateKey: new Uint8Array(32), message: 'a' })).toThrow(
      expect.objectContaining({ code: 'DRXA_KEY_INVALID' }) as object,
    );
  });
});

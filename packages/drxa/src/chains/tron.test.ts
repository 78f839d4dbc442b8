import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { SigningKey } from 'ethers';
import fc from 'fast-check';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { fromHex } from '../encoding/hex.ts';
import { createRoot } from '../root.ts';
import { ethereum } from './ethereum.ts';
import { tron } from './tron.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const publicKeyOf = (privateKey: Uint8Array): Uint8Array => secp256k1.getPublicKey(privateKey, false);
const refusal = (code: string): object => expect.objectContaining({ code }) as object;

describe('tron addresses', () => {
  it('are those of published keys', () => {
    expect(tron.address(publicKeyOf(new Uint8Array(32).fill(0x46)))).toBe(
      'TQLCsShbQNXMTVCjprY64qZmEA4rBarpQp',
    );
  });

  it('are at the account of the same key on Ethereum, in another text', () => {
    const key = publicKeyOf(new Uint8Array(32).fill(0x46));
    expect(tron.parse(tron.address(key)).payload).toEqual(ethereum.parse(ethereum.address(key)).payload);
  });

  it('K3: belong to whoever signs with the key: the address of the recovered key is the same', () => {
    const scope = createRoot(seed).scope('wallet');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.uint8Array({ maxLength: 64 }),
        (index, message) => {
          const place = { userId: 'ada', index };
          const digest = sha256(message);
          const signer = new SigningKey(scope.privateKey({ ...place, family: 'tron' }));
          const recovered = SigningKey.recoverPublicKey(digest, signer.sign(digest));
          expect(tron.address(fromHex(recovered.slice(2)))).toBe(scope.address({ ...place, chain: tron }));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('K3: hash both coordinates of the key; the defect hashed one, to an address nobody has a key for', () => {
    // The key by which the defect was shown, in the older scheme.
    const oldSeed = fromHex('6aeb8aa877e9bc8c26fc6a6d4d852e41d51e4bf62266f1fa9914060a6b35a5a6');
    const message = new TextEncoder().encode('wallet:8a3c6134-a1de-467c-b2d3-075d138370a1:tron:0');
    const address = tron.address(publicKeyOf(hmac(sha512, oldSeed, message).subarray(0, 32)));
    expect(address).toBe('TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLu');
    expect(address).not.toBe('TQs9GEuxUJZXQv4yhZikESm8ryprzgLhSC');
  });

  it('have the key where wallets look for it', () => {
    expect(tron.coinType).toBe(195);
    expect(tron.forms[0].path?.({ account: 0, change: 0, index: 5 })).toBe("m/44'/195'/0'/0/5");
  });

  it('are refused for what is no key or no point', () => {
    const offCurve = concat(Uint8Array.of(2), new Uint8Array(32).fill(0xff));
    for (const key of [new Uint8Array(20), offCurve]) {
      expect(() => tron.address(key)).toThrow(refusal('DRXA_KEY_INVALID'));
    }
    expect(() => tron.address(publicKeyOf(seed), { network: 'ropsten' })).toThrow(
      refusal('DRXA_FIELD_INVALID'),
    );
  });
});

describe('reading a tron address', () => {
  const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

  it('gives the account of the contract of USDT', () => {
    expect(tron.parse(usdt, { network: 'mainnet' })).toEqual({
      chain: 'tron',
      network: 'mainnet',
      kind: 'account',
      payload: fromHex('a614f803b6fd780986a42c78ec9c7f77e6ded13c'),
      canonical: usdt,
      notes: [],
    });
    expect(tron.parse(usdt, { network: 'nile' }).network).toBe('nile');
  });

  it.each([
    ['a changed character', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u', 'DRXA_ADDRESS_CHECKSUM'],
    ['a character outside the alphabet', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj60', 'DRXA_ADDRESS_FORMAT'],
    ['the version of another chain', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'DRXA_ADDRESS_FORMAT'],
    ['another length', encodeBase58Check(new Uint8Array(22).fill(0x41)), 'DRXA_ADDRESS_FORMAT'],
    ['hex', '41a614f803b6fd780986a42c78ec9c7f77e6ded13c', 'DRXA_ADDRESS_FORMAT'],
    ['nothing', '', 'DRXA_ADDRESS_FORMAT'],
  ])('refuses %s', (_, text, code) => {
    expect(() => tron.parse(text)).toThrow(refusal(code));
  });
});

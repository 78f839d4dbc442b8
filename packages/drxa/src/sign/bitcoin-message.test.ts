import { secp256k1 } from '@noble/curves/secp256k1.js';
import { base64 } from '@scure/base';
import { RawWitness } from '@scure/btc-signer/script.js';
import { Transaction } from 'bitcoinjs-lib';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { bitcoin } from '../chains/bitcoin.ts';
import { decodeBase58Check } from '../encoding/base58check.ts';
import { toHex } from '../encoding/hex.ts';
import { bip322Hash, bip322ToSpend, signBitcoinMessage } from './bitcoin-message.ts';
import { scriptsOf } from './bitcoin-script.ts';

/** The key of BIP-322's vectors. */
const wif = decodeBase58Check('L3VFeEujGtevx9w18HD1fhRbCH67Az2dpCymeRE1SoPK6XQtaN2k') as Uint8Array;
const privateKey = wif.slice(1, 33);
const publicKey = secp256k1.getPublicKey(privateKey, true);
const core = createRequire(import.meta.url)('secp256k1') as {
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  signatureImport(der: Uint8Array): Uint8Array;
};

describe('K17: BIP-322', () => {
  it.each([
    [
      '',
      'c90c269c4f8fcbe6880f72a721ddfbf1914268a794cbb21cfafee13770ae19f1',
      'c5680aa69bb8d860bf82d4e9cd3504b55dde018de765a91bb566283c545a99a7',
      'AkgwRQIhAPkJ1Q4oYS0htvyuSFHLxRQpFAY56b70UvE7Dxazen0ZAiAtZfFz1S6T6I23MWI2lK/pcNTWncuyL8UL+oMdydVgzAEhAsfxIAMZZEKUPYWI4BruhAQjzFT8FSFSajuFwrDL1Yhy',
    ],
    [
      'Hello World',
      'f0eb03b1a75ac6d9847f55c624a99169b5dccba2a31f5b23bea77ba270de0a7a',
      'b79d196740ad5217771c1098fc4a4b51e0535c32236c71f1ea4d61a2d603352b',
      'AkgwRQIhAOzyynlqt93lOKJr+wmmxIens//zPzl9tqIOua93wO6MAiBi5n5EyAcPScOjf1lAqIUIQtr3zKNeavYabHyR8eGhowEhAsfxIAMZZEKUPYWI4BruhAQjzFT8FSFSajuFwrDL1Yhy',
    ],
  ])(
    'has the hash, the first transaction and a signature of its vector for "%s"',
    (message, hash, id, signature) => {
      expect(toHex(bip322Hash(message))).toBe(hash);
      const toSpend = bip322ToSpend(message, scriptsOf(bitcoin, publicKey)[0].script);
      expect(Transaction.fromBuffer(toSpend).getId()).toBe(id);
      expect(signBitcoinMessage({ privateKey, message })).toEqual({
        from: 'bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l',
        signature,
        format: 'simple',
      });
    },
  );

  it('signs for a taproot address as in the vector of Bitcoin Core’s tests', () => {
    expect(signBitcoinMessage({ privateKey, message: 'Hello World', form: 'p2tr' })).toEqual({
      from: 'bc1ppv609nr0vr25u07u95waq5lucwfm6tde4nydujnu8npg4q75mr5sxq8lt3',
      signature:
        'AUHd69PrJQEv+oKTfZ8l+WROBHuy9HKrbFCJu7U1iK2iiEy1vMU5EfMtjc+VSHM7aU0SDbak5IUZRVno2P5mjSafAQ==',
      format: 'simple',
    });
  });

  it.each(['p2pkh', 'p2sh-p2wpkh'])('signs the whole second transaction for %s', (form) => {
    const message = 'I own this address';
    const { signature, format, from } = signBitcoinMessage({ privateKey, message, form, network: 'testnet' });
    expect(format).toBe('full');
    expect(from).toBe(bitcoin.address(publicKey, { form, network: 'testnet' }));
    const { script } = scriptsOf(bitcoin, publicKey).find((one) => one.form === form)!;
    const toSign = Transaction.fromBuffer(base64.decode(signature));
    const spent = Transaction.fromBuffer(bip322ToSpend(message, script));
    expect(toHex(toSign.ins[0].hash)).toBe(toHex(spent.getHash()));
    expect(toSign.outs.map(({ script: out, value }) => [toHex(out), value])).toEqual([['6a', 0n]]);
    const [der, key] =
      form === 'p2pkh'
        ? [toSign.ins[0].script.subarray(1, 1 + toSign.ins[0].script[0]), toSign.ins[0].script.slice(-33)]
        : toSign.ins[0].witness;
    const pkh = scriptsOf(bitcoin, publicKey).find((one) => one.form === 'p2pkh')!.script;
    const digest =
      form === 'p2pkh' ? toSign.hashForSignature(0, pkh, 1) : toSign.hashForWitnessV0(0, pkh, 0n, 1);
    expect(toHex(key)).toBe(toHex(publicKey));
    expect(core.ecdsaVerify(core.signatureImport(der.subarray(0, -1)), digest, key)).toBe(true);
  });

  it('a simple signature is the witness alone', () => {
    const { signature } = signBitcoinMessage({ privateKey, message: 'a' });
    const [, key] = RawWitness.decode(base64.decode(signature));
    expect(toHex(key)).toBe(toHex(publicKey));
  });

  it.each([
    ['half a character', '\ud800'],
    ['a text that is too long', 'a'.repeat(65_537)],
    ['what is no text', 7 as unknown as string],
  ])('refuses %s', (_what, message) => {
    expect(() => signBitcoinMessage({ privateKey, message })).toThrow(
      expect.objectContaining({ code: 'DRXA_TX_INVALID', field: 'message' }) as object,
    );
  });

  it('refuses a form, a network or a key that there is not', () => {
    const refused = (change: object): unknown => {
      try {
        return signBitcoinMessage({ privateKey, message: 'a', ...change });
      } catch (error) {
        return (error as { field?: string }).field;
      }
    };
    expect(refused({ form: 'p2wsh' })).toBe('form');
    expect(refused({ network: 'simnet' })).toBe('network');
    expect(refused({ privateKey: new Uint8Array(32) })).toBe('privateKey');
  });
});

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { dogecoin } from './dogecoin.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const hash = Uint8Array.from({ length: 20 }, (_, i) => i);
const text = (version: number): string => encodeBase58Check(concat(Uint8Array.of(version), hash));
const refusal = (code: string): object => expect.objectContaining({ code }) as object;

describe('dogecoin addresses', () => {
  it('pay the key 0x46 × 32 by p2pkh', () => {
    expect(dogecoin.address(keyOf46)).toBe('DNRTC6GZ5evmM7BZWwPqF54fyDqUqULMyu');
    expect(dogecoin.address(keyOf46)).toMatch(/^D/);
    expect(dogecoin.address(keyOf46, { network: 'testnet' })).toMatch(/^n/);
  });

  it('have keys of their own in the place where wallets look for them', () => {
    expect(
      dogecoin.forms.map((form) => [form.family, form.path?.({ account: 3, change: 0, index: 9 })]),
    ).toEqual([['doge-p2pkh', "m/44'/3'/3'/0/9"]]);
  });

  it.each([
    ['mainnet', 0x1e, 0x16],
    ['testnet', 0x71, 0xc4],
    ['regtest', 0x6f, 0xc4],
  ])('of keys and of scripts are read on %s', (network, key, script) => {
    for (const [version, kind] of [
      [key, 'p2pkh'],
      [script, 'p2sh'],
    ] as const) {
      expect(dogecoin.parse(text(version), { network })).toEqual({
        chain: 'dogecoin',
        network,
        kind,
        payload: hash,
        canonical: text(version),
        notes: [],
      });
    }
  });

  it('of scripts begin as published', () => {
    expect(text(0x16)).toMatch(/^[9A]/);
  });

  it('are refused on another network, with a foreign version, of another length, and in bech32', () => {
    expect(() => dogecoin.parse('DNRTC6GZ5evmM7BZWwPqF54fyDqUqULMyu', { network: 'testnet' })).toThrow(
      refusal('DRXA_ADDRESS_NETWORK'),
    );
    for (const options of [{}, { network: 'mainnet' }]) {
      expect(() => dogecoin.parse(text(0x30), options)).toThrow(refusal('DRXA_ADDRESS_FORMAT'));
    }
    const longer = encodeBase58Check(concat(Uint8Array.of(0x1e), hash, hash));
    expect(() => dogecoin.parse(longer)).toThrow(refusal('DRXA_ADDRESS_FORMAT'));
    expect(() => dogecoin.parse('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')).toThrow(
      refusal('DRXA_ADDRESS_FORMAT'),
    );
  });
});

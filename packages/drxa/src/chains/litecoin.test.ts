import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { encodeSegwit } from '../encoding/segwit-text.ts';
import { bitcoin } from './bitcoin.ts';
import { litecoin } from './litecoin.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const hash = Uint8Array.from({ length: 20 }, (_, i) => i);
const script = (version: number): string => encodeBase58Check(concat(Uint8Array.of(version), hash));

describe('litecoin addresses', () => {
  it('are written as p2wpkh, or as p2pkh beginning with L', () => {
    expect(litecoin.address(keyOf46)).toBe('ltc1qhkfq3zahaqkkzx5mjnamwjsfpq2jk7z0tamvsu');
    expect(litecoin.address(keyOf46, { form: 'p2pkh' })).toMatch(/^L/);
    expect(litecoin.address(keyOf46, { network: 'testnet' })).toMatch(/^tltc1q/);
    expect(litecoin.address(keyOf46, { network: 'regtest' })).toMatch(/^rltc1q/);
  });

  it('have keys of their own in the places where wallets look for them', () => {
    const at = { account: 0, change: 1, index: 2 };
    expect(litecoin.forms.map((form) => [form.family, form.path?.(at)])).toEqual([
      ['ltc-p2wpkh', "m/84'/2'/0'/1/2"],
      ['ltc-p2pkh', "m/44'/2'/0'/1/2"],
    ]);
  });

  it.each(['testnet', 'regtest'])('of keys on %s have the version of Bitcoin there', (network) => {
    const options = { form: 'p2pkh', network };
    expect(litecoin.address(keyOf46, options)).toBe(bitcoin.address(keyOf46, options));
  });

  it('are read as taproot too', () => {
    const text = encodeSegwit('ltc', { version: 1, program: new Uint8Array(32).fill(7) });
    expect(text).toMatch(/^ltc1p/);
    expect(litecoin.parse(text)).toMatchObject({
      kind: 'p2tr',
      network: 'mainnet',
      canonical: text,
      notes: [],
    });
  });

  it.each([
    ['mainnet', 0x32, 0x05, /^M/],
    ['testnet', 0x3a, 0xc4, /^Q/],
    ['regtest', 0x3a, 0xc4, /^Q/],
  ])(
    'of scripts on %s are read in both versions and stored in the newer one',
    (network, newer, older, first) => {
      expect(script(newer)).toMatch(first);
      const read = { chain: 'litecoin', network, kind: 'p2sh', payload: hash, canonical: script(newer) };
      expect(litecoin.parse(script(newer), { network })).toEqual({ ...read, notes: [] });
      expect(litecoin.parse(script(older), { network })).toEqual({ ...read, notes: ['old-version'] });
    },
  );

  it('in the older version are of Bitcoin as well, in the newer one not', () => {
    expect(bitcoin.parse(script(0x05)).payload).toEqual(hash);
    expect(() => bitcoin.parse(script(0x32))).toThrow(
      expect.objectContaining({ code: 'DRXA_ADDRESS_FORMAT' }),
    );
  });

  it('are refused on another network', () => {
    expect(() => litecoin.parse(script(0x32), { network: 'regtest' })).toThrow(
      expect.objectContaining({ code: 'DRXA_ADDRESS_NETWORK' }),
    );
  });
});

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { dash } from './dash.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const hash = Uint8Array.from({ length: 20 }, (_, i) => i);
const text = (version: number): string => encodeBase58Check(concat(Uint8Array.of(version), hash));
const refusal = (code: string): object => expect.objectContaining({ code }) as object;

describe('dash addresses', () => {
  it('pay the key 0x46 × 32 by p2pkh', () => {
    expect(dash.address(keyOf46)).toBe('XsyCV5yojxF4y3bYeEiVYqarvRgsWFELZL');
    expect(dash.address(keyOf46)).toMatch(/^X/);
    expect(dash.address(keyOf46, { network: 'testnet' })).toMatch(/^y/);
  });

  it('have keys of their own in the place where wallets look for them', () => {
    expect(dash.forms.map((form) => [form.family, form.path?.({ account: 3, change: 0, index: 9 })])).toEqual(
      [['dash-p2pkh', "m/44'/5'/3'/0/9"]],
    );
  });

  it.each([
    ['mainnet', 0x4c, 0x10],
    ['testnet', 0x8c, 0x13],
    ['regtest', 0x8c, 0x13],
  ])('of keys and of scripts are read on %s', (network, key, script) => {
    for (const [version, kind] of [
      [key, 'p2pkh'],
      [script, 'p2sh'],
    ] as const) {
      expect(dash.parse(text(version), { network })).toEqual({
        chain: 'dash',
        network,
        kind,
        payload: hash,
        canonical: text(version),
        notes: [],
      });
    }
  });

  it('of scripts begin as published', () => {
    expect(text(0x10)).toMatch(/^7/);
  });

  it('are refused on another network, with a foreign version, of another length, and in bech32', () => {
    expect(() => dash.parse('XsyCV5yojxF4y3bYeEiVYqarvRgsWFELZL', { network: 'testnet' })).toThrow(
      refusal('DRXA_ADDRESS_NETWORK'),
    );
    expect(() => dash.parse(text(0x30))).toThrow(refusal('DRXA_ADDRESS_FORMAT'));
    const longer = encodeBase58Check(concat(Uint8Array.of(0x4c), hash, hash));
    expect(() => dash.parse(longer)).toThrow(refusal('DRXA_ADDRESS_FORMAT'));
    expect(() => dash.parse('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')).toThrow(
      refusal('DRXA_ADDRESS_FORMAT'),
    );
  });
});

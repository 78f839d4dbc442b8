import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { dash } from './dash.ts';
import { dogecoin } from './dogecoin.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const hash = Uint8Array.from({ length: 20 }, (_, i) => i);
const text = (version: number): string => encodeBase58Check(concat(Uint8Array.of(version), hash));
const refusal = (code: string): object => expect.objectContaining({ code }) as object;

/** The chains without segwit: version bytes of keys and scripts by network, and what is published of them. */
describe.each([
  {
    chain: dash,
    of46: 'XsyCV5yojxF4y3bYeEiVYqarvRgsWFELZL',
    family: 'dash-p2pkh',
    path: "m/44'/5'/3'/0/9",
    networks: [
      ['mainnet', 0x4c, 0x10],
      ['testnet', 0x8c, 0x13],
      ['regtest', 0x8c, 0x13],
    ],
    firstLetters: { main: /^X/, test: /^y/, script: /^7/ },
  },
  {
    chain: dogecoin,
    of46: 'DNRTC6GZ5evmM7BZWwPqF54fyDqUqULMyu',
    family: 'doge-p2pkh',
    path: "m/44'/3'/3'/0/9",
    networks: [
      ['mainnet', 0x1e, 0x16],
      ['testnet', 0x71, 0xc4],
      ['regtest', 0x6f, 0xc4],
    ],
    firstLetters: { main: /^D/, test: /^n/, script: /^[9A]/ },
  },
] as const)('$chain.name addresses', ({ chain, of46, family, path, networks, firstLetters }) => {
  it('pay the key 0x46 × 32 by p2pkh, and begin as published', () => {
    expect(chain.address(keyOf46)).toBe(of46);
    expect(of46).toMatch(firstLetters.main);
    expect(chain.address(keyOf46, { network: 'testnet' })).toMatch(firstLetters.test);
    const [[, , script]] = networks;
    expect(text(script)).toMatch(firstLetters.script);
  });

  it('have keys of their own in the place where wallets look for them', () => {
    const at = { account: 3, change: 0, index: 9 };
    expect(chain.forms.map((form) => [form.family, form.path?.(at)])).toEqual([[family, path]]);
  });

  const versions = networks.map(([network, key, script]) => ({ network, key, script }));
  it.each(versions)('of keys and of scripts are read on $network', ({ network, key, script }) => {
    for (const [version, kind] of [
      [key, 'p2pkh'],
      [script, 'p2sh'],
    ] as const) {
      expect(chain.parse(text(version), { network })).toEqual({
        chain: chain.name,
        network,
        kind,
        payload: hash,
        canonical: text(version),
        notes: [],
      });
    }
  });

  it('are refused on another network, with a foreign version, of another length, and in bech32', () => {
    expect(() => chain.parse(of46, { network: 'testnet' })).toThrow(refusal('DRXA_ADDRESS_NETWORK'));
    for (const options of [{}, { network: 'mainnet' }]) {
      expect(() => chain.parse(text(0x30), options)).toThrow(refusal('DRXA_ADDRESS_FORMAT'));
    }
    const [[, key]] = networks;
    const longer = encodeBase58Check(concat(Uint8Array.of(key), hash, hash));
    expect(() => chain.parse(longer)).toThrow(refusal('DRXA_ADDRESS_FORMAT'));
    expect(() => chain.parse('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')).toThrow(
      refusal('DRXA_ADDRESS_FORMAT'),
    );
  });
});

import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRoot } from '../root.ts';
import { sr25519 } from '../sr25519.ts';
import { algorand } from './algorand.ts';
import { aptos } from './aptos.ts';
import { cardano } from './cardano.ts';
import type { Chain } from './chain.ts';
import { multiversx } from './multiversx.ts';
import { near } from './near.ts';
import { stellar } from './stellar.ts';
import { acala, astar, bifrost, centrifuge, kusama, polkadot, substrate } from './substrate.ts';
import { sui } from './sui.ts';
import { tezos } from './tezos.ts';
import { ton } from './ton.ts';

// What all chains whose keys have 32 bytes have in common. What is a chain's own stands beside its file.

const SUBSTRATE = [polkadot, kusama, substrate, astar, bifrost, acala, centrifuge];
const CHAINS: Chain[] = [near, aptos, sui, ...SUBSTRATE, cardano, ton, stellar, algorand, tezos, multiversx];
const named = CHAINS.map((chain) => ({ name: chain.name, chain }));

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('addresses of the seed 00 01 … 1f, scope wallet, index 0', () => {
  const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
  const scope = createRoot(seed, { sr25519 }).scope('wallet');
  const userId = '8a3c6134-a1de-467c-b2d3-075d138370a1';

  it.each([
    [aptos, '0xf3a28fb2b9ba2fa5ca6d5aff8b55ff39661bd0017c602308283de167dd428e33'],
    [sui, '0x667eaa6f2ee42deaea64869a38381b37d770fb6e9081712aaf24d4b80ad9ea0e'],
    [polkadot, '1c5QLg8zgXxSir2MZt9hiYLPMoH9hZgDbhoete6KPFfWt81'],
    [ton, 'UQB64tSjFXJjcgfVLbHm85a9awUq9b_glqXdelpRptb0cLEj'],
    [algorand, 'PJE73H6BS7OMTJYQKXWRRQC5IW4QJIGC5Z67QYRAGF5RJCHQAF4YACPTTA'],
    [tezos, 'tz1TDQPzYjiCBhyUyrehGJVjoCkro8i3VoTE'],
    [multiversx, 'erd177sywwdysuau6exa4e9c58hu4klr00qjpmspg6ycf86v3jppwcgsgqgz7p'],
    [cardano, 'addr1v8q6vm6rhvzq4lm38qvpsfvedhu4jzkwu2e3al4rgdexlcqctegms'],
  ] as [Chain, string][])('K17: $name', (chain, address) => {
    expect(scope.address({ userId, chain })).toBe(address);
  });

  it.each(named)('$name writes the key of its form and index', ({ chain }) => {
    const publicKey = scope.publicKey({ userId, family: chain.forms[0].family, index: 3 });
    expect(scope.address({ userId, chain, index: 3 })).toBe(chain.address(publicKey));
    expect(scope.address({ userId, chain, index: 4 })).not.toBe(chain.address(publicKey));
  });
});

describe('addresses of the private key 46 46 … 46', () => {
  const publicKey = ed25519.getPublicKey(new Uint8Array(32).fill(0x46));

  it.each([
    [ton, 'UQAoYT8nMLfeNh6h0uIoK_wLm9JkvxiGxJDr6GRXJGu2Zked'],
    [aptos, '0xce2fd04ac9efa74f17595e5785e847a2399d7e637f5e8179244f76191f653276'],
    [sui, '0x870deb25d5c0a4d7250d52d5cd58dacca2d51eb2a120a979b13384cd52e21e1b'],
    [polkadot, '16PpFrXrC6Ko3pYcyMAx6gPMp3mFFaxgyYMt4G5brkgNcSz8'],
    [tezos, 'tz1gcEWswVU6dxfNQWbhTgaZrUrNUFwrsT4z'],
    [multiversx, 'erd1a6f6fan035ttsxdmn04ellxdlnwpgyhg0lhx5vjv92v6rc8xw9yq83344f'],
  ] as [Chain, string][])('K17: $name', (chain, address) => {
    expect(chain.address(publicKey)).toBe(address);
  });
});

describe.each(named)('every address of $name', ({ chain }) => {
  const places = chain.networks.flatMap((network) =>
    chain.forms.filter(({ name }) => name !== 'base').map((form) => ({ network, form: form.name })),
  );

  it('is read as what was written', () => {
    fc.assert(
      fc.property(anyKey, fc.constantFrom(...places), (key, place) => {
        const text = chain.address(key, place);
        const parsed = chain.parse(text, { network: place.network });
        expect(parsed).toMatchObject({ chain: chain.name, network: place.network, canonical: text });
        expect(chain.parse(parsed.canonical, { network: place.network })).toEqual(parsed);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is of its key alone', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (one, other) => {
        const differ = one.some((byte, i) => byte !== other[i]);
        expect(chain.address(one) !== chain.address(other)).toBe(differ);
      }),
    );
  });

  it('refuses text that is none, and says so without repeating it', () => {
    const texts = [
      '',
      ' ',
      '0',
      'drxa',
      '1'.repeat(5_000),
      'Ŝ'.repeat(56),
      ` ${chain.address(new Uint8Array(32))}`,
    ];
    for (const text of texts) {
      let message = '';
      try {
        chain.parse(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'DRXA_ADDRESS_FORMAT', field: 'address' });
        message = (error as Error).message;
      }
      expect(message).toContain(`not of ${chain.name}`);
      if (text.length > 4) expect(message).not.toContain(text.trim());
    }
  });

  it('is refused with one character lost or doubled', () => {
    const text = chain.address(new Uint8Array(32).fill(7));
    for (let at = 0; at < text.length; at++) {
      const lost = text.slice(0, at) + text.slice(at + 1);
      const doubled = text.slice(0, at + 1) + text.slice(at);
      expect(() => chain.parse(lost)).toThrow(expect.objectContaining({ field: 'address' }));
      expect(() => chain.parse(doubled)).toThrow(expect.objectContaining({ field: 'address' }));
    }
  });

  it('needs a key of 32 bytes, and a network and form of the chain', () => {
    for (const length of [0, 31, 33, 64, 65]) {
      expect(() => chain.address(new Uint8Array(length))).toThrow(
        expect.objectContaining({ code: 'DRXA_KEY_INVALID', field: 'publicKey' }),
      );
    }
    const network = 'moonnet';
    const unknown = expect.objectContaining({ code: 'DRXA_FIELD_INVALID', field: 'network' }) as Error;
    expect(() => chain.address(new Uint8Array(32), { network })).toThrow(unknown);
    expect(() => chain.parse(chain.address(new Uint8Array(32)), { network })).toThrow(unknown);
  });
});

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l1b';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('an address with one changed character is refused', () => {
  it.each([
    { chain: ton, alphabet: BASE64 },
    { chain: stellar, alphabet: BASE32 },
    { chain: algorand, alphabet: BASE32 },
    { chain: tezos, alphabet: BASE58 },
    { chain: multiversx, alphabet: BECH32 },
    { chain: cardano, alphabet: BECH32 },
  ] as { chain: Chain; alphabet: string }[])('on $chain.name, always', ({ chain, alphabet }) => {
    const text = chain.address(Uint8Array.from({ length: 32 }, (_, i) => 251 * i + 17));
    for (let at = 0; at < text.length; at++) {
      for (const other of alphabet) {
        if (other === text[at]) continue;
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        expect(() => chain.parse(changed), changed).toThrow(expect.objectContaining({ field: 'address' }));
      }
    }
  });
});

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { bytesToWords, encodeBech32 } from '../encoding/bech32-text.ts';
import { COSMOS_CHAINS, celestia, cosmos, cosmosChain, osmosis, sei } from './cosmos.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const text = (hrp: string, length: number): string =>
  encodeBech32(hrp, bytesToWords(new Uint8Array(length).fill(9)), 'bech32');
const refusal = (code: string): object => expect.objectContaining({ code }) as object;

describe('cosmos addresses', () => {
  it('pay the key 0x46 × 32', () => {
    expect(cosmos.address(keyOf46)).toBe('cosmos1hkfq3zahaqkkzx5mjnamwjsfpq2jk7z0emlrvp');
    expect(osmosis.address(keyOf46)).toBe('osmo1hkfq3zahaqkkzx5mjnamwjsfpq2jk7z03qvn6n');
    expect(celestia.address(keyOf46)).toBe('celestia1hkfq3zahaqkkzx5mjnamwjsfpq2jk7z0g3wnkv');
    expect(sei.address(keyOf46)).toBe('sei1hkfq3zahaqkkzx5mjnamwjsfpq2jk7z05hw42q');
  });

  it('K8: are one account on every chain of the table, under its prefix', () => {
    const { payload } = cosmos.parse(cosmos.address(keyOf46));
    for (const spec of Object.values(COSMOS_CHAINS)) {
      const chain = cosmosChain(spec);
      expect(chain.forms[0].family).toBe('cosmos');
      const address = chain.address(keyOf46);
      expect(address.startsWith(`${spec.hrp}1`)).toBe(true);
      expect(chain.parse(address)).toMatchObject({ chain: spec.name, payload, canonical: address });
    }
  });

  it('can be made for a chain that the table lacks', () => {
    const regen = cosmosChain({ name: 'regen', hrp: 'regen' });
    expect(regen.address(keyOf46)).toMatch(/^regen1hkfq3zahaqkkzx5mjnamwjsfpq2jk7z0/);
    expect(regen.aliases).toEqual([]);
    expect(regen.coinType).toBe(118);
    const own = cosmosChain({ name: 'own', hrp: 'own', coinType: 459 });
    expect(own.forms[0].path?.({ account: 0, change: 0, index: 3 })).toBe("m/44'/459'/0'/0/3");
  });

  it('keep their keys under coin type 118, but for three older chains', () => {
    const others = Object.values(COSMOS_CHAINS)
      .map(cosmosChain)
      .filter(({ coinType }) => coinType !== 118);
    expect(others.map(({ name, coinType }) => [name, coinType])).toEqual([
      ['kava', 459],
      ['terra', 330],
      ['thorchain', 931],
    ]);
  });

  it('may need a memo beside them', () => {
    expect(cosmos.tag).toBe('optional');
  });

  it('are refused for what is no key or no network', () => {
    expect(() => cosmos.address(new Uint8Array(20))).toThrow(refusal('DRXA_KEY_INVALID'));
    expect(() => cosmos.address(keyOf46, { network: 'theta' })).toThrow(refusal('DRXA_FIELD_INVALID'));
  });
});

describe('reading a cosmos address', () => {
  it('takes 20 bytes for an account and 32 for one that no plain key stands behind', () => {
    expect(cosmos.parse(text('cosmos', 20))).toEqual({
      chain: 'cosmos',
      network: 'mainnet',
      kind: 'account',
      payload: new Uint8Array(20).fill(9),
      canonical: text('cosmos', 20),
      notes: [],
    });
    expect(cosmos.parse(text('cosmos', 32))).toMatchObject({ kind: 'derived' });
  });

  it('takes capitals, and the network that is asked', () => {
    const read = cosmos.parse(text('cosmos', 20).toUpperCase(), { network: 'testnet' });
    expect(read).toMatchObject({ network: 'testnet', canonical: text('cosmos', 20) });
  });

  it('names both prefixes when it is of another chain, or of a validator', () => {
    expect(() => cosmos.parse(text('osmo', 20))).toThrow(
      'address: not of cosmos: begins with osmo1, not cosmos1',
    );
    expect(() => cosmos.parse(text('cosmosvaloper', 20))).toThrow(refusal('DRXA_ADDRESS_FORMAT'));
  });

  it.each([
    ['21 bytes', text('cosmos', 21), 'DRXA_ADDRESS_FORMAT'],
    ['no bytes', text('cosmos', 0), 'DRXA_ADDRESS_FORMAT'],
    [
      'the newer checksum',
      encodeBech32('cosmos', bytesToWords(new Uint8Array(20)), 'bech32m'),
      'DRXA_ADDRESS_CHECKSUM',
    ],
    ['both cases', text('cosmos', 20).replace('cosmos', 'Cosmos'), 'DRXA_ADDRESS_FORMAT'],
    [
      'left-over bits',
      encodeBech32('cosmos', new Array<number>(33).fill(1), 'bech32'),
      'DRXA_ADDRESS_FORMAT',
    ],
    ['nothing', '', 'DRXA_ADDRESS_FORMAT'],
  ])('refuses %s', (_, address, code) => {
    expect(() => cosmos.parse(address)).toThrow(refusal(code));
  });
});

import { inspect } from 'node:util';
import { ed25519 } from '@noble/curves/ed25519.js';
import { initWasm } from '@trustwallet/wallet-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardano } from './chains/cardano.ts';
import { ethereum } from './chains/ethereum.ts';
import { solana } from './chains/solana.ts';
import { sui } from './chains/sui.ts';
import { ton } from './chains/ton.ts';
import { tron } from './chains/tron.ts';
import { fromHex, toHex } from './encoding/hex.ts';
import type { DrxaErrorCode } from './errors.ts';
import { sr25519 } from './sr25519.ts';
import { createV0Wallet } from './v0.ts';
import type { V0Place } from './v0.ts';

const seed = fromHex('6aeb8aa877e9bc8c26fc6a6d4d852e41d51e4bf62266f1fa9914060a6b35a5a6');
const wallet = createV0Wallet(seed, { sr25519 });
const place = { scope: 'wallet', userId: '8a3c6134-a1de-467c-b2d3-075d138370a1', index: '0' };
const refusal = (code: DrxaErrorCode, field?: string): Error =>
  expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;

describe('the vectors of the old scheme', () => {
  it.each([
    ['bitcoin', '433b9a4282ce1881', 'bc1psekccmw9h5ue27y5t8ap2hhtfn3evczvd9s6mc932cz99c0tvygq9n3tk2'],
    ['ethereum', 'ac605f285a8d8bf0', '0x677EbB542CD5A4489E8d3af2110eE2fb68Fe706d'],
    ['bsc', '6889f81477043087', '0xA97315508c423310dd61585575639704BeE04b7d'],
    ['aptos', 'c5e8e9f4d76094bd', '0xce8d8abcb65b42d6cc07d416f8017450b4783d0fc54bb6c25d19c239fd7d8fc2'],
    ['polkadot', '4b2d50bffe0aed8e', '5FqDSMwFM18vJLvN65Zf6rooWir918KU5vAqTYD4QgASbMrs'],
    [
      'cardano',
      '1e7d5b4dda2c3ecc',
      'addr1q8a0jt9fj8gmt7e2es8jmrej2vgshrkjsnz5hq5a285sag5x55y4qn60ugxqxy3lq4c6hx563sksp8g5r7jdmcyvpyaq3m63jg',
    ],
    ['tron', '7e1d225971c1750b', 'TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLu'],
  ])('%s', (chain, start, address) => {
    expect(toHex(wallet.privateKey({ ...place, chain }).subarray(0, 8))).toBe(start);
    expect(wallet.address({ ...place, chain, network: 'mainnet' })).toBe(address);
  });

  it.each([
    ['near', 'ce36af4912fc56a9'],
    ['ton', '5c88fae3fb913ac6'],
  ])('%s, whose address is that of the key and not the one shown then', (chain, start) => {
    const key = wallet.privateKey({ ...place, chain });
    expect(toHex(key.subarray(0, 8))).toBe(start);
    const address = wallet.address({ ...place, chain });
    const publicKey = ed25519.getPublicKey(key);
    expect(address).toBe(chain === 'near' ? toHex(publicKey) : ton.address(publicKey));
    expect(address).not.toBe(wallet.shownAddress({ ...place, chain }));
  });

  it('K3, K4, K5: the wrong addresses that the old code showed', () => {
    expect(wallet.shownAddress({ ...place, chain: 'tron' })).toBe('TQs9GEuxUJZXQv4yhZikESm8ryprzgLhSC');
    expect(wallet.shownAddress({ ...place, chain: 'near' })).toBe(`${'0'.repeat(56)}301b376a`);
    expect(wallet.shownAddress({ ...place, chain: 'ton' })).toBe(
      'EQBk7plhhlrpylaVaw65egGwOgdobF2vVAsAOv9GhWAugDtG',
    );
    expect(wallet.shownAddress({ ...place, chain: 'solana' })).toBeUndefined();
    expect(wallet.shownAddress({ ...place, chain: 'constructor' })).toBeUndefined();
  });

  it('K5: the key of the address shown for TON, which can be emptied', () => {
    const key = wallet.shownTonKey({ ...place, chain: 'ton' });
    expect(ton.address(ed25519.getPublicKey(key), { bounceable: true })).toBe(
      wallet.shownAddress({ ...place, chain: 'ton' }),
    );
  });
});

describe('other chains of the old scheme', () => {
  it.each([
    ['solana', solana],
    ['sui', sui],
  ])('%s has the address of its key', (chain, codec) => {
    const key = wallet.privateKey({ ...place, chain });
    expect(wallet.address({ ...place, chain })).toBe(codec.address(ed25519.getPublicKey(key)));
  });

  it('an EVM chain of any name has an address of its own', () => {
    const zora = wallet.address({ ...place, chain: 'zora', codec: ethereum });
    expect(ethereum.parse(zora).canonical).toBe(zora);
    expect(zora).not.toBe(wallet.address({ ...place, chain: 'ethereum' }));
  });

  it('K7: a Cardano entry has one key on both networks, and the network must be said', () => {
    const entry = { ...place, chain: 'cardano' };
    expect(() => wallet.address(entry)).toThrow(refusal('DRXA_FIELD_INVALID', 'network'));
    const { paymentPublicKey, stakePublicKey } = wallet.cardanoKeys(entry);
    expect(wallet.address({ ...entry, network: 'testnet' })).toBe(
      cardano.address(paymentPublicKey, { network: 'testnet', form: 'base', stakeKey: stakePublicKey }),
    );
  });

  it('the payment key of a Cardano entry signs for its public key, as wallet-core derives it', async () => {
    const { paymentKey, paymentPublicKey } = wallet.cardanoKeys({ ...place, chain: 'cardano', index: '7' });
    const core = await initWasm();
    const { cardano: coin } = core.CoinType;
    // wallet-core's key of this curve is two extended keys with their chain codes, payment before stake.
    const pair = new Uint8Array(192);
    pair.set(paymentKey);
    pair.set(paymentKey, 96);
    const theirs = core.PrivateKey.createWithData(pair).getPublicKey(coin).data();
    expect(theirs.slice(0, 32)).toEqual(paymentPublicKey);
  });

  it('a Cardano index may be the largest of four bytes', () => {
    const keys = ['4294967294', '4294967295'].map((index) =>
      wallet.cardanoKeys({ ...place, chain: 'cardano', index }),
    );
    expect(new Set(keys.map(({ paymentPublicKey }) => toHex(paymentPublicKey))).size).toBe(2);
  });

  it.each(['', '-1', '1.5', '0x10', '4294967296', 'ada'])('a Cardano index %j is refused', (index) => {
    expect(() => wallet.cardanoKeys({ ...place, chain: 'cardano', index })).toThrow(
      refusal('DRXA_INDEX_RANGE', 'index'),
    );
  });
});

describe('K13: fields of the old scheme', () => {
  const entry: V0Place = { ...place, chain: 'bitcoin' };

  it('with a colon would share a key with others, and are refused unless that is wanted', () => {
    const allowAmbiguous = true;
    const one = { ...entry, scope: 'a', userId: 'b:c' };
    const other = { ...entry, scope: 'a:b', userId: 'c' };
    for (const ambiguous of [one, other]) {
      expect(() => wallet.privateKey(ambiguous)).toThrow(refusal('DRXA_FIELD_INVALID'));
    }
    expect(wallet.privateKey({ ...one, allowAmbiguous })).toEqual(
      wallet.privateKey({ ...other, allowAmbiguous }),
    );
  });

  it('without one have keys of their own', () => {
    const field = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes(':'));
    const entries = fc.record({ scope: field, userId: field, chain: field, index: field });
    const same = (a: V0Place, b: V0Place): boolean =>
      a.scope === b.scope && a.userId === b.userId && a.chain === b.chain && a.index === b.index;
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        expect(toHex(wallet.privateKey(a)) === toHex(wallet.privateKey(b))).toBe(same(a, b));
      }),
      { numRuns: 2_000 },
    );
    expect(wallet.privateKey({ ...entry, index: '0' })).not.toEqual(
      wallet.privateKey({ ...entry, index: '00' }),
    );
  });

  it('must be well-formed text', () => {
    for (const field of ['scope', 'userId', 'chain', 'index'] as const) {
      for (const value of ['\udc00', 0 as unknown as string, undefined as unknown as string]) {
        expect(() => wallet.privateKey({ ...entry, [field]: value })).toThrow(
          refusal('DRXA_FIELD_INVALID', field),
        );
      }
    }
  });
});

describe('a wallet of the old scheme', () => {
  it('knows no address of a name that it does not know', () => {
    expect(() => wallet.address({ ...place, chain: 'dogecoin' })).toThrow(
      refusal('DRXA_UNKNOWN_CHAIN', 'chain'),
    );
  });

  it('takes networks and forms of the chain', () => {
    expect(wallet.address({ ...place, chain: 'bitcoin', network: 'testnet', form: 'p2wpkh' })).toMatch(
      /^tb1q/,
    );
    expect(() => wallet.address({ ...place, chain: 'bitcoin', network: 'moonnet' })).toThrow(
      refusal('DRXA_FIELD_INVALID', 'network'),
    );
    expect(() => wallet.address({ ...place, chain: 'bitcoin', form: 'p2pk' })).toThrow(
      refusal('DRXA_FIELD_INVALID', 'form'),
    );
  });

  it('needs drxa/sr25519 for Polkadot, and for nothing else', () => {
    const plain = createV0Wallet(seed);
    expect(() => plain.address({ ...place, chain: 'polkadot' })).toThrow(
      refusal('DRXA_UNSUPPORTED', 'sr25519'),
    );
    expect(plain.address({ ...place, chain: 'tron' })).toBe(
      tron.parse('TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLu').canonical,
    );
  });

  it('has a seed of 32 bytes, keeps a copy, and shows none of it', () => {
    for (const wrong of [new Uint8Array(31), new Uint8Array(33), '00' as unknown as Uint8Array]) {
      expect(() => createV0Wallet(wrong)).toThrow(refusal('DRXA_SEED_LENGTH', 'seed'));
    }
    const own = Uint8Array.from(seed);
    const other = createV0Wallet(own);
    own.fill(0);
    expect(other.address({ ...place, chain: 'bsc' })).toBe(wallet.address({ ...place, chain: 'bsc' }));
    expect(inspect(other)).toBe('V0Wallet()');
    expect(JSON.stringify(other)).toBe('{"wallet":"v0"}');
  });

  it('gives nothing once it is wiped', () => {
    const gone = createV0Wallet(seed);
    gone.wipe();
    expect(() => gone.privateKey({ ...place, chain: 'bsc' })).toThrow(refusal('DRXA_WIPED'));
    expect(() => gone.address({ ...place, chain: 'cardano', network: 'mainnet' })).toThrow(
      refusal('DRXA_WIPED'),
    );
    expect(() => gone.shownAddress({ ...place, chain: 'near' })).toThrow(refusal('DRXA_WIPED'));
  });
});

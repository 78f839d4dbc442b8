import { base58xrp } from '@scure/base';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { fromHex } from '../encoding/hex.ts';
import { xrp } from './xrp.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const refusal = (code: string): object => expect.objectContaining({ code }) as object;
const account = new Uint8Array(20).fill(3);

/** An X-address by its parts, as XLS-5 lays them out. */
const xAddress = ({ prefix = 0x0544, flags = 0, tag = 0n }): string => {
  const tail = new DataView(new ArrayBuffer(8));
  tail.setBigUint64(0, tag, true);
  return encodeBase58Check(
    concat(
      Uint8Array.of(prefix >> 8, prefix & 0xff),
      account,
      Uint8Array.of(flags),
      new Uint8Array(tail.buffer),
    ),
    base58xrp,
  );
};

describe('xrp addresses', () => {
  it('pay the key 0x46 × 32 on secp256k1', () => {
    expect(xrp.address(keyOf46)).toBe('rJHMeqKu8Ep7Fazx8MQG6JunaafBXz93YQ');
  });

  it('pay the ed25519 key of the documentation', () => {
    const key = fromHex('9434799226374926eda3b54b1b461b4abf7237962eae18528fea67595397fa32');
    expect(xrp.address(key, { form: 'ed25519' })).toBe('rDTXLQ7ZKZVKz33zJbHjgVShjsBnqMBhmN');
  });

  it('pay the key of the genesis account', () => {
    const key = fromHex('0330e7fc9d56bb25d6893ba3f317ae5bcf33b3291bd63db32654a313222f7fd020');
    expect(xrp.address(key)).toBe('rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh');
  });

  it('have two families, one of them where wallets look for it, and may need a tag', () => {
    const at = { account: 0, change: 0, index: 2 };
    expect(xrp.forms.map((form) => [form.name, form.family, form.path?.(at)])).toEqual([
      ['secp256k1', 'xrp', "m/44'/144'/0'/0/2"],
      ['ed25519', 'xrp-ed25519', undefined],
    ]);
    expect(xrp.coinType).toBe(144);
    expect(xrp.tag).toBe('optional');
  });

  it('are refused for a key of the other curve, and for no form or network', () => {
    expect(() => xrp.address(new Uint8Array(32))).toThrow(refusal('DRXA_KEY_INVALID'));
    expect(() => xrp.address(keyOf46, { form: 'ed25519' })).toThrow(refusal('DRXA_KEY_INVALID'));
    expect(() => xrp.address(keyOf46, { form: 'ed448' })).toThrow(refusal('DRXA_FIELD_INVALID'));
    expect(() => xrp.address(keyOf46, { network: 'xahau' })).toThrow(refusal('DRXA_FIELD_INVALID'));
  });
});

describe('reading an xrp address', () => {
  it('takes a classic address on every network', () => {
    for (const network of ['mainnet', 'testnet', 'devnet']) {
      expect(xrp.parse('rrrrrrrrrrrrrrrrrrrrrhoLvTp', { network })).toEqual({
        chain: 'xrp',
        network,
        kind: 'account',
        payload: new Uint8Array(20),
        canonical: 'rrrrrrrrrrrrrrrrrrrrrhoLvTp',
        notes: [],
      });
    }
    expect(xrp.parse('rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh').network).toBe('mainnet');
  });

  it.each([
    // XLS-5, by the reference codec's own table.
    ['X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ', 'mainnet', undefined],
    ['T719a5UwUCnEs54UsxG9CJYYDhwmFCqkr7wxCcNcfZ6p5GZ', 'testnet', undefined],
    ['X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu', 'mainnet', '1'],
    ['T719a5UwUCnEs54UsxG9CJYYDhwmFCvbJNZbi37gBGkRkbE', 'testnet', '1'],
    ['X7AcgcsBL6XDcUb289X4mJ8djcdyKaGo2K5VpXpmCqbV2gS', 'mainnet', '14'],
    ['X7AcgcsBL6XDcUb289X4mJ8djcdyKaLFuhLRuNXPrDeJd9A', 'mainnet', '11747'],
  ])('reads %s as the classic address on %s with the tag %s', (text, network, tag) => {
    const read = xrp.parse(text);
    expect(read).toMatchObject({
      network,
      kind: 'account',
      canonical: 'r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59',
      notes: ['x-address'],
    });
    expect(read.tag).toBe(tag);
    expect(xrp.parse(read.canonical).payload).toEqual(read.payload);
  });

  it('reads each tag of 32 bits, in 1,000 cases', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 0xffff_ffffn }), (tag) => {
        expect(xrp.parse(xAddress({ flags: 1, tag }))).toMatchObject({ payload: account, tag: String(tag) });
      }),
      { numRuns: 1_000, examples: [[0n], [0xffff_ffffn]] },
    );
  });

  it('tells the main network from the test networks by an X-address, and these not from each other', () => {
    const test = xAddress({ prefix: 0x0493 });
    expect(xrp.parse(test).network).toBe('testnet');
    expect(xrp.parse(test, { network: 'devnet' }).network).toBe('devnet');
    expect(() => xrp.parse(test, { network: 'mainnet' })).toThrow(refusal('DRXA_ADDRESS_NETWORK'));
    expect(xrp.parse(xAddress({}), { network: 'mainnet' }).network).toBe('mainnet');
    expect(() => xrp.parse(xAddress({}), { network: 'devnet' })).toThrow(refusal('DRXA_ADDRESS_NETWORK'));
  });

  it.each([
    ['a changed character', 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi', 'DRXA_ADDRESS_CHECKSUM'],
    ["a text in Bitcoin's alphabet", '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'DRXA_ADDRESS_CHECKSUM'],
    ['a character outside the alphabet', 'rHb9CJAWyB4rj91VRWn96DkukG4bwdty0h', 'DRXA_ADDRESS_FORMAT'],
    ['a family seed', 'snoPBrXtMeMyMHUVTgbuqAfg1SUTb', 'DRXA_ADDRESS_FORMAT'],
    ['another version', encodeBase58Check(new Uint8Array(21).fill(1), base58xrp), 'DRXA_ADDRESS_FORMAT'],
    ['an X-address of an unknown prefix', xAddress({ prefix: 0x0545 }), 'DRXA_ADDRESS_FORMAT'],
    ['a tag without its flag', xAddress({ tag: 7n }), 'DRXA_ADDRESS_FORMAT'],
    ['a tag above 32 bits', xAddress({ flags: 1, tag: 1n << 32n }), 'DRXA_ADDRESS_FORMAT'],
    ['the flag of 64-bit tags', xAddress({ flags: 2 }), 'DRXA_ADDRESS_FORMAT'],
    ['nothing', '', 'DRXA_ADDRESS_FORMAT'],
  ])('refuses %s', (_, text, code) => {
    expect(() => xrp.parse(text)).toThrow(refusal(code));
  });
});

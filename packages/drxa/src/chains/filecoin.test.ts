import { blake2b } from '@noble/hashes/blake2.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { initWasm } from '@trustwallet/wallet-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase32 } from '../encoding/base32-text.ts';
import { concat } from '../encoding/bytes.ts';
import { fromHex } from '../encoding/hex.ts';
import { checksummed } from './ethereum.ts';
import { filecoin } from './filecoin.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46), false);
const refusal = (code: string): object => expect.objectContaining({ code }) as object;
const lower = (bytes: Uint8Array): string => encodeBase32(bytes).toLowerCase();

/** An address by its parts: `head` is what its checksum covers before the body. */
const text = (start: string, head: readonly number[], body: Uint8Array): string =>
  start + lower(concat(body, blake2b(concat(Uint8Array.from(head), body), { dkLen: 4 })));

describe('filecoin addresses', () => {
  it('pay the key 0x46 × 32, in either length', () => {
    const address = 'f1qsx7qwiojh5duxbxhbqgnlyx5hmpcf7mcz5oxsy';
    expect(filecoin.address(keyOf46)).toBe(address);
    expect(filecoin.address(secp256k1.getPublicKey(new Uint8Array(32).fill(0x46)))).toBe(address);
  });

  it('pay the key of the reference implementation on the test network', () => {
    const key = fromHex(
      '049402fac37e6432a416a3a0ca5426b5185ab3b24f6134efa25ce487c82d2e4e' +
        '13bf452511e0d2245421f8613bc10d72fa216666a96c3bc13920d3ff233fd0bc05',
    );
    expect(filecoin.address(key, { network: 'testnet' })).toBe('t15ihq5ibzwki2b4ep2f46avlkrqzhpqgtga7pdrq');
  });

  it('have the key where wallets look for it', () => {
    expect(filecoin.forms[0].path?.({ account: 0, change: 0, index: 6 })).toBe("m/44'/461'/0'/0/6");
  });

  it('are refused for what is no key or no network', () => {
    expect(() => filecoin.address(new Uint8Array(33))).toThrow(refusal('DRXA_KEY_INVALID'));
    expect(() => filecoin.address(keyOf46, { network: 'calibration' })).toThrow(
      refusal('DRXA_FIELD_INVALID'),
    );
  });
});

describe('reading a filecoin address', () => {
  it.each([
    ['t15ihq5ibzwki2b4ep2f46avlkrqzhpqgtga7pdrq', 'secp256k1', 20],
    ['t24vg6ut43yw2h2jqydgbg2xq7x6f4kub3bg6as6i', 'actor', 20],
    ['t3vvmn62lofvhjd2ugzca6sof2j2ubwok6cj4xxbfzz4yuxfkgobpihhd2thlanmsh3w2ptld2gqkn2jvlss4a', 'bls', 48],
  ])('reads %s of the reference implementation as %s', (address, kind, length) => {
    const read = filecoin.parse(address);
    expect(read).toMatchObject({
      chain: 'filecoin',
      network: 'testnet',
      kind,
      canonical: address,
      notes: [],
    });
    expect(read.payload).toHaveLength(length);
    const onMain = `f${address.slice(1)}`;
    expect(filecoin.parse(onMain)).toEqual({ ...read, network: 'mainnet', canonical: onMain });
  });

  it.each([
    ['f00', '00'],
    ['f01', '01'],
    ['f0150', '9601'],
    ['f01024', '8008'],
    ['f09223372036854775807', 'ffffffffffffffff7f'],
  ])('reads the actor id %s, which has no checksum', (address, payload) => {
    expect(filecoin.parse(address)).toEqual({
      chain: 'filecoin',
      network: 'mainnet',
      kind: 'id',
      payload: fromHex(payload),
      canonical: address,
      notes: ['no-checksum'],
    });
  });

  it('reads the delegated address of an Ethereum account as wallet-core writes it, in 1,000 cases', async () => {
    const { FilecoinAddressConverter } = await initWasm();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (account) => {
        // An account that begins so stands for an actor id, and has another text.
        fc.pre(account[0] !== 0xff);
        const address = FilecoinAddressConverter.convertFromEthereum(checksummed(account));
        expect(address).toMatch(/^f410f/);
        expect(filecoin.parse(address)).toMatchObject({
          kind: 'delegated',
          payload: concat(Uint8Array.of(10), account),
          canonical: address,
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads delegated addresses of other namespaces, up to 54 bytes', () => {
    const longest = text('f4300f', [4, 0xac, 2], new Uint8Array(54).fill(1));
    expect(filecoin.parse(longest).payload).toEqual(
      concat(Uint8Array.of(0xac, 2), new Uint8Array(54).fill(1)),
    );
    const last = text(
      'f418446744073709551615f',
      [4, ...new Array<number>(9).fill(0xff), 1],
      new Uint8Array(1),
    );
    expect(filecoin.parse(last).payload).toHaveLength(11);
    const empty = text('f40f', [4, 0], new Uint8Array());
    expect(filecoin.parse(empty).payload).toEqual(Uint8Array.of(0));
  });

  const f1 = filecoin.address(keyOf46);
  it.each([
    ['a changed character', `${f1.slice(0, -2)}aa`, 'DRXA_ADDRESS_CHECKSUM'],
    ['a changed protocol', `f2${f1.slice(2)}`, 'DRXA_ADDRESS_CHECKSUM'],
    ['a changed delegated address', text('f411f', [4, 10], new Uint8Array(20)), 'DRXA_ADDRESS_CHECKSUM'],
    ['capitals', `f1${f1.slice(2).toUpperCase()}`, 'DRXA_ADDRESS_FORMAT'],
    // The last of 39 characters holds two bits and three that must be zero.
    ['left-over bits', `${f1.slice(0, -1)}z`, 'DRXA_ADDRESS_FORMAT'],
    ['a padded text', `${f1}=`, 'DRXA_ADDRESS_FORMAT'],
    ['another length', text('f1', [1], new Uint8Array(21)), 'DRXA_ADDRESS_FORMAT'],
    ['less than a checksum', 'f1aa', 'DRXA_ADDRESS_FORMAT'],
    ['an unknown protocol', text('f5', [5], new Uint8Array(20)), 'DRXA_ADDRESS_FORMAT'],
    ['an unknown prefix', `g${f1.slice(1)}`, 'DRXA_ADDRESS_FORMAT'],
    ['an id with a leading zero', 'f001', 'DRXA_ADDRESS_FORMAT'],
    ['an id of 2^63', 'f09223372036854775808', 'DRXA_ADDRESS_FORMAT'],
    ['an id that is no number', 'f0x', 'DRXA_ADDRESS_FORMAT'],
    ['a namespace of 2^64', text('f418446744073709551616f', [4], new Uint8Array(20)), 'DRXA_ADDRESS_FORMAT'],
    ['a namespace with a leading zero', text('f4010f', [4, 10], new Uint8Array(20)), 'DRXA_ADDRESS_FORMAT'],
    ['a sub-address of 55 bytes', text('f410f', [4, 10], new Uint8Array(55)), 'DRXA_ADDRESS_FORMAT'],
    ['nothing', '', 'DRXA_ADDRESS_FORMAT'],
    ['only a protocol', 'f1', 'DRXA_ADDRESS_FORMAT'],
  ])('refuses %s', (_, address, code) => {
    expect(() => filecoin.parse(address)).toThrow(refusal(code));
  });

  it('refuses an address of another network', () => {
    expect(() => filecoin.parse(f1, { network: 'testnet' })).toThrow(refusal('DRXA_ADDRESS_NETWORK'));
    expect(filecoin.parse(f1, { network: 'mainnet' }).network).toBe('mainnet');
  });
});

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { getAddress, computeAddress } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../encoding/bytes.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import type { DrxaErrorCode } from '../errors.ts';
import { checksummed, ethereum } from './ethereum.ts';

const refusal = (code: DrxaErrorCode, field?: string): Error =>
  expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;

/** Of EIP-55. */
const PUBLISHED = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
];

describe('ethereum addresses', () => {
  it.each(PUBLISHED)('are written with the checksum of EIP-55: %s', (address) => {
    expect(checksummed(fromHex(address.slice(2)))).toBe(address);
    expect(ethereum.parse(address)).toMatchObject({ canonical: address, notes: [] });
  });

  it('of private key 1, in both formats of the public key', () => {
    const one = new Uint8Array(32).fill(1, 31);
    for (const short of [true, false]) {
      const key = secp256k1.getPublicKey(one, short);
      expect(ethereum.address(key)).toBe('0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf');
    }
  });

  it('are those of ethers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (account) => {
        expect(checksummed(account)).toBe(getAddress(`0x${toHex(account)}`));
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: secp256k1.Point.Fn.ORDER - 1n }), (scalar) => {
        const key = secp256k1.Point.BASE.multiply(scalar).toBytes(false);
        expect(ethereum.address(key)).toBe(computeAddress(`0x${toHex(key)}`));
      }),
      { numRuns: 30 },
    );
  });

  it('are refused for what is no key or no point', () => {
    const offCurve = concat(Uint8Array.of(2), new Uint8Array(32).fill(0xff));
    for (const key of [new Uint8Array(0), new Uint8Array(33), new Uint8Array(64), offCurve]) {
      expect(() => ethereum.address(key)).toThrow(refusal('DRXA_KEY_INVALID', 'publicKey'));
    }
  });
});

describe('reading an ethereum address', () => {
  const [, , , , address] = PUBLISHED;

  it('in one case says that it had no checksum', () => {
    for (const text of [address.toLowerCase(), `0x${address.slice(2).toUpperCase()}`]) {
      expect(ethereum.parse(text)).toEqual({
        chain: 'ethereum',
        network: 'mainnet',
        kind: 'account',
        payload: fromHex(address.slice(2)),
        canonical: address,
        notes: ['no-checksum'],
      });
    }
    expect(ethereum.parse(`0x${'1'.repeat(40)}`).notes).toEqual(['no-checksum']);
  });

  it.each([
    ['a letter in the other case', address.replace('A', 'a'), 'DRXA_ADDRESS_CHECKSUM'],
    ['another digit', address.replace('5a', '6a'), 'DRXA_ADDRESS_CHECKSUM'],
    ['no 0x', address.slice(2), 'DRXA_ADDRESS_FORMAT'],
    ['0X', address.replace('0x', '0X'), 'DRXA_ADDRESS_FORMAT'],
    ['39 digits', address.slice(0, -1), 'DRXA_ADDRESS_FORMAT'],
    ['41 digits', `${address}0`, 'DRXA_ADDRESS_FORMAT'],
    ['a foreign letter', address.replace('5', 'g'), 'DRXA_ADDRESS_FORMAT'],
    ['a space', ` ${address}`, 'DRXA_ADDRESS_FORMAT'],
    ['a line feed', `${address}\n`, 'DRXA_ADDRESS_FORMAT'],
  ] as [string, string, DrxaErrorCode][])('is refused with %s', (_, text, code) => {
    expect(() => ethereum.parse(text)).toThrow(refusal(code, 'address'));
  });

  it('knows one network', () => {
    expect(() => ethereum.parse(address, { network: 'sepolia' })).toThrow(
      refusal('DRXA_FIELD_INVALID', 'network'),
    );
  });
});

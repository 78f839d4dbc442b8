import { blake2b } from '@noble/hashes/blake2.js';
import { bech32 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToWords, encodeBech32, wordsToBytes } from '../encoding/bech32-text.ts';
import { createRoot } from '../root.ts';
import { cardano } from './cardano.ts';

// The keys and addresses of CIP-19.
const keyText = (text: string): Uint8Array =>
  wordsToBytes(bech32.decode(text as `${string}1${string}`, 128).words)!;
const PAYMENT = keyText('addr_vk1w0l2sr2zgfm26ztc6nl9xy8ghsk5sh6ldwemlpmp9xylzy4dtf7st80zhd');
const STAKE = keyText('stake_vk1px4j0r2fk7ux5p23shz8f3y5y2qam7s954rgf3lg5merqcj6aetsft99wu');
const ENTERPRISE = 'addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8';
const BASE =
  'addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x';
const TEST_ENTERPRISE = 'addr_test1vz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzerspjrlsz';
const TEST_BASE =
  'addr_test1qz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgs68faae';
const SCRIPT_BASE =
  'addr1z8phkx6acpnf78fuvxn0mkew3l0fd058hzquvz7w36x4gten0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgs9yc0hh';
const POINTER = 'addr1gx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer5pnz75xxcrzqf96k';
const REWARD = 'stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw';

const refused = (code: string, field = 'address'): Error => expect.objectContaining({ code, field }) as Error;
const text = (hrp: string, header: number, length: number): string =>
  encodeBech32(hrp, bytesToWords(Uint8Array.of(header, ...new Uint8Array(length).fill(5))), 'bech32', 128);
const pointer = (...numbers: number[]): string =>
  encodeBech32('addr', bytesToWords(Uint8Array.of(0x41, ...new Uint8Array(28), ...numbers)), 'bech32', 128);

describe('cardano', () => {
  it('K17: writes the addresses of CIP-19', () => {
    const base = { form: 'base', stakeKey: STAKE };
    expect(cardano.address(PAYMENT)).toBe(ENTERPRISE);
    expect(cardano.address(PAYMENT, base)).toBe(BASE);
    expect(cardano.address(PAYMENT, { network: 'testnet' })).toBe(TEST_ENTERPRISE);
    expect(cardano.address(PAYMENT, { ...base, network: 'testnet' })).toBe(TEST_BASE);
  });

  it.each([
    ['enterprise', 'mainnet', ENTERPRISE],
    ['enterprise', 'testnet', TEST_ENTERPRISE],
    ['base', 'mainnet', BASE],
    ['base', 'testnet', TEST_BASE],
    ['base', 'mainnet', SCRIPT_BASE],
    ['pointer', 'mainnet', POINTER],
  ])('K17: reads %s of %s', (kind, network, address) => {
    expect(cardano.parse(address)).toMatchObject({ kind, network, canonical: address, notes: [] });
    expect(cardano.parse(address.toUpperCase()).canonical).toBe(address);
  });

  it('K17: reads a reward address, and notes that it takes no payments', () => {
    expect(cardano.parse(REWARD)).toMatchObject({
      kind: 'reward',
      network: 'mainnet',
      notes: ['no-payments'],
    });
  });

  it('reads each base address as what was written', () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(key, key, fc.constantFrom('mainnet', 'testnet'), (payment, stakeKey, network) => {
        const address = cardano.address(payment, { network, form: 'base', stakeKey });
        const parsed = cardano.parse(address, { network });
        expect(parsed).toMatchObject({ kind: 'base', network, canonical: address });
        expect(parsed.payload.slice(1, 29)).toEqual(blake2b(payment, { dkLen: 28 }));
        expect(parsed.payload.slice(29)).toEqual(blake2b(stakeKey, { dkLen: 28 }));
      }),
      { numRuns: 1_000 },
    );
  });

  it('K7: the index enters once, in the key', () => {
    const scope = createRoot(Uint8Array.from({ length: 32 }, (_, i) => i)).scope('wallet');
    for (const index of [0, 1, 7]) {
      const publicKey = scope.publicKey({ userId: 'ada', family: 'cardano', index });
      expect(scope.address({ userId: 'ada', chain: cardano, index })).toBe(cardano.address(publicKey));
    }
    const stakeKey = scope.publicKey({ userId: 'ada', family: 'cardano-stake' });
    const publicKey = scope.publicKey({ userId: 'ada', family: 'cardano', index: 7 });
    expect(stakeKey).not.toEqual(scope.publicKey({ userId: 'ada', family: 'cardano' }));
    expect(scope.address({ userId: 'ada', chain: cardano, index: 7, form: 'base', stakeKey })).toBe(
      cardano.address(publicKey, { form: 'base', stakeKey }),
    );
  });

  it('K7: the main network unless the test network is said, and neither is read as the other', () => {
    expect(cardano.address(PAYMENT)).toBe(cardano.address(PAYMENT, { network: 'mainnet' }));
    expect(() => cardano.parse(TEST_ENTERPRISE, { network: 'mainnet' })).toThrow(
      refused('DRXA_ADDRESS_NETWORK'),
    );
    expect(() => cardano.parse(BASE, { network: 'testnet' })).toThrow(refused('DRXA_ADDRESS_NETWORK'));
  });

  it('takes a stake key for base addresses, and for them alone', () => {
    expect(() => cardano.address(PAYMENT, { form: 'base' })).toThrow(refused('DRXA_KEY_INVALID', 'stakeKey'));
    expect(() => cardano.address(PAYMENT, { form: 'base', stakeKey: STAKE.subarray(1) })).toThrow(
      refused('DRXA_KEY_INVALID', 'stakeKey'),
    );
    expect(() => cardano.address(PAYMENT, { stakeKey: STAKE })).toThrow(
      refused('DRXA_FIELD_INVALID', 'stakeKey'),
    );
  });

  it.each([
    ['a header of another network than the text', text('addr', 0x60, 28)],
    ['a test header in a main text', text('addr_test', 0x61, 28)],
    ['a reward header in a payment text', text('addr', 0xe1, 28)],
    ['a payment header in a reward text', text('stake', 0x61, 28)],
    ['an unknown network', text('addr', 0x62, 28)],
    ['an unknown type', text('addr', 0x91, 28)],
    ['a Byron header', text('addr', 0x81, 28)],
    ['an enterprise address of 27 bytes', text('addr', 0x61, 27)],
    ['an enterprise address of 56 bytes', text('addr', 0x61, 56)],
    ['a base address of 28 bytes', text('addr', 0x01, 28)],
    ['a pointer without numbers', text('addr', 0x41, 28)],
    ['a pointer of two numbers', text('addr', 0x41, 30)],
    ['a pointer of four numbers', text('addr', 0x41, 32)],
    ['a pointer with half a number at its end', pointer(1, 2, 3, 0x84)],
    ['no bytes', encodeBech32('addr', [], 'bech32')],
    ['mixed case', BASE.replace('addr1q', 'addr1Q')],
    ['text of the Byron age', 'Ae2tdPwUPEZFRbyhz3cpfC2CumGzNkFBN2L42rcUc2yjQpEkxDbkPodpMAi'],
  ])('refuses %s', (_, address) => {
    expect(() => cardano.parse(address)).toThrow(refused('DRXA_ADDRESS_FORMAT'));
  });

  it('reads a pointer of three numbers of any length', () => {
    expect(cardano.parse(pointer(1, 2, 3)).kind).toBe('pointer');
    expect(cardano.parse(pointer(0x81, 1, 0x82, 0x83, 2, 3)).kind).toBe('pointer');
  });

  it('refuses bech32m and a changed checksum', () => {
    const words = bech32.decode(BASE as `${string}1${string}`, 128).words;
    for (const address of [encodeBech32('addr', words, 'bech32m', 128), `${BASE.slice(0, -1)}q`]) {
      expect(() => cardano.parse(address)).toThrow(refused('DRXA_ADDRESS_CHECKSUM'));
    }
  });
});

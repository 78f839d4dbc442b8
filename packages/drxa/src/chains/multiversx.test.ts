import { describe, expect, it } from 'vitest';
import { bytesToWords, encodeBech32 } from '../encoding/bech32-text.ts';
import { fromHex } from '../encoding/hex.ts';
import { multiversx } from './multiversx.ts';

const ALICE = fromHex('0139472eff6886771a982f3083da5d421f24c29181e63888228dc81ca60d69e1');
const ALICE_TEXT = 'erd1qyu5wthldzr8wx5c9ucg8kjagg0jfs53s8nr3zpz3hypefsdd8ssycr6th';
const TOKENS = 'erd1qqqqqqqqqqqqqqqpqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzllls8a5w6u';
const refused = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('multiversx', () => {
  it("K17: writes the address of the documentation's Alice", () => {
    expect(multiversx.address(ALICE)).toBe(ALICE_TEXT);
    expect(multiversx.parse(ALICE_TEXT)).toEqual({
      chain: 'multiversx',
      network: 'mainnet',
      kind: 'account',
      payload: ALICE,
      canonical: ALICE_TEXT,
      notes: [],
    });
  });

  it('tells a contract by its eight zero bytes', () => {
    expect(multiversx.parse(TOKENS).kind).toBe('contract');
    const kindOf = (zeros: number): string =>
      multiversx.parse(multiversx.address(new Uint8Array(32).fill(1, zeros))).kind;
    expect([7, 8].map(kindOf)).toEqual(['account', 'contract']);
  });

  it('reads upper case, refuses mixed case', () => {
    expect(multiversx.parse(ALICE_TEXT.toUpperCase())).toEqual(multiversx.parse(ALICE_TEXT));
    expect(() => multiversx.parse(ALICE_TEXT.replace('erd1q', 'erd1Q'))).toThrow(
      refused('DRXA_ADDRESS_FORMAT'),
    );
  });

  it('refuses bech32m', () => {
    expect(() => multiversx.parse(encodeBech32('erd', bytesToWords(ALICE), 'bech32m'))).toThrow(
      refused('DRXA_ADDRESS_CHECKSUM'),
    );
  });

  it.each([
    ['another prefix', 'egld', bytesToWords(ALICE)],
    ['20 bytes', 'erd', bytesToWords(ALICE.subarray(0, 20))],
    ['33 bytes', 'erd', bytesToWords(Uint8Array.of(...ALICE, 1))],
    ['left-over bits that are not zero', 'erd', bytesToWords(ALICE).with(51, 17)],
  ])('refuses %s', (_, hrp, words) => {
    expect(() => multiversx.parse(encodeBech32(hrp, words, 'bech32'))).toThrow(
      refused('DRXA_ADDRESS_FORMAT'),
    );
  });
});

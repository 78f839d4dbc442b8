import { describe, expect, it } from 'vitest';
import { algorand } from './algorand.ts';

const ZERO = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY5HFKQ';
const refused = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('algorand', () => {
  it('K17: writes the address of the zero key', () => {
    expect(algorand.address(new Uint8Array(32))).toBe(ZERO);
    expect(algorand.parse(ZERO)).toEqual({
      chain: 'algorand',
      network: 'mainnet',
      kind: 'account',
      payload: new Uint8Array(32),
      canonical: ZERO,
      notes: [],
    });
  });

  it('refuses left-over bits that are not zero', () => {
    for (const last of ['R', 'S', 'T']) {
      expect(() => algorand.parse(`${ZERO.slice(0, -1)}${last}`)).toThrow(refused('DRXA_ADDRESS_FORMAT'));
    }
  });

  it('refuses lower case, and a changed checksum', () => {
    expect(() => algorand.parse(ZERO.toLowerCase())).toThrow(refused('DRXA_ADDRESS_FORMAT'));
    expect(() => algorand.parse(ZERO.replace('Y5', 'Y6'))).toThrow(refused('DRXA_ADDRESS_CHECKSUM'));
  });
});

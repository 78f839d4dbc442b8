import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { tezos } from './tezos.ts';

const TZ1 = 'tz1gcEWswVU6dxfNQWbhTgaZrUrNUFwrsT4z';
const refused = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('tezos', () => {
  it.each([
    ['tz1', TZ1],
    ['tz1', 'tz1burnburnburnburnburnburnburjAYjjX'],
    ['tz2', 'tz2BFTyPeYRzxd5aiBchbXN3WCZhx7BqbMBq'],
    ['tz3', 'tz3RDC3Jdn4j15J7bBHZd29EUee9gVB1CxD9'],
    ['tz4', 'tz4HVR6aty9KwsQFHh81C1G7gBdhxT8kuytm'],
    ['KT1', 'KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn'],
  ])('K17: reads %s, as in %s', (kind, text) => {
    const parsed = tezos.parse(text);
    expect(parsed).toMatchObject({ kind, canonical: text, notes: [] });
    expect(parsed.payload).toHaveLength(20);
  });

  it('refuses a changed checksum', () => {
    expect(() => tezos.parse(`${TZ1.slice(0, -1)}y`)).toThrow(refused('DRXA_ADDRESS_CHECKSUM'));
  });

  it.each([
    ['another prefix', Uint8Array.of(0x06, 0xa1, 0xa0, ...new Uint8Array(20))],
    ['a longer hash', Uint8Array.of(0x06, 0xa1, 0x9f, ...new Uint8Array(21))],
    ['a shorter hash', Uint8Array.of(0x06, 0xa1, 0x9f, ...new Uint8Array(19))],
    ['an address of bitcoin', new Uint8Array(21)],
  ])('refuses %s', (_, bytes) => {
    expect(() => tezos.parse(encodeBase58Check(bytes))).toThrow(refused('DRXA_ADDRESS_FORMAT'));
  });
});

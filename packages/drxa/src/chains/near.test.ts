import { base58 } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { toHex } from '../encoding/hex.ts';
import { createRoot } from '../root.ts';
import { near } from './near.ts';

const KEY = base58.decode('BGCCDDHfysuuVnaNVtEhhqeT4k9Muyem3Kpgq2U1m9HX');
const IMPLICIT = '98793cd91a3f870fb126f66285808c7e094afcfc4eda8a970f6648cdf0dbd6de';

describe('near', () => {
  it("K17: writes the implicit account of NEAR's documentation", () => {
    expect(near.address(KEY)).toBe(IMPLICIT);
    expect(near.parse(IMPLICIT)).toEqual({
      chain: 'near',
      network: 'mainnet',
      kind: 'implicit',
      payload: KEY,
      canonical: IMPLICIT,
      notes: ['no-checksum'],
    });
  });

  it('K4: the id is the hex of the public key, and 10,000 of them differ', () => {
    const scope = createRoot(Uint8Array.from({ length: 32 }, (_, i) => i)).scope('wallet');
    const ids = new Set<string>();
    for (let index = 0; index < 10_000; index++) {
      const publicKey = scope.publicKey({ userId: 'ada', family: 'near', index });
      const id = near.address(publicKey);
      expect(id).toBe(toHex(publicKey));
      ids.add(id);
    }
    expect(ids.size).toBe(10_000);
  });

  it.each(['ada.near', 'wrap.near', 'a-b_c.pool.near', 'v2.ref-finance.near', 'tge-lockup.sweat', '1.2'])(
    'reads the name %s',
    (text) => {
      const payload = new TextEncoder().encode(text);
      expect(near.parse(text)).toMatchObject({ kind: 'named', network: 'mainnet', payload, canonical: text });
    },
  );

  it('knows the network of a name that ends with it', () => {
    expect(near.parse('ada.testnet').network).toBe('testnet');
    expect(near.parse('ada.testnet', { network: 'testnet' }).network).toBe('testnet');
    expect(near.parse('ada.tg', { network: 'testnet' }).network).toBe('testnet');
    const network = expect.objectContaining({ code: 'DRXA_ADDRESS_NETWORK' }) as Error;
    expect(() => near.parse('ada.testnet', { network: 'mainnet' })).toThrow(network);
    expect(() => near.parse('ada.near', { network: 'testnet' })).toThrow(network);
  });

  it.each([
    ['upper-case hex', IMPLICIT.toUpperCase()],
    ['hex behind 0x', `0x${IMPLICIT}`],
    ['a top-level name', 'aurora'],
    ['an upper-case name', 'Ada.near'],
    ['two separators', 'a--b.near'],
    ['a separator at the end', 'ada-.near'],
    ['an empty part', 'ada..near'],
    ['a dot at the start', '.near'],
    ['a dot at the end', 'ada.near.'],
    ['a foreign character', 'ada@home.near'],
    ['a newline', 'ada.near\n'],
    ['a name of 65 characters', `${'a'.repeat(60)}.near`],
  ])('refuses %s', (_, text) => {
    expect(() => near.parse(text)).toThrow(expect.objectContaining({ code: 'DRXA_ADDRESS_FORMAT' }));
  });
});

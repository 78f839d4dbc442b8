import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, u32 } from '../encoding/bytes.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import { createRoot } from '../root.ts';
import { ton } from './ton.ts';

// RFC 8032, test 1.
const KEY = fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
// One account in the documentation's four texts.
const HASH = 'ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e';
const PLAIN = 'UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA';
const BOUNCEABLE = 'EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF';
const TEST_PLAIN = '0QDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPleK';
const TEST_BOUNCEABLE = 'kQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPgpP';
const MASTERCHAIN = 'Ef8zMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM0vF';

const refused = (code: string, field = 'address'): Error => expect.objectContaining({ code, field }) as Error;

describe('ton', () => {
  it('K17: writes the address of each wallet contract for the key of RFC 8032', () => {
    expect(ton.address(KEY, { form: 'v3r2' })).toBe('UQB3V1d93mD6v4qWoRPnlm0UrYpcHZz2lCD_10u84NHWuSCK');
    expect(ton.address(KEY, { form: 'v5r1' })).toBe('UQCUp64SJJ505dIdcgHDG1oD8JKMLXpQzu5W6lLFdQGtA8kY');
    expect(ton.address(KEY)).toBe(ton.address(KEY, { form: 'v4r2' }));
  });

  it('K5: the address belongs to the ed25519 key of the block of scheme v1', () => {
    const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
    const userId = '8a3c6134-a1de-467c-b2d3-075d138370a1';
    const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
    const scopeKey = fromHex('78818d03f1b9c6ebdb5c742f90f001a803f53622fe887971dfbacff8c7b5fd44');
    const message = concat(
      ascii('drxa/v1 key\0'),
      ...[u32(userId.length), ascii(userId), u32(3), ascii('ton'), u32(0), u32(0)],
    );
    const key = ed25519.getPublicKey(hmac(sha512, scopeKey, message).subarray(0, 32));
    const address = createRoot(seed).scope('wallet').address({ userId, chain: ton });
    expect(address).toBe('UQB64tSjFXJjcgfVLbHm85a9awUq9b_glqXdelpRptb0cLEj');
    expect(ton.address(key)).toBe(address);
  });

  it.each([
    ['non-bounceable', 'mainnet', PLAIN],
    ['bounceable', 'mainnet', BOUNCEABLE],
    ['non-bounceable', 'testnet', TEST_PLAIN],
    ['bounceable', 'testnet', TEST_BOUNCEABLE],
  ])('K17: reads the %s text of %s, in both alphabets', (kind, network, text) => {
    const payload = Uint8Array.of(0, ...fromHex(HASH));
    const parsed = { chain: 'ton', network, kind, payload, canonical: text, notes: [] };
    expect(ton.parse(text)).toEqual(parsed);
    expect(ton.parse(text.replaceAll('-', '+').replaceAll('_', '/'))).toEqual(parsed);
  });

  it('K17: reads an account of the masterchain, and says so', () => {
    const payload = Uint8Array.of(255, ...new Uint8Array(32).fill(0x33));
    expect(ton.parse(MASTERCHAIN)).toMatchObject({ payload, notes: ['masterchain'], canonical: MASTERCHAIN });
    expect(ton.parse(`-1:${'33'.repeat(32)}`)).toMatchObject({
      kind: 'raw',
      payload,
      notes: ['no-checksum', 'masterchain'],
    });
  });

  it('reads raw text of either case, and shows it as not bounceable', () => {
    const parsed = ton.parse(`0:${HASH}`);
    expect(parsed).toMatchObject({
      kind: 'raw',
      network: 'mainnet',
      canonical: PLAIN,
      notes: ['no-checksum'],
    });
    expect(ton.parse(`0:${HASH.toUpperCase()}`)).toEqual(parsed);
    expect(ton.parse(`0:${HASH}`, { network: 'testnet' }).canonical).toBe(TEST_PLAIN);
  });

  it('asks for a comment beside the address', () => {
    expect(ton.tag).toBe('optional');
  });

  it('reads what it writes, of every form and option', () => {
    const places = fc.record({
      network: fc.constantFrom('mainnet', 'testnet'),
      form: fc.constantFrom('v4r2', 'v3r2', 'v5r1'),
      workchain: fc.constantFrom(0 as const, -1 as const),
      bounceable: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), places, (key, place) => {
        const text = ton.address(key, place);
        const parsed = ton.parse(text, { network: place.network });
        expect(parsed).toMatchObject({
          network: place.network,
          kind: place.bounceable ? 'bounceable' : 'non-bounceable',
          notes: place.workchain === -1 ? ['masterchain'] : [],
          canonical: text,
        });
        const turned = ton.address(key, { ...place, bounceable: !place.bounceable });
        expect(ton.parse(turned).payload).toEqual(parsed.payload);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has other accounts for other contracts and workchains; v5r1 for other networks too', () => {
    const account = (options: Parameters<typeof ton.address>[1]): string =>
      toHex(ton.parse(ton.address(KEY, options)).payload);
    const forms = ['v4r2', 'v3r2', 'v5r1'];
    const places = forms.flatMap((form) => [{ form }, { form, workchain: -1 as const }]);
    expect(new Set(places.map((place) => account(place).slice(2))).size).toBe(6);
    for (const form of forms) {
      const same = account({ form }) === account({ form, network: 'testnet' });
      expect(same).toBe(form !== 'v5r1');
    }
  });

  it('refuses the text of another network', () => {
    expect(() => ton.parse(TEST_PLAIN, { network: 'mainnet' })).toThrow(refused('DRXA_ADDRESS_NETWORK'));
    expect(() => ton.parse(PLAIN, { network: 'testnet' })).toThrow(refused('DRXA_ADDRESS_NETWORK'));
  });

  it('refuses another workchain and another form', () => {
    expect(() => ton.address(KEY, { workchain: 1 as 0 })).toThrow(refused('DRXA_FIELD_INVALID', 'workchain'));
    expect(() => ton.address(KEY, { form: 'v2r2' })).toThrow(refused('DRXA_FIELD_INVALID', 'form'));
  });

  it.each([
    ['raw text of another workchain', `1:${HASH}`],
    ['raw text of 63 digits', `0:${HASH.slice(1)}`],
    ['raw text without a workchain', HASH],
    ['both alphabets in one text', 'UQB3V1d93mD6v4qWoRPnlm0UrYpcHZz2lCD/10u84NHWuS-K'],
    ['padding', `${PLAIN.slice(0, -1)}=`],
    ['a space', `${PLAIN.slice(0, -1)} `],
  ])('refuses %s', (_, text) => {
    expect(() => ton.parse(text)).toThrow(refused('DRXA_ADDRESS_FORMAT'));
  });

  it('refuses a changed checksum', () => {
    expect(() => ton.parse(`${PLAIN.slice(0, -1)}B`)).toThrow(refused('DRXA_ADDRESS_CHECKSUM'));
  });
});

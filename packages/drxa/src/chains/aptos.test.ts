import { describe, expect, it } from 'vitest';
import { aptos } from './aptos.ts';

const ACCOUNT = '0xf3a28fb2b9ba2fa5ca6d5aff8b55ff39661bd0017c602308283de167dd428e33';

describe('aptos', () => {
  it('reads 64 hex digits of either case', () => {
    const parsed = aptos.parse(ACCOUNT);
    expect(parsed).toMatchObject({ kind: 'account', canonical: ACCOUNT, notes: ['no-checksum'] });
    expect(aptos.parse(`0x${ACCOUNT.slice(2).toUpperCase()}`)).toEqual(parsed);
  });

  it.each(['0x0', '0x1', '0xa', '0xf'])(
    'reads the special address %s short and in full, writes it short',
    (text) => {
      const payload = new Uint8Array(32).fill(Number(text), 31);
      expect(aptos.parse(text)).toMatchObject({ kind: 'special', payload, canonical: text });
      const full = `0x${text.slice(2).padStart(64, '0')}`;
      expect(aptos.parse(full)).toEqual(aptos.parse(text));
    },
  );

  it('writes 0x10 in full: it is not special', () => {
    const full = `0x${'10'.padStart(64, '0')}`;
    expect(aptos.parse(full)).toMatchObject({ kind: 'account', canonical: full });
  });

  it.each([
    ['another short form', '0x10'],
    ['a padded short form', '0x01'],
    ['a short form of an account', `0x${ACCOUNT.slice(3)}`],
    ['no 0x', ACCOUNT.slice(2)],
    ['0X', `0X${ACCOUNT.slice(2)}`],
    ['0x alone', '0x'],
    ['a character that is no digit', `${ACCOUNT.slice(0, -1)}g`],
    ['a newline', `${ACCOUNT}\n`],
  ])('refuses %s', (_, text) => {
    expect(() => aptos.parse(text)).toThrow(expect.objectContaining({ code: 'DRXA_ADDRESS_FORMAT' }));
  });
});

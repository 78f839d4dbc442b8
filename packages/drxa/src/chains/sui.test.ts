import { describe, expect, it } from 'vitest';
import { sui } from './sui.ts';

const ACCOUNT = '0x667eaa6f2ee42deaea64869a38381b37d770fb6e9081712aaf24d4b80ad9ea0e';

describe('sui', () => {
  it('reads 64 hex digits of either case', () => {
    const parsed = sui.parse(ACCOUNT);
    expect(parsed).toMatchObject({ kind: 'account', canonical: ACCOUNT, notes: ['no-checksum'] });
    expect(sui.parse(`0x${ACCOUNT.slice(2).toUpperCase()}`)).toEqual(parsed);
  });

  it('reads special addresses short, writes them in full', () => {
    const full = `0x${'2'.padStart(64, '0')}`;
    expect(sui.parse('0x2')).toMatchObject({ kind: 'special', canonical: full });
    expect(sui.parse(full)).toEqual(sui.parse('0x2'));
  });

  it.each([
    ['another short form', '0x10'],
    ['a padded short form', '0x02'],
    ['a short form of an account', `0x${ACCOUNT.slice(3)}`],
    ['no 0x', ACCOUNT.slice(2)],
    ['a character that is no digit', `${ACCOUNT.slice(0, -1)}g`],
  ])('refuses %s', (_, text) => {
    expect(() => sui.parse(text)).toThrow(expect.objectContaining({ code: 'DRXA_ADDRESS_FORMAT' }));
  });
});

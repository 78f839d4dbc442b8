import { describe, expect, it } from 'vitest';
import { returnAddress } from './return-address.ts';

describe('the return address', () => {
  it('stays on this instance', () => {
    const search = (address: string) => new URLSearchParams({ return: address });
    expect(returnAddress(search('/market-making?x=1'))).toBe('/market-making?x=1');
    for (const bad of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/sign-in',
    ]) {
      expect(returnAddress(search(bad))).toBe('/');
    }
    expect(returnAddress(new URLSearchParams())).toBe('/');
  });
});

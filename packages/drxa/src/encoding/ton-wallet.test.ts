import { describe, expect, it } from 'vitest';
import { walletId } from './ton-wallet.ts';

describe('the id of a TON wallet', () => {
  it.each(['v3r2', 'v4r2'] as const)('is 698983191 and the workchain for %s, on any network', (wallet) => {
    for (const testnet of [false, true]) {
      expect(walletId({ wallet, workchain: 0, testnet })).toBe(698_983_191);
      expect(walletId({ wallet, workchain: -1, testnet })).toBe(698_983_190);
    }
  });

  it('is made of network and workchain for v5r1', () => {
    const wallet = 'v5r1';
    expect(walletId({ wallet, workchain: 0, testnet: false })).toBe(2_147_483_409);
    expect(walletId({ wallet, workchain: 0, testnet: true })).toBe(2_147_483_645);
    expect(walletId({ wallet, workchain: -1, testnet: false })).toBe(0x007f_ff11);
    expect(walletId({ wallet, workchain: -1, testnet: true })).toBe(0x007f_fffd);
  });
});

import { HDKey } from '@scure/bip32';
import { beforeAll, describe, expect, it } from 'vitest';
import { bitcoin } from '../chains/bitcoin.ts';
import type { Chain } from '../chains/chain.ts';
import { cosmos } from '../chains/cosmos.ts';
import { ethereum } from '../chains/ethereum.ts';
import { solana } from '../chains/solana.ts';
import { tron } from '../chains/tron.ts';
import type { DrxaErrorCode } from '../errors.ts';
import type { BipWallet } from './bip.ts';
import { createBipWallet } from './bip.ts';
import { watchOnly } from './watch-only.ts';
import { mnemonicToSeed } from './words.ts';

const refusal = (code: DrxaErrorCode, field: string): Error =>
  expect.objectContaining({ code, field }) as Error;

let seed: Uint8Array;
let wallet: BipWallet;
beforeAll(async () => {
  seed = await mnemonicToSeed(`${'abandon '.repeat(11)}about`);
  wallet = createBipWallet(seed);
});

describe('a watch-only list', () => {
  it.each([
    [bitcoin, 'p2wpkh'],
    [bitcoin, 'p2tr'],
    [bitcoin, 'p2sh-p2wpkh'],
    [bitcoin, 'p2pkh'],
    [ethereum, 'account'],
    [tron, 'account'],
    [cosmos, 'account'],
  ] as [Chain, string][])('of $0.name, form %s, is that of the wallet', (chain, form) => {
    const watch = watchOnly(wallet.extendedPublicKey({ chain, form, account: 2 }));
    const index = [5, 6, 7];
    for (const change of [0, 1]) {
      expect(watch.list({ chain, form, change, index: 5, count: 3 })).toEqual(
        index.map((at) => wallet.address({ chain, form, account: 2, change, index: at })),
      );
    }
    const first = wallet.address({ chain, form, account: 2 });
    expect(watch.address({ chain, form })).toBe(first);
    expect(watch.list({ chain, form, count: 1 })).toEqual([first]);
  });

  it('is refused for what holds no account, or no chain with such keys', () => {
    const watch = watchOnly(wallet.extendedPublicKey({ chain: bitcoin }));
    expect(() => watch.address({ chain: solana })).toThrow(refusal('DRXA_UNSUPPORTED', 'form'));
    expect(() => watch.address({ chain: bitcoin, index: 0x8000_0000 })).toThrow(
      refusal('DRXA_INDEX_RANGE', 'index'),
    );
    expect(() => watch.list({ chain: bitcoin, count: -1 })).toThrow(refusal('DRXA_INDEX_RANGE', 'count'));
    const deeper = watchOnly(wallet.extendedPublicKey({ chain: bitcoin, path: "m/84'/0'/0'/0" }));
    expect(() => deeper.address({ chain: bitcoin })).toThrow(refusal('DRXA_PATH', 'extendedKey'));
    expect(() => wallet.extendedPublicKey({ chain: solana })).toThrow(refusal('DRXA_UNSUPPORTED', 'form'));
  });

  it('is not made of a private key, or of anything else, and the message repeats nothing', () => {
    const xprv = HDKey.fromMasterSeed(seed).derive("m/84'/0'/0'").privateExtendedKey;
    const xpub = wallet.extendedPublicKey({ chain: bitcoin });
    const changed = `${xpub.slice(0, -1)}${xpub.endsWith('1') ? '2' : '1'}`;
    for (const text of [xprv, changed, 'xpub', '', 7 as unknown as string]) {
      let message = '';
      try {
        watchOnly(text);
      } catch (error) {
        expect(error).toEqual(refusal('DRXA_KEY_INVALID', 'extendedKey'));
        message = (error as Error).message;
      }
      expect(message).toBe('extendedKey: must be an extended public key, xpub…');
    }
  });
});

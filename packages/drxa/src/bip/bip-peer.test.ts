import { initWasm } from '@trustwallet/wallet-core';
import type { WalletCore } from '@trustwallet/wallet-core';
import { HDNodeWallet } from 'ethers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allChains, chainNamed } from '../chains/all.ts';
import { ethereum } from '../chains/ethereum.ts';
import { nativeEngine } from '../engine/native.ts';
import { createBipWallet } from './bip.ts';
import { entropyToWords, mnemonicToSeed } from './words.ts';

let core: WalletCore;
beforeAll(async () => {
  core = await initWasm();
});

type Coin = keyof WalletCore['CoinType'];

/** What wallet-core calls the chain, and the path where its usual one is another than that of the chain's wallets. */
const PEERS: Readonly<Record<string, { readonly coin: string; readonly path?: string }>> = {
  ...Object.fromEntries(
    [
      ...[
        'bitcoin',
        'litecoin',
        'dash',
        'ethereum',
        'tron',
        'cosmos',
        'osmosis',
        'sei',
        'akash',
        'axelar',
        'dydx',
      ],
      ...[
        'juno',
        'kava',
        'neutron',
        'noble',
        'stargaze',
        'stride',
        'thorchain',
        'filecoin',
        'near',
        'aptos',
        'sui',
      ],
      ...['ton', 'stellar', 'algorand', 'tezos', 'xrp', 'dogecoin'],
    ].map((name) => [name, { coin: name }]),
  ),
  digibyte: { coin: 'digiByte' },
  celestia: { coin: 'tia' },
  terra: { coin: 'terraV2' },
  injective: { coin: 'nativeInjective' },
  evmos: { coin: 'nativeEvmos' },
  multiversx: { coin: 'multiversX' },
  solana: { coin: 'solana', path: "m/44'/501'/0'/0'" },
  polkadot: { coin: 'polkadot' },
  kusama: { coin: 'kusama' },
  acala: { coin: 'acala' },
};
/** Chains that wallet-core does not have, or derives by BIP32-Ed25519. */
const WITHOUT_PEER = ['substrate', 'astar', 'bifrost', 'centrifuge', 'cardano'];

const entropy = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('wallet-core', () => {
  it('is asked of every chain but those that it cannot know', () => {
    const names = allChains.map(({ name }) => name);
    expect([...Object.keys(PEERS), ...WITHOUT_PEER].sort()).toEqual(names.sort());
  });

  it.each(Object.entries(PEERS))(
    'makes the same address of a mnemonic on %s',
    async (name, { coin, path }) => {
      const chain = chainNamed(name);
      const type = core.CoinType[coin as Coin];
      expect(type, coin).toBeDefined();
      // Wallets that derive Substrate's ed25519 keys are the ones that BIP-44 describes.
      const form = chain.forms[0].path === undefined ? 'ed25519' : chain.forms[0].name;
      await fc.assert(
        fc.asyncProperty(entropy, async (bytes) => {
          const words = entropyToWords(bytes);
          const theirs = core.HDWallet.createWithMnemonic(words, 'TREZOR');
          const expected =
            path === undefined
              ? theirs.getAddressForCoin(type)
              : core.CoinTypeExt.deriveAddress(type, theirs.getKey(type, path));
          const wallet = createBipWallet(await mnemonicToSeed(words, 'TREZOR'), { engine: nativeEngine() });
          expect(wallet.address({ chain, form })).toBe(expected);
          theirs.delete();
        }),
        { numRuns: 10 },
      );
    },
  );

  it('makes the same addresses of Bitcoin, of every script, account, change and index', async () => {
    const bitcoin = chainNamed('bitcoin');
    const step = fc.integer({ min: 0, max: 1_000 });
    const { Derivation, CoinType } = core;
    const scripts = {
      p2wpkh: [84, Derivation.bitcoinSegwit],
      p2pkh: [44, Derivation.bitcoinLegacy],
      p2tr: [86, Derivation.bitcoinTaproot],
    } as const;
    await fc.assert(
      fc.asyncProperty(
        entropy,
        fc.constantFrom(...(Object.keys(scripts) as (keyof typeof scripts)[])),
        fc.record({ account: step, change: fc.nat(1), index: step }),
        async (bytes, form, place) => {
          const words = entropyToWords(bytes);
          const [purpose, derivation] = scripts[form];
          const path = `m/${purpose}'/0'/${place.account}'/${place.change}/${place.index}`;
          const key = core.HDWallet.createWithMnemonic(words, '').getKey(CoinType.bitcoin, path);
          const publicKey = key.getPublicKeySecp256k1(true);
          const expected = core.AnyAddress.createWithPublicKeyDerivation(
            publicKey,
            CoinType.bitcoin,
            derivation,
          );
          const wallet = createBipWallet(await mnemonicToSeed(words));
          expect(wallet.address({ chain: bitcoin, form, ...place })).toBe(expected.description());
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('ethers', () => {
  it('makes the same addresses on any path', async () => {
    const step = fc.tuple(fc.nat(0x7fff_ffff), fc.boolean()).map(([n, hard]) => `${n}${hard ? "'" : ''}`);
    const paths = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) => `m/${steps.join('/')}`);
    await fc.assert(
      fc.asyncProperty(entropy, paths, async (bytes, path) => {
        const words = entropyToWords(bytes);
        const wallet = createBipWallet(await mnemonicToSeed(words));
        const theirs = HDNodeWallet.fromPhrase(words, '', path).address;
        expect(wallet.address({ chain: ethereum, path })).toBe(theirs);
      }),
      { numRuns: 30 },
    );
  });
});

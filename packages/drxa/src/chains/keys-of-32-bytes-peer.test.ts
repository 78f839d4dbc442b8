import { initWasm } from '@trustwallet/wallet-core';
import type { WalletCore } from '@trustwallet/wallet-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { algorand } from './algorand.ts';
import { aptos } from './aptos.ts';
import type { Chain } from './chain.ts';
import { multiversx } from './multiversx.ts';
import { near } from './near.ts';
import { stellar } from './stellar.ts';
import { acala, kusama, polkadot, substrateChain } from './substrate.ts';
import { sui } from './sui.ts';
import { tezos } from './tezos.ts';
import { ton } from './ton.ts';

let core: WalletCore;
beforeAll(async () => {
  core = await initWasm();
});

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keyOf = (seed: Uint8Array): Uint8Array =>
  core.PrivateKey.createWithData(seed).getPublicKeyEd25519().data();
const theirs = (key: Uint8Array) => core.PublicKey.createWithData(key, core.PublicKeyType.ed25519);

describe('wallet-core', () => {
  it.each([
    [near, 'near'],
    [aptos, 'aptos'],
    [sui, 'sui'],
    [polkadot, 'polkadot'],
    [kusama, 'kusama'],
    [acala, 'acala'],
    [ton, 'ton'],
    [stellar, 'stellar'],
    [algorand, 'algorand'],
    [tezos, 'tezos'],
    [multiversx, 'multiversX'],
  ] as [Chain, 'near'][])('K17: writes the same addresses of $name', (chain, name) => {
    const coin = core.CoinType[name];
    fc.assert(
      fc.property(seeds, (seed) => {
        const key = keyOf(seed);
        expect(chain.address(key)).toBe(core.CoinTypeExt.deriveAddressFromPublicKey(coin, theirs(key)));
      }),
      { numRuns: 200 },
    );
    expect(chain.coinType).toBe(core.CoinTypeExt.slip44Id(coin));
  });

  it('K17: restores the first key of SEP-5, which we write as it is published', () => {
    const words = 'illness spike retreat truth genius clock brain pass fit cave bargain toe';
    const key = core.HDWallet.createWithMnemonic(words, '').getKey(core.CoinType.stellar, "m/44'/148'/0'");
    expect(stellar.address(key.getPublicKeyEd25519().data())).toBe(
      'GDRXE2BQUC3AZNPVFSCEZ76NJ3WWL25FYFK6RGZGIEKWE4SOOHSUJUJ6',
    );
  });

  it('K17: writes the same SS58 under any prefix', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 16_383 }), (seed, prefix) => {
        const key = keyOf(seed);
        const text = substrateChain({ name: 'other', prefix }).address(key);
        const { polkadot: coin } = core.CoinType;
        expect(text).toBe(core.AnyAddress.createSS58WithPublicKey(theirs(key), coin, prefix).description());
      }),
      { numRuns: 300 },
    );
  });

  it('K17: writes the same TON text, of all flags', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), fc.boolean(), (seed, bounceable, testnet) => {
        const key = keyOf(seed);
        const plain = ton.address(key);
        const network = testnet ? 'testnet' : 'mainnet';
        expect(ton.address(key, { bounceable, network })).toBe(
          core.TONAddressConverter.toUserFriendly(plain, bounceable, testnet),
        );
      }),
      { numRuns: 200 },
    );
  });
});

import { aptos } from '../chains/aptos.ts';
import { algorand } from '../chains/algorand.ts';
import { bitcoin } from '../chains/bitcoin.ts';
import { cardano } from '../chains/cardano.ts';
import type { Chain } from '../chains/chain.ts';
import { cosmos } from '../chains/cosmos.ts';
import { dash } from '../chains/dash.ts';
import { dogecoin } from '../chains/dogecoin.ts';
import { ethereum } from '../chains/ethereum.ts';
import { filecoin } from '../chains/filecoin.ts';
import { litecoin } from '../chains/litecoin.ts';
import { multiversx } from '../chains/multiversx.ts';
import { solana } from '../chains/solana.ts';
import { polkadot } from '../chains/substrate.ts';
import { sui } from '../chains/sui.ts';
import { tezos } from '../chains/tezos.ts';
import { ton } from '../chains/ton.ts';
import { tron } from '../chains/tron.ts';
import { xrp } from '../chains/xrp.ts';
import type { Family } from '../families.ts';

// The anchors of scheme v1, as docs/drxa/scheme.md prints them. Frozen: a difference is a mistake in the code.

/** Every byte of the scheme on the way to a key of family `evm`, index 0. Hex. */
export const SCHEME_ANCHORS = {
  seed: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  scope: 'wallet',
  userId: '8a3c6134-a1de-467c-b2d3-075d138370a1',
  prk: '927f770f8877480d68fc4c9840c2be78e16f5fbc879475789604b1aa53672ae14a4891e812af680a6b960a36dce9d5e51c62c396698279f93c83870e7f29d199',
  fingerprint: '836a659b307ed276',
  scopeKey: '78818d03f1b9c6ebdb5c742f90f001a803f53622fe887971dfbacff8c7b5fd44',
  evmBlock:
    '97de9af2eb3092feac4b200afdcab42ede4a6b9e2eea1b97edcbd1c2fe3e413529c3ecd0a1f62e74aed752de817ab3b79c247604d0b0df383206a9914c45798a',
} as const;

/** An address on the main network; scope, userId and index are those above and 0 unless said. */
export interface AddressAnchor {
  readonly chain: Chain;
  readonly form?: string;
  readonly scope?: string;
  readonly userId?: string;
  readonly index?: number;
  readonly address: string;
}

export const ADDRESS_ANCHORS: readonly AddressAnchor[] = [
  { chain: ethereum, address: '0x3f2Cb3954dE23ba56B38BE32feA8eE12e000B87C' },
  { chain: ethereum, index: 1, address: '0xFb6DaF59BB70292Ed594048dEFE2600F79798059' },
  {
    chain: ethereum,
    scope: 'a',
    userId: 'b:c',
    address: '0x5db834D8AAeAD4866C1278861253aCe6bF49ac92',
  },
  {
    chain: bitcoin,
    form: 'p2tr',
    address: 'bc1p7kl43vtgyk4rj95ukv3wcqw9ydyv0su6x3p2xp3ren23atcqyz9sxqd2vk',
  },
  { chain: bitcoin, form: 'p2pkh', address: '1EUXZQCA5oBCRdT2SgvotdDAv6XfZ9o4CP' },
  { chain: bitcoin, form: 'p2sh-p2wpkh', address: '3NLW98dQQL6hX7wu5YtFJkjo2zAUriWh3g' },
  { chain: litecoin, form: 'p2wpkh', address: 'ltc1qp9gyruzcy09knxtrd6vuvkvansy6ufg4qjurew' },
  { chain: dogecoin, address: 'DRKFmabm9GiA4qiCK1d7s5gsfZovzBBYmc' },
  { chain: dash, address: 'XwasoHueHSvLWi6ermn3q5kn1RpU3Zec8M' },
  { chain: tron, address: 'TDMpHBBWYyRRqZN3cxDZ8iWUQFnKay5TWJ' },
  { chain: cosmos, address: 'cosmos15plj4wazlx5emm0vxdquenfglqr6x6jhsk0ek4' },
  { chain: xrp, address: 'rGMvUMQfLg5AHQ222WiXUcG7Q8SEYizk8D' },
  { chain: filecoin, address: 'f1f37byfh4tsxnwykl26w5vnz2jfpll2zcgisvmta' },
  { chain: solana, address: '8cgeNHt9t1E4pEigTHkUyq66n5GdhSFvxThDQzZp2wg1' },
  { chain: solana, userId: 'a:b', address: 'AwmdDVeEeeikitzkxC6UzE7S8z38Q7fxHCfY8qog4xdC' },
  { chain: aptos, address: '0xf3a28fb2b9ba2fa5ca6d5aff8b55ff39661bd0017c602308283de167dd428e33' },
  { chain: sui, address: '0x667eaa6f2ee42deaea64869a38381b37d770fb6e9081712aaf24d4b80ad9ea0e' },
  { chain: polkadot, form: 'sr25519', address: '1c5QLg8zgXxSir2MZt9hiYLPMoH9hZgDbhoete6KPFfWt81' },
  { chain: ton, form: 'v4r2', address: 'UQB64tSjFXJjcgfVLbHm85a9awUq9b_glqXdelpRptb0cLEj' },
  { chain: algorand, address: 'PJE73H6BS7OMTJYQKXWRRQC5IW4QJIGC5Z67QYRAGF5RJCHQAF4YACPTTA' },
  { chain: tezos, address: 'tz1TDQPzYjiCBhyUyrehGJVjoCkro8i3VoTE' },
  { chain: multiversx, address: 'erd177sywwdysuau6exa4e9c58hu4klr00qjpmspg6ycf86v3jppwcgsgqgz7p' },
  {
    chain: cardano,
    form: 'enterprise',
    address: 'addr1v8q6vm6rhvzq4lm38qvpsfvedhu4jzkwu2e3al4rgdexlcqctegms',
  },
];

/** Keys without addresses: public ones, of `seal` the bytes themselves. Hex. */
export const KEY_ANCHORS: readonly { readonly family: Family; readonly key: string }[] = [
  { family: 'identity', key: '1f17b332f0ed4b06e2ba3d899a2a1c7b4c3311e8ceeb97831f0fe8e4c0c8d6db' },
  { family: 'metrics', key: 'afeedcbb58077b171468b249bfeee43d2e0802aafe077c1f92ed5287b2572140' },
  { family: 'seal', key: '9d2e0c13b6b85b1fdfc7871dd1f3a067b5548cdddab898190f7fa0b820452846' },
];

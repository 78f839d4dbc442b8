import { algorand } from '../chains/algorand.ts';
import { aptos } from '../chains/aptos.ts';
import { bitcoin } from '../chains/bitcoin.ts';
import { cardano } from '../chains/cardano.ts';
import type { Chain } from '../chains/chain.ts';
import { cosmos } from '../chains/cosmos.ts';
import { dash } from '../chains/dash.ts';
import { ethereum } from '../chains/ethereum.ts';
import { filecoin } from '../chains/filecoin.ts';
import { injective } from '../chains/injective.ts';
import { multiversx } from '../chains/multiversx.ts';
import { near } from '../chains/near.ts';
import { solana } from '../chains/solana.ts';
import { stellar } from '../chains/stellar.ts';
import { polkadot, substrate } from '../chains/substrate.ts';
import { sui } from '../chains/sui.ts';
import { tezos } from '../chains/tezos.ts';
import { ton } from '../chains/ton.ts';
import { tron } from '../chains/tron.ts';
import { xrp } from '../chains/xrp.ts';

/** A published public key, or the private key it comes from, and its address on the main network. */
export interface CodecVector {
  readonly chain: Chain;
  readonly form?: string;
  /** Hex: `privateKey` where the source gives that. */
  readonly privateKey?: string;
  readonly publicKey?: string;
  readonly address: string;
}

/** The private key of trustwallet/wallet-core's derivation tests. */
const TEST_KEY = '46'.repeat(32);
const ofTestKey = (chain: Chain, address: string, form?: string): CodecVector => ({
  chain,
  privateKey: TEST_KEY,
  address,
  ...(form === undefined ? {} : { form }),
});

/** One vector of each codec, of other people's code. */
export const CODEC_VECTORS: readonly CodecVector[] = [
  ofTestKey(bitcoin, 'bc1qhkfq3zahaqkkzx5mjnamwjsfpq2jk7z00ppggv', 'p2wpkh'),
  ofTestKey(dash, 'XsyCV5yojxF4y3bYeEiVYqarvRgsWFELZL'),
  ofTestKey(ethereum, '0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F'),
  ofTestKey(tron, 'TQLCsShbQNXMTVCjprY64qZmEA4rBarpQp'),
  ofTestKey(cosmos, 'cosmos1hkfq3zahaqkkzx5mjnamwjsfpq2jk7z0emlrvp'),
  ofTestKey(injective, 'inj1nk9x9ajk4rgkzhqjjn7hr6w0k0jg2kj0knl55v'),
  ofTestKey(xrp, 'rJHMeqKu8Ep7Fazx8MQG6JunaafBXz93YQ', 'secp256k1'),
  ofTestKey(filecoin, 'f1qsx7qwiojh5duxbxhbqgnlyx5hmpcf7mcz5oxsy'),
  ofTestKey(solana, 'H4JcMPicKkHcxxDjkyyrLoQj7Kcibd9t815ak4UvTr9M'),
  ofTestKey(ton, 'UQAoYT8nMLfeNh6h0uIoK_wLm9JkvxiGxJDr6GRXJGu2Zked', 'v4r2'),
  ofTestKey(aptos, '0xce2fd04ac9efa74f17595e5785e847a2399d7e637f5e8179244f76191f653276'),
  ofTestKey(sui, '0x870deb25d5c0a4d7250d52d5cd58dacca2d51eb2a120a979b13384cd52e21e1b'),
  ofTestKey(polkadot, '16PpFrXrC6Ko3pYcyMAx6gPMp3mFFaxgyYMt4G5brkgNcSz8', 'ed25519'),
  ofTestKey(tezos, 'tz1gcEWswVU6dxfNQWbhTgaZrUrNUFwrsT4z'),
  ofTestKey(multiversx, 'erd1a6f6fan035ttsxdmn04ellxdlnwpgyhg0lhx5vjv92v6rc8xw9yq83344f'),
  {
    // BIP-86, account 0, first address: the internal key.
    chain: bitcoin,
    form: 'p2tr',
    publicKey: '03cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115',
    address: 'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr',
  },
  {
    // xrpl.org, "Addresses".
    chain: xrp,
    form: 'ed25519',
    publicKey: '9434799226374926eda3b54b1b461b4abf7237962eae18528fea67595397fa32',
    address: 'rDTXLQ7ZKZVKz33zJbHjgVShjsBnqMBhmN',
  },
  {
    // RFC 8032, test 1, on wallet v5r1.
    chain: ton,
    form: 'v5r1',
    privateKey: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    address: 'UQCUp64SJJ505dIdcgHDG1oD8JKMLXpQzu5W6lLFdQGtA8kY',
  },
  {
    // docs.near.org, BGCCDDHfysuuVnaNVtEhhqeT4k9Muyem3Kpgq2U1m9HX.
    chain: near,
    publicKey: '98793cd91a3f870fb126f66285808c7e094afcfc4eda8a970f6648cdf0dbd6de',
    address: '98793cd91a3f870fb126f66285808c7e094afcfc4eda8a970f6648cdf0dbd6de',
  },
  {
    // CIP-19, addr_vk1w0l2….
    chain: cardano,
    form: 'enterprise',
    publicKey: '73fea80d424276ad0978d4fe5310e8bc2d485f5f6bb3bf87612989f112ad5a7d',
    address: 'addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8',
  },
  {
    // Alice of Substrate's development chains.
    chain: substrate,
    form: 'sr25519',
    publicKey: 'd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d',
    address: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
  },
  {
    // SEP-5, test 1.
    chain: stellar,
    publicKey: 'e3726830a0b60cb5f52c844cffcd4eed65eba5c155e89b26411562724e71e544',
    address: 'GDRXE2BQUC3AZNPVFSCEZ76NJ3WWL25FYFK6RGZGIEKWE4SOOHSUJUJ6',
  },
  {
    // The zero address of Algorand's documents.
    chain: algorand,
    publicKey: '00'.repeat(32),
    address: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY5HFKQ',
  },
];

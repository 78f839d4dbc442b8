import { concat, u32 } from './bytes.ts';
import { fromHex } from './hex.ts';
import { bitsOf, cellHash } from './ton-cell.ts';
import type { CellRef } from './ton-cell.ts';

/** The versions of the wallet contract. */
export type TonWallet = 'v4r2' | 'v3r2' | 'v5r1';

/** Which wallet of which key, and where. */
export interface TonWalletPlace {
  readonly wallet: TonWallet;
  /** 32 bytes of ed25519. */
  readonly key: Uint8Array;
  readonly workchain: 0 | -1;
  readonly testnet: boolean;
}

/** The published code of the contracts. */
const CODE: Readonly<Record<TonWallet, CellRef>> = {
  v3r2: { hash: fromHex('84dafa449f98a6987789ba232358072bc0f76dc4524002a5d0918b9a75d2d599'), depth: 0 },
  v4r2: { hash: fromHex('feb5ff6820e2ff0d9483e7e0d62c817d846789fb4ae580c878866d959dabd5c0'), depth: 7 },
  v5r1: { hash: fromHex('20834b7b72b112147e1b2fb457b84e74d1a30f04f737d4f62a668e9552d2b72f'), depth: 6 },
};

/** Of v3 and v4, on workchain 0. */
const WALLET_ID = 698_983_191;
const MAINNET_ID = -239;
const TESTNET_ID = -3;
const SEQNO = u32(0);
/** StateInit without split depth and special, with code and data, without libraries. */
const STATE_INIT = '00110';

/**
 * The number, 0 … 2^32-1, that tells wallets of one key apart. Of v5r1 it is the network's global id, of which the top
 * bit and the eight bits of the workchain are turned: a wallet has another address on each network.
 */
export function walletId({ wallet, workchain, testnet }: Omit<TonWalletPlace, 'key'>): number {
  if (wallet !== 'v5r1') return WALLET_ID + workchain;
  const context = 0x8000_0000 | ((workchain & 0xff) << 23);
  return ((testnet ? TESTNET_ID : MAINNET_ID) ^ context) >>> 0;
}

/** The data of a contract that has done nothing yet. */
function dataBits(place: TonWalletPlace): string {
  const bits = bitsOf(concat(SEQNO, u32(walletId(place)), place.key));
  // v5 begins with a permission to sign; v4 and v5 end with a dictionary, empty here.
  if (place.wallet === 'v5r1') return `1${bits}0`;
  return place.wallet === 'v4r2' ? `${bits}0` : bits;
}

/**
 * The account of a wallet, 32 bytes: the hash of the StateInit that will deploy it.
 * Source: the wallet contracts of ton-blockchain.
 */
export function walletHash(place: TonWalletPlace): Uint8Array {
  const data = cellHash({ bits: dataBits(place), refs: [] });
  return cellHash({ bits: STATE_INIT, refs: [CODE[place.wallet], { hash: data, depth: 0 }] });
}

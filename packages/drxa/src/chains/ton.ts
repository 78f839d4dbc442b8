import { concat, u32 } from '../encoding/bytes.ts';
import { fromHex } from '../encoding/hex.ts';
import { bitsOf, cellHash } from '../encoding/ton-cell.ts';
import type { CellRef } from '../encoding/ton-cell.ts';
import { decodeTonRaw, decodeTonText, encodeTonText } from '../encoding/ton-text.ts';
import type { TonAccount } from '../encoding/ton-text.ts';
import { DrxaError } from '../errors.ts';
import type { AddressOptions, Chain, Form } from './chain.ts';
import { formOf, key32, malformed, networkOf, wrongChecksum, wrongNetwork } from './chain.ts';

/** How a TON address is to be written. */
export interface TonOptions extends AddressOptions {
  /** 0 unless said; -1 is the masterchain. */
  readonly workchain?: 0 | -1;
  /** Whether coins sent to it come back while the wallet's contract is not there yet; not so unless said. */
  readonly bounceable?: boolean;
}

type Wallet = 'v4r2' | 'v3r2' | 'v5r1';

/** The published code of the wallet contracts. */
const CODE: Readonly<Record<Wallet, CellRef>> = {
  v3r2: { hash: fromHex('84dafa449f98a6987789ba232358072bc0f76dc4524002a5d0918b9a75d2d599'), depth: 0 },
  v4r2: { hash: fromHex('feb5ff6820e2ff0d9483e7e0d62c817d846789fb4ae580c878866d959dabd5c0'), depth: 7 },
  v5r1: { hash: fromHex('20834b7b72b112147e1b2fb457b84e74d1a30f04f737d4f62a668e9552d2b72f'), depth: 6 },
};

/** Of v3 and v4, on workchain 0. */
const WALLET_ID = 698_983_191;
const GLOBAL_ID = new Map([
  ['mainnet', -239],
  ['testnet', -3],
]);
const SEQNO = u32(0);
/** StateInit without split depth and special, with code and data, without libraries. */
const STATE_INIT = '00110';

/** v5r1 keeps wallets of two networks apart: the network's global id, of which a bit and the workchain are turned. */
const walletIdV5 = (workchain: number, network: string): number =>
  GLOBAL_ID.get(network)! ^ (0x8000_0000 | ((workchain & 0xff) << 23));

/** The data of a wallet contract that has done nothing yet. */
function dataBits(wallet: Wallet, key: Uint8Array, workchain: number, network: string): string {
  if (wallet === 'v5r1') return `1${bitsOf(concat(SEQNO, u32(walletIdV5(workchain, network)), key))}0`;
  const bits = bitsOf(concat(SEQNO, u32(WALLET_ID + workchain), key));
  // v4 has a dictionary of plugins, empty here.
  return wallet === 'v4r2' ? `${bits}0` : bits;
}

const form = (name: Wallet): Form => ({
  name,
  family: 'ton',
  key: '32 bytes',
  path: ({ index }) => `m/44'/607'/${index}'`,
});

const isWallet = (name: string): name is Wallet => Object.hasOwn(CODE, name);

/** One byte of workchain, then the hash. */
const payloadOf = ({ workchain, hash }: TonAccount): Uint8Array =>
  concat(Uint8Array.of(workchain & 0xff), hash);

const notesOf = ({ workchain }: TonAccount): string[] => (workchain === -1 ? ['masterchain'] : []);

/**
 * TON: the address is the hash of the wallet contract that the key will deploy, so one key has one for each form (the
 * contract's version). A parsed address has the kind `bounceable`, `non-bounceable` or `raw`; its payload is a byte of
 * workchain and 32 of hash. A raw one is canonical as not bounceable, the others as they are.
 * Source: the TVM whitepaper, TEP-2, and the wallet contracts of ton-blockchain.
 */
export const ton: Chain<TonOptions> = {
  name: 'ton',
  aliases: ['toncoin'],
  coinType: 607,
  networks: ['mainnet', 'testnet'],
  forms: [form('v4r2'), form('v3r2'), form('v5r1')],
  tag: 'optional',
  address(publicKey, options = {}) {
    const network = networkOf(ton, options.network);
    const { name } = formOf(ton, options.form);
    const { workchain = 0, bounceable = false } = options;
    // The type says so; text and numbers from elsewhere do not know it.
    if (![0, -1].includes(workchain)) {
      throw new DrxaError('DRXA_FIELD_INVALID', 'workchain: must be 0 or -1', 'workchain');
    }
    if (!isWallet(name)) throw new DrxaError('DRXA_FIELD_INVALID', 'form: no wallet of ton', 'form');
    const data = { bits: dataBits(name, key32(publicKey), workchain, network), refs: [] };
    const hash = cellHash({ bits: STATE_INIT, refs: [CODE[name], { hash: cellHash(data), depth: 0 }] });
    return encodeTonText({ workchain, hash, bounceable, testnet: network === 'testnet' });
  },
  parse(text, options = {}) {
    const asked = networkOf(ton, options.network);
    const raw = decodeTonRaw(text);
    if (raw !== undefined) {
      const canonical = encodeTonText({ ...raw, bounceable: false, testnet: asked === 'testnet' });
      const notes = ['no-checksum', ...notesOf(raw)];
      return { chain: 'ton', network: asked, kind: 'raw', payload: payloadOf(raw), canonical, notes };
    }
    const read = decodeTonText(text);
    if (read === 'format')
      return malformed('ton', 'must be 48 characters of base64, or 0: and 64 hex digits');
    if (read === 'checksum') return wrongChecksum('ton');
    const network = read.testnet ? 'testnet' : 'mainnet';
    if (options.network !== undefined && network !== asked) return wrongNetwork('ton', network, asked);
    return {
      chain: 'ton',
      network,
      kind: read.bounceable ? 'bounceable' : 'non-bounceable',
      payload: payloadOf(read),
      canonical: encodeTonText(read),
      notes: notesOf(read),
    };
  },
};

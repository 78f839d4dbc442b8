import { concat } from '../encoding/bytes.ts';
import { decodeTonRaw, decodeTonText, encodeTonText } from '../encoding/ton-text.ts';
import type { TonAccount } from '../encoding/ton-text.ts';
import { walletHash } from '../encoding/ton-wallet.ts';
import type { TonWallet } from '../encoding/ton-wallet.ts';
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

const form = (name: TonWallet): Form => ({
  name,
  family: 'ton',
  key: '32 bytes',
  path: ({ index }) => `m/44'/607'/${index}'`,
});

/** One byte of workchain, then the hash. */
const payloadOf = ({ workchain, hash }: TonAccount): Uint8Array =>
  concat(Uint8Array.of(workchain & 0xff), hash);

const notesOf = ({ workchain }: TonAccount): string[] => (workchain === -1 ? ['masterchain'] : []);

/**
 * TON: the address is the hash of the wallet contract that the key will deploy, so one key has one for each form (the
 * contract's version). A parsed address has the kind `bounceable`, `non-bounceable` or `raw`; its payload is a byte of
 * workchain and 32 of hash. A raw one is canonical as not bounceable, the others as they are.
 * Source: TEP-2.
 */
export const ton: Chain<TonOptions> = {
  name: 'ton',
  aliases: ['toncoin'],
  coinType: 607,
  networks: ['mainnet', 'testnet'],
  forms: [form('v4r2'), form('v3r2'), form('v5r1')],
  tag: 'optional',
  address(publicKey, options = {}) {
    const testnet = networkOf(ton, options.network) === 'testnet';
    // Every form of this chain is named by such a word.
    const wallet = formOf(ton, options.form).name as TonWallet;
    const { workchain = 0, bounceable = false } = options;
    // The type says so; text and numbers from elsewhere do not know it.
    if (![0, -1].includes(workchain)) {
      throw new DrxaError('DRXA_FIELD_INVALID', 'workchain: must be 0 or -1', 'workchain');
    }
    const hash = walletHash({ wallet, key: key32(publicKey), workchain, testnet });
    return encodeTonText({ workchain, hash, bounceable, testnet });
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

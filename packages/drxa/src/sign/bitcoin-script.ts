import { bitcoin } from '../chains/bitcoin.ts';
import { networkOf } from '../chains/chain.ts';
import type { Chain } from '../chains/chain.ts';
import { dash } from '../chains/dash.ts';
import { digibyte } from '../chains/digibyte.ts';
import { dogecoin } from '../chains/dogecoin.ts';
import { litecoin } from '../chains/litecoin.ts';
import { compressed } from '../chains/secp256k1-key.ts';
import { taprootOutputKey } from '../chains/taproot-key.ts';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { hash160 } from '../encoding/hash160.ts';
import { encodeSegwit } from '../encoding/segwit-text.ts';
import { DrxaError } from '../errors.ts';

/** The chains whose transactions are Bitcoin's. */
export const BITCOIN_FAMILY: readonly Chain[] = [bitcoin, litecoin, dogecoin, dash, digibyte];

/** A script that one key alone spends. */
export interface KeyScripts {
  readonly form: string;
  readonly script: Uint8Array;
  /** What the script of a p2sh-p2wpkh output stands for. */
  readonly redeemScript?: Uint8Array;
}

const HASH_LENGTH = 20;
const [OP_DUP, OP_EQUAL, OP_EQUALVERIFY, OP_HASH160, OP_CHECKSIG, OP_1] = [
  0x76, 0x87, 0x88, 0xa9, 0xac, 0x51,
];
const P2PKH_HEAD = Uint8Array.of(OP_DUP, OP_HASH160, HASH_LENGTH);
const P2PKH_TAIL = Uint8Array.of(OP_EQUALVERIFY, OP_CHECKSIG);
const P2SH_HEAD = Uint8Array.of(OP_HASH160, HASH_LENGTH);
const P2SH_TAIL = Uint8Array.of(OP_EQUAL);

/** The scripts of a public key on a chain, one for each of the chain's forms. @throws DRXA_KEY_INVALID */
export function scriptsOf(chain: Chain, publicKey: Uint8Array): KeyScripts[] {
  const hash = hash160(compressed(publicKey));
  const witness = concat(Uint8Array.of(0, HASH_LENGTH), hash);
  return chain.forms.map(({ name: form }): KeyScripts => {
    switch (form) {
      case 'p2pkh':
        return { form, script: concat(P2PKH_HEAD, hash, P2PKH_TAIL) };
      case 'p2wpkh':
        return { form, script: witness };
      case 'p2sh-p2wpkh':
        return { form, script: concat(P2SH_HEAD, hash160(witness), P2SH_TAIL), redeemScript: witness };
      case 'p2tr':
        return { form, script: concat(Uint8Array.of(OP_1, 32), taprootOutputKey(publicKey)) };
      default:
        throw new DrxaError('DRXA_UNSUPPORTED', `form: ${form} of ${chain.name} is not signed`, 'form');
    }
  });
}

/** How the addresses of a network begin; the chain's own codec reads them back. */
interface Prefixes {
  readonly hrp?: string;
  readonly p2pkh: number;
  readonly p2sh: number;
}

const PREFIXES: Readonly<Record<string, Readonly<Record<string, Prefixes>>>> = {
  bitcoin: {
    mainnet: { hrp: 'bc', p2pkh: 0x00, p2sh: 0x05 },
    testnet: { hrp: 'tb', p2pkh: 0x6f, p2sh: 0xc4 },
    regtest: { hrp: 'bcrt', p2pkh: 0x6f, p2sh: 0xc4 },
  },
  litecoin: {
    mainnet: { hrp: 'ltc', p2pkh: 0x30, p2sh: 0x32 },
    testnet: { hrp: 'tltc', p2pkh: 0x6f, p2sh: 0x3a },
    regtest: { hrp: 'rltc', p2pkh: 0x6f, p2sh: 0x3a },
  },
  dogecoin: {
    mainnet: { p2pkh: 0x1e, p2sh: 0x16 },
    testnet: { p2pkh: 0x71, p2sh: 0xc4 },
    regtest: { p2pkh: 0x6f, p2sh: 0xc4 },
  },
  dash: {
    mainnet: { p2pkh: 0x4c, p2sh: 0x10 },
    testnet: { p2pkh: 0x8c, p2sh: 0x13 },
    regtest: { p2pkh: 0x8c, p2sh: 0x13 },
  },
  digibyte: {
    mainnet: { hrp: 'dgb', p2pkh: 0x1e, p2sh: 0x3f },
    testnet: { hrp: 'dgbt', p2pkh: 0x7e, p2sh: 0x8c },
    regtest: { hrp: 'dgbrt', p2pkh: 0x7e, p2sh: 0x8c },
  },
};

function wraps(script: Uint8Array, head: Uint8Array, tail: Uint8Array): boolean {
  const end = head.length + HASH_LENGTH;
  return (
    script.length === end + tail.length &&
    head.every((byte, at) => script[at] === byte) &&
    tail.every((byte, at) => script[end + at] === byte)
  );
}

/** Version and program of a witness output (BIP-141). */
function witnessOf(script: Uint8Array): { version: number; program: Uint8Array } | undefined {
  const [opcode, length] = script;
  const version = opcode === 0 ? 0 : opcode - OP_1 + 1;
  if (version < 0 || version > 16 || (opcode !== 0 && opcode < OP_1)) return undefined;
  if (script.length < 4 || script.length > 42 || length !== script.length - 2) return undefined;
  if (version === 0 && length !== HASH_LENGTH && length !== 32) return undefined;
  return { version, program: script.subarray(2) };
}

/**
 * The address that an output script pays; `undefined` when it has none, as a script that only carries data.
 * @throws DRXA_FIELD_INVALID for a network that the chain has not
 */
export function addressOfScript(chain: Chain, network: string, script: Uint8Array): string | undefined {
  const { hrp, p2pkh, p2sh } = PREFIXES[chain.name][networkOf(chain, network)];
  const base58 = (version: number, head: Uint8Array): string =>
    encodeBase58Check(
      concat(Uint8Array.of(version), script.subarray(head.length, head.length + HASH_LENGTH)),
    );
  if (wraps(script, P2PKH_HEAD, P2PKH_TAIL)) return base58(p2pkh, P2PKH_HEAD);
  if (wraps(script, P2SH_HEAD, P2SH_TAIL)) return base58(p2sh, P2SH_HEAD);
  const witness = hrp === undefined ? undefined : witnessOf(script);
  return hrp === undefined || witness === undefined ? undefined : encodeSegwit(hrp, witness);
}

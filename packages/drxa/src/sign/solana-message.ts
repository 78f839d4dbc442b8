import { base58 } from '@scure/base';
import { refuseToSign } from './refusal.ts';

/** One step of a transaction. */
export interface SolanaInstruction {
  /** The program's address. */
  readonly program: string;
  /** Addresses; of an account that only an address lookup table names, which cannot be read offline, `undefined`. */
  readonly accounts: readonly (string | undefined)[];
  readonly data: Uint8Array;
}

/** The part of a transaction that is signed. */
export interface SolanaMessage {
  readonly version: 'legacy' | 0;
  /** Who must sign; the first pays the fee. */
  readonly signers: readonly string[];
  /** A recent block's hash, or a durable nonce, base58. */
  readonly blockhash: string;
  readonly instructions: readonly SolanaInstruction[];
}

/** A transaction as the network takes it. */
export interface SolanaTransaction {
  /** 64 bytes for each signer, in their order; zero where one has not signed yet. */
  readonly signatures: readonly Uint8Array[];
  /** The bytes that the signatures are over. */
  readonly messageBytes: Uint8Array;
  readonly message: SolanaMessage;
}

/** What fits into one packet of the network. */
const LONGEST = 1232;
const VERSIONED = 0x80;
const MOST_ACCOUNTS = 256;
const PUBLIC_KEY = 32;
const SIGNATURE = 64;

class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  take(length: number, what: string): Uint8Array {
    if (length > this.left) return refuseToSign('transaction', `ends within ${what}`);
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  byte(what: string): number {
    return this.take(1, what)[0];
  }

  /** compact-u16: seven bits a byte, the lowest first, in the shortest form. */
  count(what: string): number {
    let value = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const byte = this.byte(what);
      value |= (byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if ((byte === 0 && shift > 0) || value > 0xffff) break;
      return value;
    }
    return refuseToSign('transaction', `the number of ${what} is not in its shortest form`);
  }

  /** Each item takes a byte at least, so a false number ends at the end of the bytes. */
  list<Item>(what: string, item: () => Item): Item[] {
    const length = this.count(what);
    if (length > this.left) return refuseToSign('transaction', `ends within ${what}`);
    return Array.from({ length }, item);
  }
}

/**
 * Reads a transaction in its wire form, signed or not: what `getBase64EncodedWireTransaction` of @solana/kit and
 * `serialize` of web3.js write.
 * @throws DRXA_TX_INVALID when the network would refuse its form too
 */
export function decodeSolana(transaction: Uint8Array): SolanaTransaction {
  if (!(transaction instanceof Uint8Array)) return refuseToSign('transaction', 'must be a Uint8Array');
  if (transaction.length > LONGEST) {
    return refuseToSign('transaction', `is longer than ${LONGEST} bytes`);
  }
  const reader = new Reader(transaction);
  const signatures = reader.list('signatures', () => reader.take(SIGNATURE, 'signatures'));
  const messageBytes = transaction.slice(reader.at);
  const message = messageOf(reader);
  if (reader.left > 0) return refuseToSign('transaction', 'has bytes after its end');
  if (signatures.length !== message.signers.length) {
    return refuseToSign(
      'transaction',
      `has ${signatures.length} signatures, its message asks for ${message.signers.length}`,
    );
  }
  return { signatures, messageBytes, message };
}

interface RawInstruction {
  readonly programIndex: number;
  readonly accountIndexes: Uint8Array;
  readonly data: Uint8Array;
}

function messageOf(reader: Reader): SolanaMessage {
  const first = reader.byte('the header');
  if (first > VERSIONED)
    return refuseToSign('transaction', `version ${first - VERSIONED} is not signed here`);
  const version = first === VERSIONED ? 0 : 'legacy';
  const signerCount = version === 0 ? reader.byte('the header') : first;
  const [readOnlySigners, readOnlyOthers] = reader.take(2, 'the header');
  const keys = reader.list('accounts', () => base58.encode(reader.take(PUBLIC_KEY, 'accounts')));
  if (readOnlySigners >= signerCount || signerCount + readOnlyOthers > keys.length) {
    return refuseToSign('transaction', 'its header does not fit its accounts');
  }
  if (new Set(keys).size !== keys.length) return refuseToSign('transaction', 'names an account twice');
  const blockhash = base58.encode(reader.take(PUBLIC_KEY, 'the blockhash'));
  const instructions = reader.list('instructions', () => instructionOf(reader));
  const lookedUp = version === 0 ? lookedUpCount(reader) : 0;
  if (keys.length + lookedUp > MOST_ACCOUNTS) return refuseToSign('transaction', 'names too many accounts');
  return {
    version,
    signers: keys.slice(0, signerCount),
    blockhash,
    instructions: instructions.map((one) => withAddresses(one, keys, lookedUp)),
  };
}

function instructionOf(reader: Reader): RawInstruction {
  const programIndex = reader.byte('an instruction');
  const accountIndexes = reader.take(reader.count('accounts of an instruction'), 'an instruction');
  const data = reader.take(reader.count('bytes of an instruction'), 'an instruction');
  return { programIndex, accountIndexes, data };
}

/** How many accounts the address lookup tables add. */
function lookedUpCount(reader: Reader): number {
  const counts = reader.list('lookup tables', () => {
    reader.take(PUBLIC_KEY, 'a lookup table');
    const writable = reader.count('accounts of a lookup table');
    reader.take(writable, 'a lookup table');
    const readOnly = reader.count('accounts of a lookup table');
    reader.take(readOnly, 'a lookup table');
    if (writable + readOnly === 0) return refuseToSign('transaction', 'a lookup table is used for nothing');
    return writable + readOnly;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function withAddresses(
  { programIndex, accountIndexes, data }: RawInstruction,
  keys: readonly string[],
  lookedUp: number,
): SolanaInstruction {
  // The payer is no program, and a program is never looked up.
  if (programIndex === 0 || programIndex >= keys.length) {
    return refuseToSign('transaction', 'an instruction names no program');
  }
  if (accountIndexes.some((index) => index >= keys.length + lookedUp)) {
    return refuseToSign('transaction', 'an instruction names an account that is not there');
  }
  return { program: keys[programIndex], accounts: Array.from(accountIndexes, (index) => keys[index]), data };
}

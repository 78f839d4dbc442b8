import { pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { DrxaError } from '../errors.ts';

// BIP-39. The words of a mnemonic are secret: no message here repeats one.

/** How many words a mnemonic may have; 12 hold 128 bits of entropy, 24 hold 256. */
export type WordCount = 12 | 15 | 18 | 21 | 24;

const WORD_COUNTS: readonly number[] = [12, 15, 18, 21, 24];
const BITS_OF_WORD = 11;
/** One bit of checksum follows every 32 bits of entropy. */
const ENTROPY_SHARE = 32 / 33;
const ROUNDS = 2_048;
const SEED_LENGTH = 64;
const utf8 = new TextEncoder();

const refuse = (reason: string): never => {
  throw new DrxaError('DRXA_MNEMONIC', `words: ${reason}`, 'words');
};

/** The words in Unicode normal form KD; white space of any kind and amount parts them. */
function split(words: string): string[] {
  if (typeof words !== 'string') return refuse('must be one text');
  return words.normalize('NFKD').trim().split(/\s+/);
}

/** The checksum of entropy as bits: the first of its SHA-256, one for every 32. */
const checksumBits = (entropy: Uint8Array): string =>
  sha256(entropy)[0]
    .toString(2)
    .padStart(8, '0')
    .slice(0, (entropy.length * 8) / 32);

const bitsOf = (bytes: Uint8Array): string => {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return bits;
};

/**
 * The words of 16, 20, 24, 28 or 32 bytes of entropy.
 * @throws DRXA_MNEMONIC for another length
 */
export function entropyToWords(entropy: Uint8Array, wordlist: readonly string[] = english): string {
  if (!(entropy instanceof Uint8Array) || ![16, 20, 24, 28, 32].includes(entropy.length)) {
    throw new DrxaError('DRXA_MNEMONIC', 'entropy: must be 16, 20, 24, 28 or 32 bytes', 'entropy');
  }
  const bits = bitsOf(entropy) + checksumBits(entropy);
  const words: string[] = [];
  for (let at = 0; at < bits.length; at += BITS_OF_WORD) {
    words.push(wordlist[Number.parseInt(bits.slice(at, at + BITS_OF_WORD), 2)]);
  }
  return words.join(' ');
}

/** Lists are in this form already, or in NFC. */
function indexOf(word: string, wordlist: readonly string[]): number {
  const index = wordlist.indexOf(word);
  return index === -1 ? wordlist.findIndex((entry) => entry.normalize('NFKD') === word) : index;
}

/**
 * The entropy of a mnemonic, which shows that it is one: count, words and checksum are right.
 * @throws DRXA_MNEMONIC, which says what is wrong and where, but repeats no word
 */
export function wordsToEntropy(words: string, wordlist: readonly string[] = english): Uint8Array {
  const list = split(words);
  if (!WORD_COUNTS.includes(list.length)) {
    return refuse(`${list[0] === '' ? 0 : list.length} of them; a mnemonic has 12, 15, 18, 21 or 24`);
  }
  let bits = '';
  for (const [at, word] of list.entries()) {
    const index = indexOf(word, wordlist);
    if (index === -1) return refuse(`word ${at + 1} is not in the list`);
    bits += index.toString(2).padStart(BITS_OF_WORD, '0');
  }
  const entropy = new Uint8Array((bits.length * ENTROPY_SHARE) / 8);
  for (let i = 0; i < entropy.length; i++) entropy[i] = Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2);
  if (checksumBits(entropy) !== bits.slice(8 * entropy.length)) {
    entropy.fill(0);
    return refuse('the checksum does not match: a word is another one or stands elsewhere');
  }
  return entropy;
}

/**
 * A new mnemonic from the system's random numbers.
 * @throws DRXA_MNEMONIC for a count that BIP-39 does not have
 * @example
 *   const words = makeMnemonic(24);
 */
export function makeMnemonic(count: WordCount = 24, wordlist: readonly string[] = english): string {
  if (!WORD_COUNTS.includes(count)) {
    throw new DrxaError('DRXA_MNEMONIC', 'count: must be 12, 15, 18, 21 or 24', 'count');
  }
  const entropy = crypto.getRandomValues(new Uint8Array((count * BITS_OF_WORD * ENTROPY_SHARE) / 8));
  try {
    return entropyToWords(entropy, wordlist);
  } finally {
    entropy.fill(0);
  }
}

/** Passes for a mnemonic. @throws DRXA_MNEMONIC, which says what is wrong and where, but repeats no word */
export function checkMnemonic(words: string, wordlist: readonly string[] = english): void {
  wordsToEntropy(words, wordlist).fill(0);
}

/**
 * The 64-byte seed of a mnemonic and a passphrase, by WebCrypto where the platform has it, else by noble: PBKDF2 with
 * HMAC-SHA-512. A wrong passphrase gives another seed and no error: BIP-39 has no way to tell.
 * @throws DRXA_MNEMONIC
 * @example
 *   const wallet = createBipWallet(await mnemonicToSeed(words));
 */
export async function mnemonicToSeed(
  words: string,
  passphrase = '',
  wordlist: readonly string[] = english,
): Promise<Uint8Array> {
  checkMnemonic(words, wordlist);
  if (typeof passphrase !== 'string' || !passphrase.isWellFormed()) {
    throw new DrxaError('DRXA_MNEMONIC', 'passphrase: must be a well-formed Unicode string', 'passphrase');
  }
  const password = utf8.encode(split(words).join(' '));
  const salt = utf8.encode(`mnemonic${passphrase.normalize('NFKD')}`);
  try {
    return await stretch(password, salt);
  } finally {
    password.fill(0);
    salt.fill(0);
  }
}

async function stretch(
  password: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  // A page that was not loaded over HTTPS has no `subtle`.
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return stretchByNoble(password, salt);
  const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  const rule = { name: 'PBKDF2', hash: 'SHA-512', salt, iterations: ROUNDS };
  return new Uint8Array(await subtle.deriveBits(rule, key, SEED_LENGTH * 8));
}

/** The same bytes without WebCrypto. */
export const stretchByNoble = (password: Uint8Array, salt: Uint8Array): Promise<Uint8Array> =>
  pbkdf2Async(sha512, password, salt, { c: ROUNDS, dkLen: SEED_LENGTH });

import fc from 'fast-check';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as japanese } from '@scure/bip39/wordlists/japanese.js';
import { Mnemonic } from 'ethers';
import { describe, expect, it, vi } from 'vitest';
import { fromHex, toHex } from '../encoding/hex.ts';
import type { DrxaError } from '../errors.ts';
import { checkMnemonic, entropyToWords, makeMnemonic, mnemonicToSeed, wordsToEntropy } from './words.ts';
import type { WordCount } from './words.ts';

const ABANDON = `${'abandon '.repeat(11)}about`;
const refusal = (message: RegExp, field = 'words'): DrxaError =>
  expect.objectContaining({
    code: 'DRXA_MNEMONIC',
    field,
    message: expect.stringMatching(message) as string,
  }) as DrxaError;

describe('the vectors of BIP-39, passphrase TREZOR', () => {
  const vectors = [
    [
      '00000000000000000000000000000000',
      ABANDON,
      'c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04',
    ],
    [
      '7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f',
      'legal winner thank year wave sausage worth useful legal winner thank yellow',
      '2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607',
    ],
    [
      '0000000000000000000000000000000000000000000000000000000000000000',
      `${'abandon '.repeat(23)}art`,
      'bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd3097170af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8',
    ],
  ];

  it.each(vectors)('%s', async (entropy, words, seed) => {
    expect(entropyToWords(fromHex(entropy))).toBe(words);
    expect(toHex(wordsToEntropy(words))).toBe(entropy);
    expect(toHex(await mnemonicToSeed(words, 'TREZOR'))).toBe(seed);
  });

  it('hold without WebCrypto too', async () => {
    vi.stubGlobal('crypto', {});
    try {
      for (const [, words, seed] of vectors) expect(toHex(await mnemonicToSeed(words, 'TREZOR'))).toBe(seed);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('a mnemonic', () => {
  const counts: WordCount[] = [12, 15, 18, 21, 24];

  it.each(counts)('of %i words is made and passes', (count) => {
    const words = makeMnemonic(count);
    expect(words.split(' ')).toHaveLength(count);
    expect(Mnemonic.isValidMnemonic(words)).toBe(true);
    expect(() => checkMnemonic(words)).not.toThrow();
    expect(makeMnemonic(count)).not.toBe(words);
  });

  it('says its entropy, as ethers reads it', () => {
    const sizes = fc.constantFrom(16, 20, 24, 28, 32);
    const entropies = sizes.chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
    fc.assert(
      fc.property(entropies, (entropy) => {
        const words = entropyToWords(entropy);
        expect(words).toBe(Mnemonic.entropyToPhrase(entropy));
        expect(wordsToEntropy(words)).toEqual(entropy);
      }),
      { numRuns: 1_000 },
    );
  });

  it('may stand in any white space and either Unicode form', async () => {
    const words = entropyToWords(new Uint8Array(16).fill(0x5a), japanese);
    const seed = await mnemonicToSeed(words, '㍍ガバヴァ', japanese);
    const other = `\n${words.normalize('NFC').replaceAll(' ', '\u3000')}  `;
    expect(await mnemonicToSeed(other, '㍍ガバヴァ'.normalize('NFC'), japanese)).toEqual(seed);
  });

  it('has the seed that ethers finds, with a passphrase in any Unicode form', async () => {
    for (const passphrase of ['', 'TREZOR', 'é㍍ガ', 'ﬁancé']) {
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
        const written = passphrase.normalize(form);
        const expected = Mnemonic.fromPhrase(ABANDON, written).computeSeed();
        expect(`0x${toHex(await mnemonicToSeed(ABANDON, written))}`).toBe(expected);
      }
    }
  });

  it('gives another seed with another passphrase', async () => {
    const seeds = await Promise.all(['', 'a', 'A'].map((passphrase) => mnemonicToSeed(ABANDON, passphrase)));
    expect(new Set(seeds.map(toHex)).size).toBe(3);
  });

  it('is written in the list that is asked for', () => {
    const words = makeMnemonic(12, japanese);
    expect(() => checkMnemonic(words, japanese)).not.toThrow();
    expect(() => checkMnemonic(words)).toThrow(refusal(/word 1 is not in the list/));
  });
});

describe('a wrong mnemonic is refused', () => {
  it.each([
    ['of no words', '', /0 of them/],
    ['of 11 words', 'abandon '.repeat(11), /11 of them/],
    ['of 13 words', `${ABANDON} about`, /13 of them/],
    ['of 27 words', 'abandon '.repeat(27), /27 of them/],
    ['with an unknown word', ABANDON.replace('about', 'aboot'), /word 12 is not in the list/],
    ['with capitals', ABANDON.replace('abandon', 'Abandon'), /word 1 is not in the list/],
    ['with a wrong checksum', 'abandon '.repeat(12), /checksum/],
    ['that is no text', 12 as unknown as string, /one text/],
  ])('%s', async (_, words, message) => {
    expect(() => checkMnemonic(words)).toThrow(refusal(message));
    await expect(mnemonicToSeed(words)).rejects.toThrow(refusal(message));
  });

  it('with two words that changed places, in all but the share that the checksum lets pass', () => {
    const words = entropyToWords(Uint8Array.from({ length: 32 }, (_, i) => 7 * i)).split(' ');
    let tried = 0;
    let passed = 0;
    for (let a = 0; a < words.length; a++) {
      for (let b = a + 1; b < words.length; b++) {
        if (words[a] === words[b]) continue;
        const swapped = words.with(a, words[b]).with(b, words[a]).join(' ');
        tried++;
        try {
          checkMnemonic(swapped);
          passed++;
        } catch (error) {
          expect(error).toEqual(refusal(/checksum/));
        }
      }
    }
    expect(tried).toBeGreaterThan(250);
    // One in 256 is expected of 24 words.
    expect(passed).toBeLessThanOrEqual(5);
  });

  it('and the message repeats none of its words', () => {
    const secret = english.slice(100, 112);
    for (const words of [
      secret.join(' '),
      [...secret.slice(1), 'hunter2'].join(' '),
      secret.slice(1).join(' '),
    ]) {
      let message = '';
      try {
        checkMnemonic(words);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/^words: /);
      for (const word of [...secret, 'hunter2']) expect(message.split(/\W+/)).not.toContain(word);
    }
  });
});

describe('other input is refused', () => {
  it('entropy of another length', () => {
    for (const length of [0, 15, 17, 33, 64]) {
      expect(() => entropyToWords(new Uint8Array(length))).toThrow(refusal(/16, 20/, 'entropy'));
    }
    expect(() => entropyToWords('00'.repeat(16) as unknown as Uint8Array)).toThrow(
      refusal(/16, 20/, 'entropy'),
    );
  });

  it('a count that BIP-39 does not have', () => {
    expect(() => makeMnemonic(13 as WordCount)).toThrow(refusal(/12, 15/, 'count'));
  });

  it('a passphrase that is not well-formed', async () => {
    for (const passphrase of ['\ud800', 7 as unknown as string]) {
      await expect(mnemonicToSeed(ABANDON, passphrase)).rejects.toThrow(refusal(/well-formed/, 'passphrase'));
    }
  });
});

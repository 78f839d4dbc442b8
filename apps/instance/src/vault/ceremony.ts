import { randomInt, timingSafeEqual } from 'node:crypto';
import { entropyToWords } from 'drxa/bip/words';
import { VaultError } from './vault-error.ts';

/** 32 bytes in BIP-39. */
const WORDS = 24;
const ASKED = 3;

/**
 * The words of a seed are shown once, and three of them asked back: proof that they were written down. The words are
 * BIP-39 of the seed's own 32 bytes, so they are a whole backup of it.
 */
export class Ceremony {
  /** Which words are asked back, from 1. */
  readonly ask: readonly number[];
  readonly #seed: Buffer;
  readonly #confirmed: () => void;
  readonly #wipe: () => void;

  /**
   * @param seed 32 bytes; copied
   * @param confirmed what follows on the right words
   * @param wipe ends what `confirmed` holds
   */
  constructor(seed: Uint8Array, confirmed: () => void, wipe: () => void = () => undefined) {
    this.#seed = Buffer.from(seed);
    this.#confirmed = confirmed;
    this.#wipe = wipe;
    const places = new Set<number>();
    while (places.size < ASKED) places.add(randomInt(WORDS) + 1);
    this.ask = [...places].sort((a, b) => a - b);
  }

  /** All words with spaces between; the caller wipes them. */
  words(): Buffer {
    return Buffer.from(entropyToWords(this.#seed), 'utf8');
  }

  /** @throws VaultError `VAULT_WORDS` when one of them is another; they may be tried again */
  confirm(words: readonly Uint8Array[]): void {
    const all = entropyToWords(this.#seed).split(' ');
    const right = this.ask.map((place) => Buffer.from(all[place - 1], 'utf8'));
    const same = right.every(
      (word, at) => words[at]?.length === word.length && timingSafeEqual(words[at], word),
    );
    for (const word of right) word.fill(0);
    if (!same)
      throw new VaultError('VAULT_WORDS', `these are not the words ${this.ask.join(', ')}; look again`);
    this.#confirmed();
  }

  wipe(): void {
    this.#seed.fill(0);
    this.#wipe();
  }
}

import { randomInt, timingSafeEqual } from 'node:crypto';
import { entropyToWords } from 'drxa/bip/words';
import { VaultError } from './vault-error.ts';

const ASKED = 3;

/**
 * The words of a seed are shown once, and three of them asked back: proof that they were written down. The words are
 * BIP-39 of the seed's own 32 bytes, so they are a whole backup of it.
 */
export class Ceremony {
  /** Which words are asked back, from 1. */
  readonly ask: readonly number[];
  readonly #words: Buffer[];
  readonly #confirmed: () => void;
  readonly #wipe: () => void;

  /**
   * @param seed 32 bytes
   * @param confirmed what follows on the right words
   * @param wipe ends what `confirmed` holds
   */
  constructor(seed: Uint8Array, confirmed: () => void, wipe: () => void = () => undefined) {
    this.#words = entropyToWords(seed)
      .split(' ')
      .map((word) => Buffer.from(word, 'utf8'));
    this.#confirmed = confirmed;
    this.#wipe = wipe;
    const places = new Set<number>();
    while (places.size < ASKED) places.add(randomInt(this.#words.length) + 1);
    this.ask = [...places].sort((a, b) => a - b);
  }

  /** All words with spaces between; the caller wipes them. */
  words(): Buffer {
    const space = Buffer.from(' ');
    return Buffer.concat(this.#words.flatMap((word, at) => (at === 0 ? [word] : [space, word])));
  }

  /** @throws VaultError `VAULT_WORDS` when one of them is another; they may be tried again */
  confirm(words: readonly Uint8Array[]): void {
    const right = this.ask.every((place, at) => {
      const word = this.#words[place - 1];
      const typed = words[at];
      return typed?.length === word.length && timingSafeEqual(typed, word);
    });
    if (!right)
      throw new VaultError('VAULT_WORDS', `these are not the words ${this.ask.join(', ')}; look again`);
    this.#confirmed();
  }

  wipe(): void {
    for (const word of this.#words) word.fill(0);
    this.#wipe();
  }
}

import type { components } from '#lib/api/schema.d.ts';
import type { Reader } from '#lib/vault/typed.ts';

type WordsShown = components['schemas']['WordsShown'];

/** Words that the vault has sealed to this page; they are opened when somebody asks to see them, and not before. */
export interface SeedWords {
  /** Which of them are asked back, from 1. */
  readonly ask: readonly number[];
  readonly open: () => Promise<readonly string[]>;
}

export function seedWords({ words, ask }: WordsShown, reader: Reader): SeedWords {
  return { ask, open: async () => (await reader.read(words)).split(' ') };
}

/** Words of a vault's seed. */
export const WORDS = 24;

export function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

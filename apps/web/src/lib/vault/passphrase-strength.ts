/** Bytes that the vault asks for at least. */
export const LEAST_PASSPHRASE = 8;
/** Words of a passphrase that are drawn at random: five of a usual list are 64 bits. */
const GOOD_WORDS = 5;

export type Strength = 'weak' | 'fair' | 'good';

/**
 * How long a passphrase would stand against somebody with a copy of the disk. A hint only: nobody can see whether
 * words were drawn at random.
 */
export function passphraseStrength(passphrase: string): Strength {
  const words = new Set(passphrase.split(/\s+/).filter((word) => word.length >= 3)).size;
  const different = new Set(passphrase).size;
  if (words >= GOOD_WORDS || (passphrase.length >= 20 && different >= 12)) return 'good';
  return passphrase.length >= 14 && different >= 8 ? 'fair' : 'weak';
}

export type PassphraseProblem =
  { readonly kind: 'short'; readonly missing: number } | { readonly kind: 'differs' };

/** What is wrong with a new passphrase, typed twice; undefined when nothing is. */
export function passphraseProblem(passphrase: string, again: string): PassphraseProblem | undefined {
  const missing = LEAST_PASSPHRASE - new TextEncoder().encode(passphrase).length;
  if (missing > 0) return { kind: 'short', missing };
  return passphrase === again ? undefined : { kind: 'differs' };
}

import { DrxaError } from '../errors.ts';

/** The first hardened number of a step; what stands before it in BIP-32 text carries a mark (`44'`). */
export const HARDENED = 0x8000_0000;
/** BIP-32 counts the depth of a key in one byte. */
const DEEPEST = 255;

/** The steps of a path such as `m/44'/60'/0'/0/0`, hardened ones with {@link HARDENED} added. @throws DRXA_PATH */
export function parsePath(path: string): number[] {
  const refuse = (reason: string): never => {
    throw new DrxaError('DRXA_PATH', `path: ${reason}`, 'path');
  };
  if (typeof path !== 'string') return refuse('must be text');
  const [root, ...parts] = path.split('/');
  if (root !== 'm') return refuse('must begin with m');
  if (parts.length > DEEPEST) return refuse(`at most ${DEEPEST} steps`);
  return parts.map((part, at) => {
    const [, digits, mark] =
      /^(0|[1-9]\d{0,9})(['h]?)$/.exec(part) ??
      refuse(`step ${at + 1} must be a number, with ' when hardened`);
    const number = Number(digits);
    if (number >= HARDENED) return refuse(`step ${at + 1} must be below 2^31`);
    return mark === '' ? number : number + HARDENED;
  });
}

/** The text of steps. */
export const formatPath = (steps: readonly number[]): string =>
  ['m', ...steps.map((step) => (step < HARDENED ? `${step}` : `${step - HARDENED}'`))].join('/');

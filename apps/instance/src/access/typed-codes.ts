import { randomBytes } from 'node:crypto';
import { sha256 } from './tokens.ts';

/** Base32 without the letters that are taken for others (Crockford). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A random code of 80 bits for people to type: four groups of four, `7QX4-M0ZK-…`. */
export function randomCode(): string {
  const letters = Array.from(randomBytes(GROUPS * GROUP_LENGTH), (byte) => ALPHABET[byte % 32]).join('');
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH),
  ).join('-');
}

/** How a code is kept and compared: case, dashes and spaces do not matter, nor O for 0, I and L for 1. */
export function codeHash(typed: string): string {
  return sha256(typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1'));
}

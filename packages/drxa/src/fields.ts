import { DrxaError } from './errors.ts';

/** The largest index of a key. */
export const MAX_INDEX = 0xffff_ffff;
const LONGEST_USER_ID = 128;
const SCOPE = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const CONTROL = /\p{Cc}/u;
const utf8 = new TextEncoder();

/** A copy of the seed: 32 to 64 bytes that are not all the same. @throws DRXA_SEED_LENGTH, DRXA_SEED_WEAK */
export function checkedSeed(seed: Uint8Array): Uint8Array {
  if (!(seed instanceof Uint8Array)) {
    throw new DrxaError('DRXA_SEED_LENGTH', 'seed: must be a Uint8Array of 32 to 64 bytes', 'seed');
  }
  if (seed.length < 32 || seed.length > 64) {
    throw new DrxaError('DRXA_SEED_LENGTH', `seed: ${seed.length} bytes; 32 to 64 are allowed`, 'seed');
  }
  if (seed.every((byte) => byte === seed[0])) {
    throw new DrxaError('DRXA_SEED_WEAK', 'seed: all bytes are the same', 'seed');
  }
  return Uint8Array.from(seed);
}

/** The scope's bytes. @throws DRXA_FIELD_INVALID */
export function scopeBytes(scope: string): Uint8Array {
  if (typeof scope !== 'string' || !SCOPE.test(scope)) {
    throw new DrxaError(
      'DRXA_FIELD_INVALID',
      'scope: must be 1 to 64 of a-z 0-9 . _ - and begin and end with a letter or digit',
      'scope',
    );
  }
  return utf8.encode(scope);
}

/**
 * The user id's bytes. What is not in NFC is refused, not repaired: a repair would give two stored ids one key.
 * @throws DRXA_FIELD_INVALID, DRXA_FIELD_NOT_NFC
 */
export function userIdBytes(userId: string): Uint8Array {
  if (typeof userId !== 'string' || !userId.isWellFormed()) {
    throw new DrxaError('DRXA_FIELD_INVALID', 'userId: must be a well-formed Unicode string', 'userId');
  }
  if (CONTROL.test(userId)) {
    throw new DrxaError('DRXA_FIELD_INVALID', 'userId: holds a control character', 'userId');
  }
  const bytes = utf8.encode(userId);
  if (bytes.length < 1 || bytes.length > LONGEST_USER_ID) {
    throw new DrxaError(
      'DRXA_FIELD_INVALID',
      `userId: ${bytes.length} bytes in UTF-8; 1 to ${LONGEST_USER_ID} are allowed`,
      'userId',
    );
  }
  if (userId.normalize('NFC') !== userId) {
    throw new DrxaError('DRXA_FIELD_NOT_NFC', 'userId: is not in Unicode normal form C', 'userId');
  }
  return bytes;
}

/** The index itself. @throws DRXA_INDEX_RANGE */
export function checkedIndex(index: number): number {
  if (
    typeof index !== 'number' ||
    !Number.isInteger(index) ||
    index < 0 ||
    index > MAX_INDEX ||
    Object.is(index, -0)
  ) {
    throw new DrxaError('DRXA_INDEX_RANGE', `index: must be an integer from 0 to ${MAX_INDEX}`, 'index');
  }
  return index;
}

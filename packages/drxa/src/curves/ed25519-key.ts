import { DrxaError } from '../errors.ts';

/** The seed of RFC 8032 itself: 32 bytes. @throws DRXA_KEY_INVALID */
export function checkedEd25519Key(privateKey: Uint8Array): Uint8Array {
  if (!(privateKey instanceof Uint8Array) || privateKey.length !== 32) {
    throw new DrxaError('DRXA_KEY_INVALID', 'privateKey: must be 32 bytes', 'privateKey');
  }
  return privateKey;
}

import type { KeysStatus } from '../api/schemas/keys.ts';
import { InstanceError } from '../errors.ts';

/**
 * Real money is not to be traded with keys that everybody can use who can read the disk: a key file beside the vault is
 * for paper. Without a vault there are no keys to lose.
 * @throws InstanceError `KEYS_NOT_FOR_LIVE`
 */
export function checkForLive({ vault }: KeysStatus): void {
  if (vault === null || !vault.slots.some(({ source }) => source === 'file')) return;
  throw new InstanceError(
    'KEYS_NOT_FOR_LIVE',
    'The key file beside the vault opens it, so whoever reads the disk has the keys: that is for paper. Add a slot with a passphrase or a credential, remove the slot with the file, then trade live',
  );
}

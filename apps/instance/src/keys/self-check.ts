import { DrxaError } from 'drxa/errors';
import { verifyVectors } from 'drxa/self-test';
import { sr25519 } from 'drxa/sr25519';
import { InstanceError } from '../errors.ts';

/**
 * Derives known keys and addresses and compares them, so that no vault is opened by a program whose keys would be
 * others than they should. Takes some tens of milliseconds.
 * @param verify throws DrxaError with the first difference
 * @throws InstanceError `KEYS_SELF_TEST`
 */
export function checkDerivation(verify: () => void = () => verifyVectors({ sr25519 })): void {
  try {
    verify();
  } catch (error) {
    if (!(error instanceof DrxaError)) throw error;
    throw new InstanceError(
      'KEYS_SELF_TEST',
      `keys and addresses do not come out as they must on this machine (${error.message}); nothing was opened. ` +
        'Install the program again; if it stays so, the machine computes wrong',
      { cause: error },
    );
  }
}

import type { KeysStatus } from '../../api/schemas/keys.ts';

/** Of an instance that nobody made a vault for. */
export const NO_VAULT: KeysStatus = { process: 'off', lastError: null, vault: null };

/** Of an instance with a vault that was opened by a passphrase, or is to be. */
export function vaultStatus(
  state: 'locked' | 'unlocked',
  slots: NonNullable<KeysStatus['vault']>['slots'] = [{ id: 1, source: 'passphrase' }],
): KeysStatus {
  return {
    process: 'ready',
    lastError: null,
    vault: {
      state,
      vaultId: '000102030405060708090a0b0c0d0e0f',
      slots,
      unattended: slots.some(({ source }) => source !== 'passphrase'),
      backedUp: true,
      elevatedForSec: 0,
      retryAfterSec: 0,
      ceremony: false,
      ...(state === 'unlocked' ? { rev: 1, kid: '0011223344556677', fingerprint: '836a659b307ed276' } : {}),
    },
  };
}

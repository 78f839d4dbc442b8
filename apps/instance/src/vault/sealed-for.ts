import { sealTo } from './sealed-box.ts';
import type { ReplyTo, Sealed } from './sealed-box.ts';
import { VaultError } from './vault-error.ts';

/** A secret on its way out, sealed to who asked. @throws VaultError `VAULT_CHALLENGE` for a key that hides nothing */
export function sealedFor(replyTo: ReplyTo, vaultId: Uint8Array, secret: Uint8Array): Sealed {
  const sealed = sealTo(replyTo, vaultId, [secret]);
  if (sealed === undefined)
    throw new VaultError('VAULT_CHALLENGE', 'replyTo is no key that a secret can be sealed to');
  return sealed;
}

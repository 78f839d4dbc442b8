import type { Kek } from './record.ts';
import { openSlot } from './slots.ts';
import type { Slot } from './slots.ts';
import { SOURCES } from './sources.ts';
import type { SourceInput } from './sources.ts';
import type { VaultStore } from './store.ts';
import { VaultError } from './vault-error.ts';

/** What opened the vault. */
export interface OpenKeks {
  /** The KEK of new records first; a second one while a rotation is under way. */
  readonly keks: readonly [Kek, ...Kek[]];
  readonly slot: Slot;
}

/**
 * The KEK by way of the first slot that fits: a passphrase slot when a passphrase is given, else one that needs no
 * person.
 * @throws VaultError `VAULT_PASSPHRASE`, `VAULT_SOURCE`, `VAULT_UNSUPPORTED`, `VAULT_CORRUPT`
 */
export function openKeks(store: VaultStore, input: SourceInput): OpenKeks {
  const vaultId = store.vaultId();
  const slots = store.slots(store.kid());
  const asked = slots.filter(({ source }) => (source === 'passphrase') === (input.passphrase !== undefined));
  if (asked.length === 0)
    throw new VaultError(
      'VAULT_PASSPHRASE',
      input.passphrase === undefined ? 'the vault opens with a passphrase' : 'the vault has no passphrase',
    );
  let refusal: unknown;
  for (const slot of asked) {
    try {
      return openBoth(store, vaultId, slot, input);
    } catch (error) {
      if (!(error instanceof VaultError) || error.code === 'VAULT_CORRUPT') throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

function openBoth(store: VaultStore, vaultId: Buffer, slot: Slot, input: SourceInput): OpenKeks {
  const sourceKey = SOURCES[slot.source].key(slot.params, input);
  let kek: Kek | undefined;
  try {
    kek = openSlot(vaultId, slot, sourceKey);
    const nextKid = store.meta('nextKid');
    if (nextKid === undefined) return { keks: [kek], slot };
    // A slot has the same source key under both KEKs of a rotation.
    const next = store.slots(nextKid).find(({ id }) => id === slot.id);
    if (next === undefined)
      throw new VaultError(
        'VAULT_SOURCE',
        `a rotation is under way that slot ${slot.id} is not part of; unlock with another slot`,
      );
    return { keks: [openSlot(vaultId, next, sourceKey), kek], slot };
  } catch (error) {
    kek?.key.fill(0);
    throw error;
  } finally {
    sourceKey.fill(0);
  }
}

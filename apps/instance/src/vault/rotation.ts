import { rewrapRecord, sealRecord } from './record.ts';
import type { Kek } from './record.ts';
import { signManifest } from './manifest.ts';
import { makeSlot, openSlot, wrapInSlot } from './slots.ts';
import type { Slot } from './slots.ts';
import { SOURCES } from './sources.ts';
import type { SourceInput, SourceName } from './sources.ts';
import { freshKek } from './vault.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** Told of each step: once written and not committed, and once committed. */
export type StepListener = (step: string) => void;

const silent: StepListener = () => undefined;

/**
 * Replaces the passphrase of the slot that `from` opens. One row changes; records do not.
 * @returns the slot's id
 * @throws VaultError `VAULT_PASSPHRASE` for a wrong one, `VAULT_INPUT` for a new one out of the rules
 */
export function changePassphrase(
  vault: Vault,
  { from, to }: { readonly from: SourceInput; readonly to: SourceInput },
  onStep: StepListener = silent,
): number {
  const slot = slotsOf(vault).find((one) => one.source === 'passphrase' && opens(vault, one, from));
  if (slot === undefined) throw new VaultError('VAULT_PASSPHRASE', 'this is not the passphrase of the vault');
  const fresh = makeSlot(vault.vaultId, vault.kek, { id: slot.id, source: 'passphrase', input: to });
  inOneStep(vault, onStep, 'slot', () => {
    vault.store.putSlot(fresh);
  });
  return slot.id;
}

/** One more way to open the vault. @returns the slot's id @throws VaultError of the source */
export function addSlot(vault: Vault, source: SourceName, input: SourceInput): number {
  const used = new Set(slotsOf(vault).map(({ id }) => id));
  const id = Array.from({ length: 255 }, (_, at) => at + 1).find((one) => !used.has(one));
  if (id === undefined) throw new VaultError('VAULT_INPUT', 'the vault has 255 slots already');
  const slot = makeSlot(vault.vaultId, vault.kek, { id, source, input });
  vault.store.transaction(() => {
    vault.store.putSlot(slot);
  });
  return id;
}

/** @throws VaultError `VAULT_NOT_FOUND`, `VAULT_INPUT` for the last slot */
export function removeSlot(vault: Vault, id: number): void {
  const slots = slotsOf(vault);
  if (!slots.some((slot) => slot.id === id))
    throw new VaultError('VAULT_NOT_FOUND', `the vault has no slot ${id}`);
  if (slots.length === 1)
    throw new VaultError(
      'VAULT_INPUT',
      'this is the last slot; add another first, or nothing opens the vault',
    );
  vault.store.transaction(() => {
    vault.store.deleteSlot(vault.kek.kid, id);
  });
}

/**
 * Gives the vault a new KEK. All slots are written for it before any record moves, and the old ones go last: killed
 * anywhere in between, the vault opens, and {@link finishKekRotation} does the rest.
 * @param input with the passphrase, where there is a passphrase slot
 * @param drop slots to give up, such as one whose passphrase is not at hand
 * @throws VaultError `VAULT_PASSPHRASE`, `VAULT_SOURCE` naming the slot that could not be read; nothing is changed
 */
export function rotateKek(
  vault: Vault,
  { input, drop = [] }: { readonly input: SourceInput; readonly drop?: readonly number[] },
  onStep: StepListener = silent,
): void {
  finishKekRotation(vault, onStep);
  const next = freshKek();
  const kept = slotsOf(vault).filter(({ id }) => !drop.includes(id));
  if (kept.length === 0) throw new VaultError('VAULT_INPUT', 'at least one slot must stay');
  const slots = kept.map((slot) => inNewSlot(vault, slot, next, input));
  inOneStep(vault, onStep, 'slots', () => {
    for (const slot of slots) vault.store.putSlot(slot);
    vault.store.putManifest(next.kid, signManifest(vault.vaultId, next, vault.manifest()));
    vault.store.setMeta('nextKid', next.kid);
  });
  vault.useKeks([next, vault.kek]);
  finishKekRotation(vault, onStep);
}

/** Goes on with a rotation that was cut off; without one it does nothing. */
export function finishKekRotation(vault: Vault, onStep: StepListener = silent): void {
  const [next, old] = vault.keks;
  if (old === undefined) return;
  const { store } = vault;
  for (const [id, { kid }] of store.faces()) {
    if (kid === next.kid) continue;
    inOneStep(vault, onStep, `record ${id}`, () => {
      store.putRecord(id, rewrapRecord(store.record(id)!, vault.kekOf(kid), next));
    });
  }
  inOneStep(vault, onStep, 'old key', () => {
    store.setMeta('kid', next.kid);
    store.setMeta('nextKid', undefined);
    store.deleteKek(old.kid);
  });
  vault.useKeks([next]);
}

/** Gives each record a new data key, one after the other; each is whole at any moment. */
export function rotateDeks(vault: Vault, onStep: StepListener = silent): void {
  for (const { header } of vault.list()) {
    const { kind, secret } = vault.open(header.id);
    try {
      vault.write((manifest) => {
        const rev = manifest.rev + 1;
        vault.store.putRecord(header.id, sealRecord({ kind, header: { ...header, rev }, secret }, vault.kek));
        onStep(`record ${header.id} written`);
        return { records: { ...manifest.records, [header.id]: rev }, rev };
      });
    } finally {
      secret.fill(0);
    }
    onStep(`record ${header.id} committed`);
  }
}

function slotsOf(vault: Vault): Slot[] {
  return vault.store.slots(vault.kek.kid);
}

function inNewSlot(vault: Vault, slot: Slot, next: Kek, input: SourceInput): Slot {
  let sourceKey: Buffer | undefined;
  try {
    sourceKey = SOURCES[slot.source].key(slot.params, input);
    openSlot(vault.vaultId, slot, sourceKey).key.fill(0);
    return wrapInSlot(vault.vaultId, next, { ...slot, sourceKey });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new VaultError(
      error.code,
      `slot ${slot.id} (${slot.source}): ${error.message}; or drop this slot`,
      {
        cause: error,
      },
    );
  } finally {
    sourceKey?.fill(0);
  }
}

function opens(vault: Vault, slot: Slot, input: SourceInput): boolean {
  const sourceKey = SOURCES[slot.source].key(slot.params, input);
  try {
    openSlot(vault.vaultId, slot, sourceKey).key.fill(0);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'VAULT_PASSPHRASE') return false;
    throw error;
  } finally {
    sourceKey.fill(0);
  }
}

function inOneStep(vault: Vault, onStep: StepListener, step: string, act: () => void): void {
  vault.store.transaction(() => {
    act();
    onStep(`${step} written`);
  });
  onStep(`${step} committed`);
}

import { hkdfSync } from 'node:crypto';
import { seal, unseal } from '../secrets/aes-gcm.ts';
import type { Kek } from './record.ts';
import { SOURCES } from './sources.ts';
import type { SourceInput, SourceName, SourceParams } from './sources.ts';
import { VaultError } from './vault-error.ts';

/** The KEK under the key of one source. Several slots may open one vault. */
export interface Slot {
  readonly kid: string;
  /** 1 … 255, stable through rotations. */
  readonly id: number;
  readonly source: SourceName;
  readonly params: SourceParams;
  /** IV ‖ KEK ‖ tag. */
  readonly wrapped: Uint8Array;
}

const KEY_BYTES = 32;

/** A slot with fresh parameters. `vaultId`: 16 bytes. @throws VaultError of the source */
export function makeSlot(
  vaultId: Uint8Array,
  kek: Kek,
  { id, source, input }: { readonly id: number; readonly source: SourceName; readonly input: SourceInput },
): Slot {
  const params = SOURCES[source].prepare(input);
  const sourceKey = SOURCES[source].key(params, input);
  try {
    return wrapInSlot(vaultId, kek, { id, source, params, sourceKey });
  } finally {
    sourceKey.fill(0);
  }
}

/** A slot for a source key that is known already. */
export function wrapInSlot(
  vaultId: Uint8Array,
  kek: Kek,
  slot: Pick<Slot, 'id' | 'source' | 'params'> & { readonly sourceKey: Uint8Array },
): Slot {
  const { id, source, params, sourceKey } = slot;
  const info = infoOf(kek.kid, id);
  const key = slotKey(sourceKey, vaultId, info);
  try {
    return { kid: kek.kid, id, source, params, wrapped: seal(key, kek.key, info) };
  } finally {
    key.fill(0);
  }
}

/** The KEK in a slot; the caller wipes it. @throws VaultError `VAULT_PASSPHRASE`, or `VAULT_SOURCE` for other sources */
export function openSlot(vaultId: Uint8Array, slot: Slot, sourceKey: Uint8Array): Kek {
  const info = infoOf(slot.kid, slot.id);
  const key = slotKey(sourceKey, vaultId, info);
  try {
    const kek = unseal(key, slot.wrapped, info);
    if (kek !== undefined) return { kid: slot.kid, key: kek };
  } finally {
    key.fill(0);
  }
  if (slot.source === 'passphrase')
    throw new VaultError('VAULT_PASSPHRASE', 'this is not the passphrase of the vault');
  throw new VaultError(
    'VAULT_SOURCE',
    `the ${slot.source} of slot ${slot.id} does not open the vault; put the original back, or use another slot`,
  );
}

function slotKey(sourceKey: Uint8Array, vaultId: Uint8Array, info: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', sourceKey, vaultId, info, KEY_BYTES));
}

/** `mrm-vault/1 slot` ‖ 00 ‖ kid ‖ slot id; it is the associated data too. */
function infoOf(kid: string, id: number): Buffer {
  return Buffer.concat([Buffer.from('mrm-vault/1 slot\0', 'ascii'), Buffer.from(kid, 'hex'), Buffer.of(id)]);
}

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { canonicalJson } from './canonical-json.ts';
import type { Kek, RecordFace } from './record.ts';
import { VaultError } from './vault-error.ts';

const ManifestSchema = Type.Object(
  {
    records: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
    rev: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
/** Which records a vault has, at which revision, and the vault's own revision, which grows with each write. */
export type Manifest = Static<typeof ManifestSchema>;

/** A manifest as it is stored: what it says, and that the holder of the KEK said so. */
export interface SignedManifest {
  readonly text: string;
  readonly mac: Uint8Array;
}

export function signManifest(vaultId: Uint8Array, kek: Kek, manifest: Manifest): SignedManifest {
  const text = canonicalJson(manifest);
  return { text, mac: macOf(vaultId, kek, text) };
}

/** @throws VaultError `VAULT_CORRUPT` */
export function readManifest(vaultId: Uint8Array, kek: Kek, { text, mac }: SignedManifest): Manifest {
  const right = macOf(vaultId, kek, text);
  if (mac.length !== right.length || !timingSafeEqual(mac, right))
    throw new VaultError('VAULT_CORRUPT', 'the list of records was changed; restore the vault from a backup');
  const manifest: unknown = JSON.parse(text);
  if (!Value.Check(ManifestSchema, manifest))
    throw new VaultError('VAULT_CORRUPT', 'the list of records is not as it was written');
  return manifest;
}

/**
 * Compares the records that are there with those that were written. No tag tells that a record was taken away, or
 * replaced by an older one of itself.
 * @throws VaultError `VAULT_CORRUPT`, `VAULT_ROLLBACK`
 */
export function checkRecords({ records }: Manifest, faces: ReadonlyMap<string, RecordFace>): void {
  for (const id of Object.keys(records))
    if (!faces.has(id))
      throw new VaultError('VAULT_CORRUPT', `the record ${id} is missing; restore it from a backup`);
  for (const [id, { header }] of faces) {
    if (header.id !== id)
      throw new VaultError('VAULT_CORRUPT', `the record ${header.id} stands in the place of ${id}`);
    const rev = Object.hasOwn(records, id) ? records[id] : 0;
    if (header.rev < rev)
      throw new VaultError(
        'VAULT_ROLLBACK',
        `the record ${id} is an old one: revision ${header.rev} instead of ${rev}; put the newest back`,
      );
    if (header.rev > rev)
      throw new VaultError('VAULT_CORRUPT', `the record ${id} was not written by this vault`);
  }
}

function macOf(vaultId: Uint8Array, { key }: Kek, text: string): Buffer {
  const macKey = Buffer.from(hkdfSync('sha256', key, vaultId, 'mrm-vault/1 manifest', 32));
  try {
    return createHmac('sha256', macKey).update(text, 'utf8').digest();
  } finally {
    macKey.fill(0);
  }
}

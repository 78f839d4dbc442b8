import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { writeLedger } from './ledger-copy.ts';
import type { LedgerRows } from './ledger-copy.ts';
import { checkRecords, readManifest, signManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { KID_BYTES, openRecord, readRecord, sealRecord } from './record.ts';
import type { Kek, OpenRecord, RecordFace, RecordKind } from './record.ts';
import { makeSlot } from './slots.ts';
import type { SourceInput, SourceName } from './sources.ts';
import { VaultStore } from './store.ts';
import { openKeks } from './unlock.ts';
import { VaultError } from './vault-error.ts';

/** A secret to keep. */
export interface NewSecret {
  readonly kind: RecordKind;
  /** 1 to 200 of `a-z 0-9 . _ : -`, unique in the vault. */
  readonly id: string;
  readonly label: string;
  readonly secret: Uint8Array;
}

export interface NewVault {
  /** 16 bytes. */
  readonly vaultId: Uint8Array;
  readonly slots: readonly { readonly source: SourceName; readonly input: SourceInput }[];
  readonly secrets: readonly NewSecret[];
  /** The revision to go on from, for a copy. */
  readonly revBefore?: number;
  /** What was signed before, for a copy. */
  readonly ledger?: LedgerRows;
  /** ms since the epoch. */
  readonly nowMs: number;
}

/** A key-encryption key that nobody has had before. */
export function freshKek(): Kek {
  return { kid: randomBytes(KID_BYTES).toString('hex'), key: randomBytes(32) };
}

/**
 * Writes a vault file as a whole.
 * @param name the file's name in the folder, for an export
 * @throws VaultError `VAULT_EXISTS`, `VAULT_INPUT`, `VAULT_SOURCE`, `VAULT_UNSUPPORTED`
 */
export function createVault(folder: string, vault: NewVault, name?: string): void {
  const { vaultId, nowMs, revBefore = 0 } = vault;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kek = freshKek();
  try {
    const slots = vault.slots.map(({ source, input }, at) =>
      makeSlot(vaultId, kek, { id: at + 1, source, input }),
    );
    const records: Record<string, number> = {};
    VaultStore.create(
      folder,
      (store) => {
        store.setMeta('vaultId', Buffer.from(vaultId).toString('hex'));
        store.setMeta('kid', kek.kid);
        store.setMeta('time', String(nowMs));
        if (vault.ledger !== undefined) writeLedger(store, vault.ledger);
        for (const slot of slots) store.putSlot(slot);
        vault.secrets.forEach(({ kind, id, label, secret }, at) => {
          const header = { created: new Date(nowMs).toISOString(), id, label, rev: revBefore + at + 1 };
          store.putRecord(id, sealRecord({ kind, header, secret }, kek));
          records[id] = revBefore + at + 1;
        });
        store.putManifest(
          kek.kid,
          signManifest(vaultId, kek, { records, rev: revBefore + vault.secrets.length }),
        );
      },
      name,
    );
  } finally {
    kek.key.fill(0);
  }
}

/** An unlocked vault: the secrets of one file, as long as this process has its key. */
export class Vault {
  readonly store: VaultStore;
  readonly vaultId: Buffer;
  #keks: readonly [Kek, ...Kek[]];

  private constructor(store: VaultStore, keks: readonly [Kek, ...Kek[]]) {
    this.store = store;
    this.vaultId = store.vaultId();
    this.#keks = keks;
  }

  /**
   * @param leastRev what the vault's revision was known to be, such as by the last heartbeat
   * @throws VaultError as {@link openKeks}, and `VAULT_CORRUPT`, `VAULT_ROLLBACK`, `VAULT_VERSION` for its records
   */
  static unlock(
    store: VaultStore,
    input: SourceInput,
    { leastRev = 0 }: { readonly leastRev?: number } = {},
  ): Vault {
    const { keks } = openKeks(store, input);
    const vault = new Vault(store, keks);
    try {
      vault.check(leastRev);
      return vault;
    } catch (error) {
      vault.wipe();
      throw error;
    }
  }

  /** The KEK of new records. */
  get kek(): Kek {
    return this.#keks[0];
  }

  /** All KEKs that records are sealed with: two while a rotation is under way. */
  get keks(): readonly Kek[] {
    return this.#keks;
  }

  /** Called by the rotation, which has written the rows of `keks`. */
  useKeks(keks: readonly [Kek, ...Kek[]]): void {
    for (const old of this.#keks) if (!keks.includes(old)) old.key.fill(0);
    this.#keks = keks;
  }

  /** Grows with each write; nothing local stops the return of an older file, so others are told it. */
  get rev(): number {
    return this.manifest().rev;
  }

  manifest(): Manifest {
    const { kek } = this;
    return readManifest(this.vaultId, kek, this.store.manifest(kek.kid));
  }

  list(): RecordFace[] {
    return [...this.store.faces().values()];
  }

  /** @throws VaultError `VAULT_NOT_FOUND`, `VAULT_CORRUPT` */
  open(id: string): OpenRecord {
    const record = this.find(id);
    if (record === undefined) throw new VaultError('VAULT_NOT_FOUND', `the vault has no record ${id}`);
    return record;
  }

  find(id: string): OpenRecord | undefined {
    const blob = this.store.record(id);
    return blob === undefined ? undefined : openRecord(blob, this.kekOf(readRecord(blob).kid));
  }

  /** Writes a secret, over the one of the same id. @throws VaultError `VAULT_INPUT` when that is of another kind */
  put({ kind, id, label, secret }: NewSecret, nowMs: number): void {
    const old = this.store.faces().get(id);
    if (old !== undefined && old.kind !== kind)
      throw new VaultError('VAULT_INPUT', `the record ${id} is of kind ${old.kind}, not ${kind}`);
    const created = old?.header.created ?? new Date(nowMs).toISOString();
    this.write((manifest) => {
      const rev = manifest.rev + 1;
      this.store.putRecord(id, sealRecord({ kind, header: { created, id, label, rev }, secret }, this.kek));
      return { records: { ...manifest.records, [id]: rev }, rev };
    });
  }

  /** @throws VaultError `VAULT_NOT_FOUND` */
  remove(id: string): void {
    this.open(id).secret.fill(0);
    this.write(({ records, rev }) => {
      this.store.deleteRecord(id);
      return {
        records: Object.fromEntries(Object.entries(records).filter(([one]) => one !== id)),
        rev: rev + 1,
      };
    });
  }

  /** One change of the records and of the list of them, in one transaction. */
  write(change: (manifest: Manifest) => Manifest): void {
    this.store.transaction(() => {
      const manifest = change(this.manifest());
      for (const kek of this.#keks)
        this.store.putManifest(kek.kid, signManifest(this.vaultId, kek, manifest));
    });
  }

  /** @throws VaultError `VAULT_CORRUPT` */
  kekOf(kid: string): Kek {
    const kek = this.#keks.find((one) => one.kid === kid);
    if (kek === undefined)
      throw new VaultError(
        'VAULT_CORRUPT',
        `a record is sealed with the key ${kid}, which this vault does not have`,
      );
    return kek;
  }

  /** Ends this: the keys are zero from now on. The file stays open. */
  wipe(): void {
    for (const { key } of this.#keks) key.fill(0);
  }

  /** Every tag of every record, and the list of them. */
  private check(leastRev: number): void {
    const faces = this.store.faces();
    checkRecords(this.manifest(), faces);
    for (const id of faces.keys()) this.open(id).secret.fill(0);
    const { rev } = this;
    if (rev < leastRev)
      throw new VaultError(
        'VAULT_ROLLBACK',
        `this vault is an old copy: revision ${rev}, and ${leastRev} was seen; put the newest back`,
      );
  }
}

import { existsSync, linkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Value } from 'typebox/value';
import { KID_BYTES, readRecord } from './record.ts';
import type { RecordFace } from './record.ts';
import type { SignedManifest } from './manifest.ts';
import type { Slot } from './slots.ts';
import { SOURCE_NAMES, SourceParamsSchema } from './sources.ts';
import type { SourceName, SourceParams } from './sources.ts';
import { storeFailure } from './store-failure.ts';
import { checkFile, FROM_BACKUP, openFile } from './store-file.ts';
import { STORE_SCHEMA } from './store-schema.ts';
import { VaultError } from './vault-error.ts';

/** The vault's file in its folder. */
export const VAULT_FILE = 'vault.db';

/** The names of what is kept once. */
export type MetaName = 'vaultId' | 'kid' | 'nextKid' | 'failures' | 'notBefore' | 'time' | 'backedUp';

/**
 * `vault.db`: rows, without a key. One process has it open, and only with node:sqlite: POSIX drops all locks of a
 * process on a file when any handle of it is closed, so nothing else may open it there, not even to copy it.
 */
export class VaultStore {
  readonly database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.database = database;
  }

  static exists(folder: string): boolean {
    return existsSync(join(folder, VAULT_FILE));
  }

  /**
   * A new file in a folder that exists, with what `fill` puts into it, there as a whole or not at all.
   * @throws VaultError `VAULT_EXISTS`, `VAULT_FAILED`
   */
  static create(folder: string, fill: (store: VaultStore) => void, name = VAULT_FILE): void {
    const path = join(folder, name);
    if (existsSync(path)) throw exists(path);
    const fresh = `${path}.new`;
    const discard = (): void => {
      for (const end of ['', '-journal']) rmSync(fresh + end, { force: true });
    };
    discard();
    try {
      const store = new VaultStore(openFile(fresh));
      try {
        store.transaction(() => {
          store.database.exec(STORE_SCHEMA);
          fill(store);
        });
      } finally {
        store.close();
      }
      linkSync(fresh, path);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? exists(path) : storeFailure(error, path);
    } finally {
      discard();
    }
  }

  /**
   * Opens the file and keeps it from all others.
   * @throws VaultError `VAULT_ABSENT`, `VAULT_IN_USE`, `VAULT_CORRUPT`, `VAULT_VERSION`; the file is as it was
   */
  static open(folder: string, name = VAULT_FILE): VaultStore {
    const path = join(folder, name);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined)
      throw new VaultError('VAULT_ABSENT', `there is no vault at ${path}; make one first`);
    // SQLite would take an empty file for a new database.
    if (size === 0) throw new VaultError('VAULT_CORRUPT', `${path} is empty; restore it from a backup`);
    let database: DatabaseSync | undefined;
    try {
      database = openFile(path);
      checkFile(database, path);
      return new VaultStore(database);
    } catch (error) {
      database?.close();
      throw storeFailure(error, path);
    }
  }

  close(): void {
    this.database.close();
  }

  /** All of `act` or nothing; on disk when it returns. */
  transaction<Result>(act: () => Result): Result {
    this.database.exec('BEGIN IMMEDIATE');
    let result: Result;
    try {
      result = act();
      this.database.exec('COMMIT');
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
    return result;
  }

  meta(name: MetaName): string | undefined {
    return this.database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'] as
      string | undefined;
  }

  setMeta(name: MetaName, value: string | undefined): void {
    if (value === undefined) this.database.prepare('DELETE FROM meta WHERE name = ?').run(name);
    else this.database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(name, value);
  }

  /** A number that is kept once, 0 where it is not. @throws VaultError `VAULT_CORRUPT` */
  number(name: MetaName): number {
    const text = this.meta(name) ?? '0';
    if (/^\d{1,14}$/.test(text)) return Number(text);
    throw new VaultError('VAULT_CORRUPT', `the vault's ${name} is no number; ${FROM_BACKUP}`);
  }

  /** 16 bytes that name the vault. @throws VaultError `VAULT_CORRUPT` */
  vaultId(): Buffer {
    return Buffer.from(this.hex('vaultId', 16), 'hex');
  }

  /** The KEK that new records are sealed with. @throws VaultError `VAULT_CORRUPT` */
  kid(): string {
    return this.hex('kid', KID_BYTES);
  }

  /** The slots of a KEK, one at least. @throws VaultError `VAULT_CORRUPT`, `VAULT_VERSION` */
  slots(kid: string): Slot[] {
    const slots = this.database
      .prepare('SELECT id, source, params, wrapped FROM slot WHERE kid = ? ORDER BY id')
      .all(kid)
      .map((row) => ({
        kid,
        id: slotId(row['id'] as number),
        source: sourceName(row['source'] as string),
        params: paramsOf(row['params'] as string),
        wrapped: row['wrapped'] as Uint8Array,
      }));
    if (slots.length > 0) return slots;
    throw new VaultError('VAULT_CORRUPT', `the vault has no slot for its key ${kid}; ${FROM_BACKUP}`);
  }

  putSlot({ kid, id, source, params, wrapped }: Slot): void {
    this.database
      .prepare('INSERT OR REPLACE INTO slot (kid, id, source, params, wrapped) VALUES (?, ?, ?, ?, ?)')
      .run(kid, id, source, JSON.stringify(params), wrapped);
  }

  deleteSlot(kid: string, id: number): void {
    this.database.prepare('DELETE FROM slot WHERE kid = ? AND id = ?').run(kid, id);
  }

  /** Takes away all that belongs to a KEK. */
  deleteKek(kid: string): void {
    this.database.prepare('DELETE FROM slot WHERE kid = ?').run(kid);
    this.database.prepare('DELETE FROM manifest WHERE kid = ?').run(kid);
  }

  manifest(kid: string): SignedManifest {
    const row = this.database.prepare('SELECT text, mac FROM manifest WHERE kid = ?').get(kid);
    if (row === undefined) throw new VaultError('VAULT_CORRUPT', 'the list of records is missing');
    return { text: row['text'] as string, mac: row['mac'] as Uint8Array };
  }

  putManifest(kid: string, { text, mac }: SignedManifest): void {
    this.database
      .prepare('INSERT OR REPLACE INTO manifest (kid, text, mac) VALUES (?, ?, ?)')
      .run(kid, text, mac);
  }

  /** @throws VaultError `VAULT_CORRUPT` for a record that stands in another's place */
  record(id: string): Uint8Array | undefined {
    const blob = this.database.prepare('SELECT blob FROM record WHERE id = ?').get(id)?.['blob'] as
      Uint8Array | undefined;
    if (blob !== undefined && readRecord(blob).header.id !== id)
      throw new VaultError('VAULT_CORRUPT', `another record stands in the place of ${id}`);
    return blob;
  }

  /** What all records say without a key, by the id of their place. @throws VaultError `VAULT_CORRUPT`, `VAULT_VERSION` */
  faces(): Map<string, RecordFace> {
    return new Map(
      this.database
        .prepare('SELECT id, blob FROM record ORDER BY id')
        .all()
        .map((row) => [row['id'] as string, readRecord(row['blob'] as Uint8Array)]),
    );
  }

  putRecord(id: string, blob: Uint8Array): void {
    this.database.prepare('INSERT OR REPLACE INTO record (id, blob) VALUES (?, ?)').run(id, blob);
  }

  deleteRecord(id: string): void {
    this.database.prepare('DELETE FROM record WHERE id = ?').run(id);
  }

  private hex(name: MetaName, bytes: number): string {
    const value = this.meta(name);
    if (value?.length === 2 * bytes && /^[0-9a-f]*$/.test(value)) return value;
    throw new VaultError('VAULT_CORRUPT', `the vault's ${name} is not as it was written; ${FROM_BACKUP}`);
  }
}

function slotId(id: number): number {
  if (Number.isInteger(id) && id >= 1 && id <= 255) return id;
  throw new VaultError('VAULT_CORRUPT', `the vault has a slot ${id}; ${FROM_BACKUP}`);
}

function sourceName(text: string): SourceName {
  const name = SOURCE_NAMES.find((one) => one === text);
  if (name === undefined)
    throw new VaultError('VAULT_VERSION', 'this program does not know the source of a slot');
  return name;
}

function paramsOf(text: string): SourceParams {
  let params: unknown;
  try {
    params = JSON.parse(text);
  } catch {
    // Refused below.
  }
  if (Value.Check(SourceParamsSchema, params)) return params;
  throw new VaultError(
    'VAULT_CORRUPT',
    `the parameters of a slot are not as they were written; ${FROM_BACKUP}`,
  );
}

function exists(path: string): VaultError {
  return new VaultError('VAULT_EXISTS', `there is a vault at ${path} already; nothing was changed`);
}

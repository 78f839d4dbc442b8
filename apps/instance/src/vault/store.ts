import { existsSync, linkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readRecord } from './record.ts';
import type { RecordFace } from './record.ts';
import type { SignedManifest } from './manifest.ts';
import type { Slot } from './slots.ts';
import { SOURCE_NAMES } from './sources.ts';
import type { SourceName, SourceParams } from './sources.ts';
import { storeFailure } from './store-failure.ts';
import { STORE_SCHEMA, STORE_VERSION } from './store-schema.ts';
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

  /** 16 bytes that name the vault. */
  vaultId(): Buffer {
    return Buffer.from(this.needed('vaultId'), 'hex');
  }

  /** The KEK that new records are sealed with. */
  kid(): string {
    return this.needed('kid');
  }

  slots(kid: string): Slot[] {
    return this.database
      .prepare('SELECT id, source, params, wrapped FROM slot WHERE kid = ? ORDER BY id')
      .all(kid)
      .map((row) => ({
        kid,
        id: row['id'] as number,
        source: sourceName(row['source'] as string),
        params: JSON.parse(row['params'] as string) as SourceParams,
        wrapped: row['wrapped'] as Uint8Array,
      }));
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

  private needed(name: MetaName): string {
    const value = this.meta(name);
    if (value === undefined) throw new VaultError('VAULT_CORRUPT', `the vault has no ${name}`);
    return value;
  }
}

function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Deleted rows are overwritten, and the rollback journal is cut, so that an old wrapped key does not stay behind.
    // (An exclusive lock would make DELETE leave the journal's pages.)
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF',
    );
    // The lock is taken with the first write, and then kept.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkFile(database: DatabaseSync, path: string): void {
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'] as number;
  if (version > STORE_VERSION)
    throw new VaultError(
      'VAULT_VERSION',
      `${path} has version ${version}; this program reads ${STORE_VERSION}`,
    );
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (found !== 'ok' || version !== STORE_VERSION)
    throw new VaultError('VAULT_CORRUPT', `${path} is damaged; restore it from a backup`);
}

function sourceName(text: string): SourceName {
  const name = SOURCE_NAMES.find((one) => one === text);
  if (name === undefined) throw new VaultError('VAULT_VERSION', `this program knows no slot of kind ${text}`);
  return name;
}

function exists(path: string): VaultError {
  return new VaultError('VAULT_EXISTS', `there is a vault at ${path} already; nothing was changed`);
}

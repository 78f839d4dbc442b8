import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from './answer.ts';
import { SigningProcess } from './signing-process.ts';
import { VaultStore } from './store.ts';
import { fileVault, passphraseVault, PASSPHRASE, SECRETS } from './testing/folders.ts';
import { thrown } from './testing/refusal.ts';
import { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

// What a vault says when any byte of it is another, or missing. fast-check prints the seed of a run that fails.

const DAMAGE = ['VAULT_CORRUPT', 'VAULT_VERSION', 'VAULT_ROLLBACK', 'VAULT_SOURCE', 'VAULT_PASSPHRASE'];
const everything = new Map(SECRETS.map(({ id, secret }) => [id, Buffer.from(secret).toString('hex')]));

/** Opens as the signing process does, and reads all. */
function readAll(folder: string, passphrase?: Uint8Array): Map<string, string> {
  const signing = new SigningProcess({ folder, readDescriptor: () => [] });
  try {
    signing.unlock(passphrase);
    const { vault } = signing.unlocked;
    return new Map(
      vault.list().map(({ header }) => [header.id, vault.open(header.id).secret.toString('hex')]),
    );
  } finally {
    signing.wipe();
    signing.store.close();
  }
}

/** The code of the refusal of a damaged file, or `undefined` when all is there as it was. */
function outcome(folder: string): string | undefined {
  let read: Map<string, string>;
  try {
    read = readAll(folder);
  } catch (error) {
    const { code, message } = refusalOf(error);
    // A header may also say that the file is not to be written.
    if (!/readonly database/.test(message)) expect(DAMAGE).toContain(code);
    expect(message.length).toBeGreaterThan(10);
    return code;
  }
  expect(read).toEqual(everything);
  return undefined;
}

/** Every cell of the vault that holds bytes or text, and who may change it without being noticed: nobody. */
const CELLS = [
  { table: 'record', column: 'blob', where: `id = 'root'` },
  { table: 'record', column: 'blob', where: `id = 'mixin:main'` },
  { table: 'record', column: 'id', where: `id = 'root'` },
  { table: 'slot', column: 'wrapped', where: 'id = 1' },
  { table: 'slot', column: 'kid', where: 'id = 1' },
  { table: 'slot', column: 'source', where: 'id = 1' },
  { table: 'manifest', column: 'text', where: 'true' },
  { table: 'manifest', column: 'mac', where: 'true' },
  { table: 'manifest', column: 'kid', where: 'true' },
  { table: 'meta', column: 'value', where: `name = 'vaultId'` },
  { table: 'meta', column: 'value', where: `name = 'kid'` },
] as const;
type Cell = (typeof CELLS)[number];

function cellOf(database: DatabaseSync, { table, column, where }: Cell): Buffer {
  const value = database.prepare(`SELECT ${column} AS it FROM ${table} WHERE ${where}`).get()!['it'];
  return typeof value === 'string' ? Buffer.from(value) : Buffer.from(value as Uint8Array);
}

/** A vault whose cell is set again and again, each time from the whole file. */
function tampering(cell: Cell): { original: Buffer; set: (bytes: Buffer) => string | undefined } {
  const folder = fileVault();
  const path = join(folder, 'vault.db');
  const whole = readFileSync(path);
  const within = <Result>(act: (database: DatabaseSync) => Result): Result => {
    const database = new DatabaseSync(path);
    try {
      database.exec('PRAGMA synchronous = OFF');
      return act(database);
    } finally {
      database.close();
    }
  };
  const original = within((database) => cellOf(database, cell));
  return {
    original,
    set(bytes) {
      writeFileSync(path, whole);
      const text = !['blob', 'wrapped', 'mac'].includes(cell.column);
      within((database) => {
        database
          .prepare(
            `UPDATE ${cell.table} SET ${cell.column} = ${text ? 'CAST(? AS TEXT)' : '?'} WHERE ${cell.where}`,
          )
          .run(bytes);
      });
      const before = readFileSync(path);
      const code = outcome(folder);
      // Nothing is lost by a refusal: the file is as it was found.
      if (code !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
      return code;
    },
  };
}

describe('a damaged vault refuses, and loses nothing', { timeout: 300_000 }, () => {
  it.each(CELLS)('a flipped bit in any byte of $table $column ($where)', (cell) => {
    const { original, set } = tampering(cell);
    expect(set(original)).toBeUndefined();
    for (let at = 0; at < original.length; at += 1) {
      const changed = Buffer.from(original);
      // One bit of each byte here; all bits of a record stand in record.test.ts.
      changed[at] ^= 1 << (at & 7);
      expect(set(changed), `byte ${at}`).toBeTypeOf('string');
    }
  });

  it.each(CELLS)('$table $column ($where) cut at any length', (cell) => {
    const { original, set } = tampering(cell);
    for (let length = 0; length < original.length; length += 1)
      expect(set(original.subarray(0, length)), `${length} bytes`).toBeTypeOf('string');
  });

  it('parameters of a passphrase that are cut, or changed: it is not the passphrase, or no slot', () => {
    const folder = passphraseVault();
    const path = join(folder, 'vault.db');
    const whole = readFileSync(path);
    const params = '{"n":131072,"p":1,"r":8,"salt":"';
    for (const text of [
      ...Array.from({ length: params.length }, (_, length) => params.slice(0, length)),
      'null',
      '[]',
      '{"n":1,"p":1,"r":8,"salt":"00000000000000000000000000000000"}',
      '{"n":1073741824,"p":1,"r":8,"salt":"00000000000000000000000000000000"}',
      '{"n":131072,"p":1,"r":8,"salt":"00000000000000000000000000000000"}',
    ]) {
      writeFileSync(path, whole);
      const database = new DatabaseSync(path);
      database.prepare('UPDATE slot SET params = ? WHERE id = 1').run(text);
      database.close();
      const code = text.endsWith('0000"}') && text.includes('131072') ? 'VAULT_PASSPHRASE' : 'VAULT_CORRUPT';
      expect(
        thrown(() => readAll(folder, PASSPHRASE)),
        text,
      ).toMatchObject({ code });
    }
    writeFileSync(path, whole);
    expect(readAll(folder, PASSPHRASE)).toEqual(everything);
  });

  it.each(['time', 'notBefore', 'failures', 'nextKid'])('a %s that no vault wrote', (name) => {
    const folder = fileVault();
    const path = join(folder, 'vault.db');
    const whole = readFileSync(path);
    for (const value of ['', 'x', '-1', '1e3', '0x10', '99999999999999999999', 'NaN']) {
      const database = new DatabaseSync(path);
      database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(name, value);
      database.close();
      expect(outcomeOf(folder, name), value).toBe('VAULT_CORRUPT');
      writeFileSync(path, whole);
    }
    expect(readAll(folder)).toEqual(everything);
  });

  it('a trigger, a view, one more table or one less', () => {
    const folder = fileVault();
    const path = join(folder, 'vault.db');
    const whole = readFileSync(path);
    for (const sql of [
      'CREATE TRIGGER forget AFTER INSERT ON moved BEGIN DELETE FROM moved; END',
      'CREATE VIEW more AS SELECT * FROM record',
      'CREATE TABLE more (a)',
      'DROP TABLE audit',
      'DROP INDEX moved_at',
    ]) {
      const database = new DatabaseSync(path);
      database.exec(sql);
      database.close();
      expect(outcome(folder), sql).toBe('VAULT_CORRUPT');
      writeFileSync(path, whole);
    }
    expect(readAll(folder)).toEqual(everything);
  });

  it('a file with any bytes changed: a refusal, or all secrets as they were', () => {
    const folder = fileVault();
    const path = join(folder, 'vault.db');
    const whole = readFileSync(path);
    const change = fc.record({
      at: fc.oneof(fc.nat(whole.length - 1), fc.nat(99)),
      byte: fc.integer({ min: 1, max: 255 }),
    });
    let refusals = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, byte } of changes) bytes[at] ^= byte;
        writeFileSync(path, bytes);
        if (outcome(folder) !== undefined) refusals += 1;
      }),
      { numRuns: 1500 },
    );
    expect(refusals).toBeGreaterThan(100);
    writeFileSync(path, whole);
    expect(readAll(folder)).toEqual(everything);
  });

  it('a file cut at any length, or with any bytes after its beginning', () => {
    const folder = fileVault();
    const path = join(folder, 'vault.db');
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 97) {
      writeFileSync(path, whole.subarray(0, length));
      expect(outcome(folder), `${length} bytes`).toBe('VAULT_CORRUPT');
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(4000), (bytes, kept) => {
        writeFileSync(path, Buffer.concat([whole.subarray(0, kept), bytes]));
        expect(outcome(folder)).toMatch(/^VAULT_(CORRUPT|VERSION)$/);
      }),
      { numRuns: 500 },
    );
    writeFileSync(path, whole);
    expect(readAll(folder)).toEqual(everything);
  });

  it('nothing for a journal of any bytes beside it, which is none', () => {
    const folder = fileVault();
    const path = join(folder, 'vault.db');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        writeFileSync(`${path}-journal`, bytes);
        expect(outcome(folder)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
    expect(readAll(folder)).toEqual(everything);
  });

  it('keeps both vaults whole when one has records of the other', () => {
    const [one, other] = [fileVault(), fileVault()];
    const from = new DatabaseSync(join(other, 'vault.db'));
    const blob = cellOf(from, CELLS[0]);
    from.close();
    const copy = join(one, 'copy.db');
    copyFileSync(join(one, 'vault.db'), copy);
    const database = new DatabaseSync(join(one, 'vault.db'));
    database.prepare(`UPDATE record SET blob = ? WHERE id = 'root'`).run(blob);
    database.close();
    expect(outcome(one)).toBe('VAULT_CORRUPT');
    copyFileSync(copy, join(one, 'vault.db'));
    expect(outcome(one)).toBeUndefined();
    const store = VaultStore.open(other);
    expect(Vault.unlock(store, { folder: other }).list()).toHaveLength(SECRETS.length);
    store.close();
  });
});

/** As {@link outcome}, by way of what reads this value. */
function outcomeOf(folder: string, name: string): unknown {
  if (name === 'time' || name === 'nextKid') return outcome(folder);
  const signing = new SigningProcess({ folder, readDescriptor: () => [] });
  try {
    return (
      thrown(() => {
        if (name === 'notBefore') signing.status();
        else signing.guarded(Buffer.from('wrong passphrase'), wrong);
      }) as VaultError
    ).code;
  } finally {
    signing.store.close();
  }
}

function wrong(): never {
  throw new VaultError('VAULT_PASSPHRASE', 'this is not the passphrase of the vault');
}

import { DatabaseSync } from 'node:sqlite';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VaultStore } from './store.ts';
import {
  fileVault,
  freshFolder,
  NOW_MS,
  passphraseVault,
  PASSPHRASE,
  SECRETS,
  VAULT_ID,
} from './testing/folders.ts';
import { refusal, thrown } from './testing/refusal.ts';
import { createVault, Vault } from './vault.ts';

const PATH = 'vault.db';

/** Opens, reads all, closes. */
function readAll(folder: string, passphrase?: Uint8Array): Map<string, string> {
  const store = VaultStore.open(folder);
  try {
    const vault = Vault.unlock(store, { folder, passphrase });
    return new Map(
      vault.list().map(({ header }) => [header.id, vault.open(header.id).secret.toString('hex')]),
    );
  } finally {
    store.close();
  }
}
const everything = new Map(SECRETS.map(({ id, secret }) => [id, Buffer.from(secret).toString('hex')]));

/** Changes rows as somebody with the file can. */
function tamper(folder: string, act: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(folder, PATH));
  act(database);
  database.close();
}
function blobOf(database: DatabaseSync, id: string): Buffer {
  return Buffer.from(database.prepare('SELECT blob FROM record WHERE id = ?').get(id)!['blob'] as Uint8Array);
}
function setBlob(database: DatabaseSync, id: string, blob: Uint8Array): void {
  database.prepare('UPDATE record SET blob = ? WHERE id = ?').run(blob, id);
}
/** The refusal, and that no byte of the vault changed by it. */
function refused(folder: string, passphrase?: Uint8Array): unknown {
  const before = readFileSync(join(folder, PATH));
  const error = thrown(() => readAll(folder, passphrase));
  expect(readFileSync(join(folder, PATH)).equals(before)).toBe(true);
  return error;
}

describe('a vault', () => {
  it('gives back what was put in, by its key file', () => {
    expect(readAll(fileVault())).toEqual(everything);
  });

  it('opens by either of two slots', () => {
    const folder = passphraseVault();
    expect(readAll(folder)).toEqual(everything);
    expect(readAll(folder, PASSPHRASE)).toEqual(everything);
  });

  it('holds no secret, no key file and no passphrase in the open', () => {
    const folder = passphraseVault();
    const bytes = readFileSync(join(folder, PATH));
    for (const secret of [
      ...SECRETS.map((one) => one.secret),
      PASSPHRASE,
      readFileSync(join(folder, 'vault.key')),
    ])
      for (const form of ['latin1', 'hex', 'base64', 'utf16le'] as const)
        expect(
          bytes.includes(
            Buffer.from(
              Buffer.from(secret).toString(form === 'utf16le' ? 'latin1' : form),
              form === 'utf16le' ? 'utf16le' : 'latin1',
            ),
          ),
        ).toBe(false);
  });

  it('is never written over', () => {
    const folder = fileVault();
    const before = readFileSync(join(folder, PATH));
    const slots = [{ source: 'file', input: { folder } }] as const;
    expect(
      thrown(() => createVault(folder, { vaultId: VAULT_ID, slots, secrets: [], nowMs: NOW_MS })),
    ).toEqual(refusal('VAULT_EXISTS'));
    expect(readFileSync(join(folder, PATH)).equals(before)).toBe(true);
  });

  it('grows its revision with each write, and keeps the day a secret came', () => {
    const folder = fileVault();
    const store = VaultStore.open(folder);
    const vault = Vault.unlock(store, { folder });
    const rev = vault.rev;
    vault.put(
      { kind: 'mixin', id: 'mixin:main', label: 'renamed', secret: Buffer.from('new') },
      NOW_MS + 1e6,
    );
    vault.remove('exchange:binance');
    expect(vault.rev).toBe(rev + 2);
    expect(vault.open('mixin:main')).toMatchObject({
      header: { created: new Date(NOW_MS).toISOString(), label: 'renamed', rev: rev + 1 },
      secret: Buffer.from('new'),
    });
    expect(thrown(() => vault.open('exchange:binance'))).toEqual(refusal('VAULT_NOT_FOUND'));
    expect(
      thrown(() => vault.put({ kind: 'other', id: 'root', label: '', secret: Buffer.from('x') }, NOW_MS)),
    ).toEqual(refusal('VAULT_INPUT'));
    store.close();
    expect([...readAll(folder).keys()]).toEqual(['mixin:main', 'root']);
  });

  it('zeroes its keys when it is wiped', () => {
    const folder = fileVault();
    const store = VaultStore.open(folder);
    const vault = Vault.unlock(store, { folder });
    const { key } = vault.kek;
    vault.wipe();
    store.close();
    expect(Buffer.from(key).equals(Buffer.alloc(32))).toBe(true);
  });
});

describe('a vault refuses, and loses nothing', () => {
  it('a wrong passphrase, and none', () => {
    const folder = passphraseVault();
    rmSync(join(folder, 'vault.key'));
    expect(refused(folder, Buffer.from('wrong passphrase'))).toEqual(refusal('VAULT_PASSPHRASE'));
    expect(refused(folder)).toEqual(refusal('VAULT_SOURCE'));
    expect(readAll(folder, PASSPHRASE)).toEqual(everything);
  });

  it('a passphrase for a vault that has none', () => {
    expect(refused(fileVault(), PASSPHRASE)).toEqual(refusal('VAULT_PASSPHRASE'));
  });

  it('a folder without a vault, and makes no file', () => {
    const folder = freshFolder();
    expect(thrown(() => VaultStore.open(folder))).toEqual(refusal('VAULT_ABSENT'));
    expect(VaultStore.exists(folder)).toBe(false);
  });

  it('a second process or handle', () => {
    const folder = fileVault();
    const store = VaultStore.open(folder);
    expect(thrown(() => VaultStore.open(folder))).toEqual(refusal('VAULT_IN_USE'));
    store.close();
    expect(readAll(folder)).toEqual(everything);
  });

  it('a key file of another vault, one that others can read, one that is cut, and none', () => {
    const folder = fileVault();
    const path = join(folder, 'vault.key');
    const key = readFileSync(path);
    writeFileSync(path, Buffer.alloc(32, 1));
    expect(refused(folder)).toEqual(refusal('VAULT_SOURCE'));
    writeFileSync(path, key.subarray(1));
    expect(refused(folder)).toEqual(refusal('VAULT_SOURCE'));
    writeFileSync(path, key);
    chmodSync(path, 0o640);
    expect(refused(folder)).toEqual(refusal('VAULT_SOURCE'));
    rmSync(path);
    expect(refused(folder)).toEqual(refusal('VAULT_SOURCE'));
    writeFileSync(path, key, { mode: 0o600 });
    expect(readAll(folder)).toEqual(everything);
  });

  it('a file cut at any page, and an empty one', () => {
    const folder = fileVault();
    const path = join(folder, PATH);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 4096) {
      writeFileSync(path, whole.subarray(0, length));
      expect(refused(folder)).toEqual(refusal('VAULT_CORRUPT'));
    }
    writeFileSync(path, whole);
    expect(readAll(folder)).toEqual(everything);
  });

  it('a file that is no database', () => {
    const folder = fileVault();
    writeFileSync(join(folder, PATH), 'not a database at all'.repeat(100));
    expect(refused(folder)).toEqual(refusal('VAULT_CORRUPT'));
  });

  it('one flipped bit in a record, a slot, the list of records', () => {
    const folder = fileVault();
    const path = join(folder, PATH);
    const whole = readFileSync(path);
    const flip = (bytes: Uint8Array, at: number): Buffer => {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      return changed;
    };
    for (const at of [5, 20, 100, -1]) {
      tamper(folder, (database) => {
        const blob = blobOf(database, 'root');
        setBlob(database, 'root', flip(blob, at < 0 ? blob.length + at : at));
      });
      expect(refused(folder)).toEqual(refusal('VAULT_CORRUPT'));
      writeFileSync(path, whole);
    }
    tamper(folder, (database) => {
      const wrapped = database.prepare('SELECT wrapped FROM slot').get()!['wrapped'] as Uint8Array;
      database.prepare('UPDATE slot SET wrapped = ?').run(flip(wrapped, 20));
    });
    expect(refused(folder)).toEqual(refusal('VAULT_SOURCE'));
    writeFileSync(path, whole);
    tamper(folder, (database) => {
      database.exec(`UPDATE manifest SET text = replace(text, '"root":1', '"root":2')`);
    });
    expect(refused(folder)).toEqual(refusal('VAULT_CORRUPT'));
    writeFileSync(path, whole);
    expect(readAll(folder)).toEqual(everything);
  });

  it('a swapped header, two records in each other’s place, a record taken away', () => {
    const folder = fileVault();
    const path = join(folder, PATH);
    const whole = readFileSync(path);
    const tampers: ((database: DatabaseSync) => void)[] = [
      (database) => {
        const root = blobOf(database, 'root');
        const other = blobOf(database, 'mixin:main');
        const n = 8 + root.readUInt16BE(6);
        setBlob(
          database,
          'mixin:main',
          Buffer.concat([root.subarray(0, n), other.subarray(8 + other.readUInt16BE(6))]),
        );
      },
      (database) => {
        const root = blobOf(database, 'root');
        setBlob(database, 'root', blobOf(database, 'mixin:main'));
        setBlob(database, 'mixin:main', root);
      },
      (database) => {
        setBlob(database, 'root', blobOf(database, 'mixin:main'));
      },
      (database) => {
        database.exec(`DELETE FROM record WHERE id = 'mixin:main'`);
      },
    ];
    for (const act of tampers) {
      tamper(folder, act);
      expect(refused(folder)).toEqual(refusal('VAULT_CORRUPT'));
      writeFileSync(path, whole);
    }
    expect(readAll(folder)).toEqual(everything);
  });

  it('an older version of a record, and an older copy of the file than others have seen', () => {
    const folder = fileVault();
    const path = join(folder, PATH);
    const old = `${path}.old`;
    copyFileSync(path, old);
    let before: Uint8Array = Buffer.alloc(0);
    tamper(folder, (database) => {
      before = blobOf(database, 'mixin:main');
    });
    const store = VaultStore.open(folder);
    const vault = Vault.unlock(store, { folder });
    vault.put({ kind: 'mixin', id: 'mixin:main', label: 'Mixin', secret: Buffer.from('newer') }, NOW_MS);
    const { rev } = vault;
    store.close();
    const newest = readFileSync(path);
    tamper(folder, (database) => setBlob(database, 'mixin:main', before));
    expect(refused(folder)).toEqual(refusal('VAULT_ROLLBACK'));

    copyFileSync(old, path);
    const stale = VaultStore.open(folder);
    expect(thrown(() => Vault.unlock(stale, { folder }, { leastRev: rev }))).toEqual(
      refusal('VAULT_ROLLBACK'),
    );
    stale.close();

    writeFileSync(path, newest);
    expect(readAll(folder).get('mixin:main')).toBe(Buffer.from('newer').toString('hex'));
  });

  it('a record and a file of a version to come', () => {
    const folder = fileVault();
    const path = join(folder, PATH);
    const whole = readFileSync(path);
    tamper(folder, (database) => {
      const blob = blobOf(database, 'root');
      blob[4] = 2;
      setBlob(database, 'root', blob);
    });
    expect(refused(folder)).toEqual(refusal('VAULT_VERSION'));
    writeFileSync(path, whole);
    tamper(folder, (database) => database.exec('PRAGMA user_version = 2'));
    expect(refused(folder)).toEqual(refusal('VAULT_VERSION'));
  });
});

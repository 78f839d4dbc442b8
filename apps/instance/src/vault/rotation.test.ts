import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  addSlot,
  changePassphrase,
  finishKekRotation,
  removeSlot,
  rotateDeks,
  rotateKek,
} from './rotation.ts';
import { VaultStore } from './store.ts';
import { fileVault, freshFolder, passphraseVault, PASSPHRASE, SECRETS } from './testing/folders.ts';
import { refusal, thrown } from './testing/refusal.ts';
import { Vault } from './vault.ts';

const OTHER = Buffer.from('another long passphrase');

function within<Result>(folder: string, act: (vault: Vault) => Result, passphrase?: Uint8Array): Result {
  const store = VaultStore.open(folder);
  try {
    return act(Vault.unlock(store, { folder, passphrase }));
  } finally {
    store.close();
  }
}
function expectAll(vault: Vault): void {
  expect(vault.list()).toHaveLength(SECRETS.length);
  for (const { id, secret } of SECRETS) expect(vault.open(id).secret.equals(secret)).toBe(true);
}
function kidsOf(vault: Vault): string[] {
  return [...new Set(vault.list().map(({ kid }) => kid))];
}

describe('a rotation', () => {
  it('of the passphrase changes one slot and no record', () => {
    const folder = passphraseVault();
    const blobs = within(folder, (vault) => {
      const before = SECRETS.map(({ id }) => vault.store.record(id));
      expect(
        changePassphrase(vault, {
          from: { folder, passphrase: PASSPHRASE },
          to: { folder, passphrase: OTHER },
        }),
      ).toBe(1);
      return before;
    });
    within(folder, expectAll);
    within(folder, expectAll, OTHER);
    within(folder, (vault) => expect(SECRETS.map(({ id }) => vault.store.record(id))).toEqual(blobs));
    expect(thrown(() => within(folder, expectAll, PASSPHRASE))).toEqual(refusal('VAULT_PASSPHRASE'));
  });

  it('of the passphrase wants the old one, and a new one within the rules', () => {
    const folder = passphraseVault();
    within(folder, (vault) => {
      const change = (from: Uint8Array, to: Uint8Array) => () =>
        changePassphrase(vault, { from: { folder, passphrase: from }, to: { folder, passphrase: to } });
      expect(thrown(change(OTHER, OTHER))).toEqual(refusal('VAULT_PASSPHRASE'));
      expect(thrown(change(PASSPHRASE, Buffer.from('short')))).toEqual(refusal('VAULT_INPUT'));
    });
    within(folder, expectAll, PASSPHRASE);
  });

  it('of the KEK moves every record and every slot, and the old key is gone', () => {
    const folder = passphraseVault();
    const old = within(folder, (vault) => {
      const { kid } = vault.kek;
      rotateKek(vault, { input: { folder, passphrase: PASSPHRASE } });
      expect(kidsOf(vault)).toEqual([vault.kek.kid]);
      expect(vault.kek.kid).not.toBe(kid);
      expectAll(vault);
      return { kid };
    });
    within(folder, expectAll);
    within(folder, (vault) => expect(kidsOf(vault)).not.toContain(old.kid), PASSPHRASE);
    for (const file of readdirSync(folder))
      expect(readFileSync(join(folder, file)).includes(old.kid), file).toBe(false);
  });

  it('of the KEK without the passphrase changes nothing, or drops the slot when told', () => {
    const folder = passphraseVault();
    within(folder, (vault) => {
      const { kid } = vault.kek;
      expect(thrown(() => rotateKek(vault, { input: { folder } }))).toMatchObject({
        code: 'VAULT_PASSPHRASE',
        message: expect.stringContaining('slot 1') as string,
      });
      expect(thrown(() => rotateKek(vault, { input: { folder }, drop: [1, 2] }))).toEqual(
        refusal('VAULT_INPUT'),
      );
      expect(vault.kek.kid).toBe(kid);
      rotateKek(vault, { input: { folder }, drop: [1] });
      expectAll(vault);
    });
    within(folder, expectAll);
    expect(thrown(() => within(folder, expectAll, PASSPHRASE))).toEqual(refusal('VAULT_PASSPHRASE'));
  });

  it('of the data keys rewrites each record under the same KEK', () => {
    const folder = fileVault();
    within(folder, (vault) => {
      const { kid } = vault.kek;
      const { rev } = vault;
      const bodies = SECRETS.map(({ id }) => Buffer.from(vault.store.record(id)!).subarray(-16));
      rotateDeks(vault);
      expect(vault.rev).toBe(rev + SECRETS.length);
      expect(kidsOf(vault)).toEqual([kid]);
      SECRETS.forEach(({ id }, at) =>
        expect(Buffer.from(vault.store.record(id)!).subarray(-16)).not.toEqual(bodies[at]),
      );
    });
    within(folder, expectAll);
  });
});

describe('slots', () => {
  it('come and go, but never the last', () => {
    const folder = fileVault();
    within(folder, (vault) => {
      expect(thrown(() => removeSlot(vault, 1))).toEqual(refusal('VAULT_INPUT'));
      expect(addSlot(vault, 'passphrase', { folder, passphrase: PASSPHRASE })).toBe(2);
      removeSlot(vault, 1);
      expect(thrown(() => removeSlot(vault, 1))).toEqual(refusal('VAULT_NOT_FOUND'));
    });
    within(folder, expectAll, PASSPHRASE);
    expect(thrown(() => within(folder, expectAll))).toEqual(refusal('VAULT_PASSPHRASE'));
  });
});

// Each step is a process that starts, and most derive a key from a passphrase.
describe('SIGKILL at every step', { timeout: 300_000 }, () => {
  const program = fileURLToPath(new URL('testing/killed-rotation.ts', import.meta.url));

  /** Kills one run at each step, on a copy each, until a run comes to its end. Returns the steps it has. */
  function killEverywhere(what: string, after: (folder: string) => void): string[] {
    const original = passphraseVault();
    for (let killAt = 0; ; killAt += 1) {
      const folder = freshFolder();
      cpSync(original, folder, { recursive: true });
      const { status, signal, stdout, stderr } = spawnSync(
        process.execPath,
        [program, folder, what, String(killAt)],
        {
          encoding: 'utf8',
        },
      );
      after(folder);
      const steps = stdout.trim().split('\n');
      if (signal === 'SIGKILL') continue;
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(steps).toHaveLength(killAt);
      return steps;
    }
  }

  it('of a KEK rotation leaves every record readable, and the next unlock can finish it', () => {
    const steps = killEverywhere('kek', (folder) => {
      within(folder, (vault) => {
        expectAll(vault);
        finishKekRotation(vault);
        expectAll(vault);
        expect(kidsOf(vault)).toEqual([vault.kek.kid]);
      });
      within(folder, expectAll);
    });
    expect(steps).toHaveLength(2 * (SECRETS.length + 2));
  });

  it('of a KEK rotation leaves a vault that its passphrase opens too', () => {
    const folder = passphraseVault();
    const moved = freshFolder();
    cpSync(folder, moved, { recursive: true });
    spawnSync(process.execPath, [program, moved, 'kek', '4']);
    within(
      moved,
      (vault) => {
        expect(vault.keks).toHaveLength(2);
        expectAll(vault);
      },
      PASSPHRASE,
    );
  });

  it('of a rotation of data keys leaves every record readable', () => {
    const steps = killEverywhere('dek', (folder) => {
      within(folder, expectAll);
    });
    expect(steps).toHaveLength(2 * SECRETS.length);
  });

  it('of a change of passphrase leaves the old or the new one', () => {
    const opened: string[] = [];
    killEverywhere('passphrase', (folder) => {
      const works = [PASSPHRASE, OTHER].filter((one) => {
        try {
          within(folder, expectAll, one);
          return true;
        } catch (error) {
          expect(error).toEqual(refusal('VAULT_PASSPHRASE'));
          return false;
        }
      });
      expect(works).toHaveLength(1);
      opened.push(works[0].toString());
    });
    expect(opened).toEqual([PASSPHRASE.toString(), OTHER.toString(), OTHER.toString()]);
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { AuditRow } from '../api/schemas/manage.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { sealTo } from '../vault/sealed-box.ts';
import type { KeyVault } from './key-vault.ts';
import { KeysHealth } from './keys-health.ts';
import { fileVault, freshFolder, PASSPHRASE, passphraseVault } from '../vault/testing/folders.ts';
import { refusal } from '../vault/testing/refusal.ts';
import { openKeyVault } from './testing/open-key-vault.ts';

const healthOf = (vault: KeyVault): unknown => new KeysHealth(() => vault.status, { now: () => 0 }).read()[0];
/** So many rows of the vault, oldest first. Nobody waits for what happens by itself to be recorded, so the test does. */
const rowsOf = (audit: AuditLog, count: number): Promise<Pick<AuditRow, 'action' | 'after'>[]> =>
  vi.waitFor(async () => {
    const { items } = await audit.page({ action: 'keys' });
    expect(items).toHaveLength(count);
    return items.reverse();
  });

/** A vault that only {@link PASSPHRASE} opens. */
async function passphraseOnly(): Promise<string> {
  const folder = passphraseVault();
  const { vault } = await openKeyVault(folder);
  await unlock(vault);
  await vault.request('elevate', { typed: await typed(vault) });
  await vault.request('removeSlot', { slot: 2 });
  await vault.close();
  return folder;
}

async function typed(vault: KeyVault) {
  const { vaultId, replyTo } = await vault.request('challenge', {});
  return { sealed: sealTo(replyTo, Buffer.from(vaultId, 'hex'), [PASSPHRASE])! };
}

async function unlock(vault: KeyVault): Promise<void> {
  await vault.request('unlock', { typed: await typed(vault) });
}

describe('the vault at the start of an instance', () => {
  it('is off where there is none: no process, no folder, nothing to warn of', async () => {
    const folder = freshFolder();
    const { vault } = await openKeyVault(folder);
    vault.openIfThere();
    expect(vault.status).toEqual({ process: 'off', lastError: null, vault: null });
    await expect(vault.request('list', {})).rejects.toEqual(refusal('VAULT_ABSENT'));
    await expect(vault.fingerprint()).rejects.toEqual(refusal('VAULT_ABSENT'));
    expect([vault.pid, existsSync(folder)]).toEqual([undefined, false]);
    expect(healthOf(vault)).toMatchObject({ name: 'keys', state: 'ok', figures: { vault: 'off' } });
  });

  it('opens itself by its key file, without being waited for', async () => {
    const { vault, until } = await openKeyVault(fileVault());
    vault.openIfThere();
    expect(vault.status.process).toBe('starting');
    const { vault: opened } = await until(({ vault: state }) => state?.state === 'unlocked');
    expect(opened).toMatchObject({ unattended: true });
    expect(await vault.fingerprint()).toBe('836a659b307ed276');
    expect(healthOf(vault)).toMatchObject({ state: 'ok', figures: { fingerprint: '836a659b307ed276' } });
  });

  it('waits for a passphrase, and says that nothing can be signed until then', async () => {
    const { vault, until } = await openKeyVault(await passphraseOnly());
    vault.openIfThere();
    await until(({ vault: state }) => state?.state === 'locked');
    expect(healthOf(vault)).toMatchObject({
      state: 'warn',
      detail: expect.stringMatching(/^locked: nothing can be signed/) as string,
    });
    await expect(vault.fingerprint()).rejects.toEqual(refusal('VAULT_LOCKED'));
    await unlock(vault);
    expect(vault.status.vault).toMatchObject({ state: 'unlocked', unattended: false });
    expect(healthOf(vault)).toMatchObject({ state: 'ok' });
  });

  it('that cannot be read is down with the reason, and is tried again when it is asked for', async () => {
    const folder = fileVault();
    const file = join(folder, 'vault.db');
    const whole = readFileSync(file);
    writeFileSync(file, 'this is no vault at all');
    const { vault, until } = await openKeyVault(folder);
    vault.openIfThere();
    const { lastError } = await until(({ process }) => process === 'down');
    expect(lastError?.code).toBe('VAULT_CORRUPT');
    expect(healthOf(vault)).toMatchObject({ state: 'fail', lastError: lastError?.message });
    writeFileSync(file, whole);
    expect((await vault.request('list', {})).records).toHaveLength(3);
    expect(vault.status).toMatchObject({ process: 'ready', lastError: null });
  });

  it('that another process has open yet is opened once that has ended', async () => {
    const folder = fileVault();
    const first = await openKeyVault(folder);
    await first.vault.request('list', {});
    const second = await openKeyVault(folder);
    second.vault.openIfThere();
    const { lastError } = await second.until(({ process }) => process === 'down');
    expect(lastError?.code).toBe('VAULT_IN_USE');
    await first.vault.close();
    await second.until(({ vault }) => vault?.state === 'unlocked');
  });
});

describe('the end of the signing process', () => {
  it('is told to health, log and audit log; a vault that a passphrase opened comes back locked', async () => {
    const { vault, log, audit, until } = await openKeyVault(await passphraseOnly());
    await unlock(vault);
    process.kill(vault.pid!, 'SIGKILL');
    const down = await until((status) => status.process === 'down');
    expect(down).toMatchObject({ vault: null, lastError: { code: 'VAULT_DOWN' } });
    expect(healthOf(vault)).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('the signing process is down') as string,
    });
    await expect(vault.request('list', {})).rejects.toEqual(refusal('VAULT_DOWN'));
    await until((status) => status.vault?.state === 'locked');
    expect(await rowsOf(audit, 2)).toMatchObject([
      { action: 'keys.lock', after: { reason: 'crash' }, actor: 'system', outcome: 'failed' },
      { action: 'keys.down', after: { code: 'VAULT_DOWN' }, actor: 'system', outcome: 'failed' },
    ]);
    const { items } = log.page({ source: 'keys', level: 'error' });
    expect(items.map(({ message }) => message)).toEqual([
      'the signing process ended: the signing process ended without a word',
    ]);
  });

  it('leaves a vault that its key file opens as it was', async () => {
    const { vault, until } = await openKeyVault(fileVault());
    await vault.request('list', {});
    process.kill(vault.pid!, 'SIGKILL');
    await until((status) => status.process === 'down');
    await until((status) => status.vault?.state === 'unlocked');
    expect((await vault.request('list', {})).records).toHaveLength(3);
  });

  it('after its time without a request is a lock, with a row in the audit log', async () => {
    const { vault, audit, until } = await openKeyVault(await passphraseOnly(), { autoLockMin: 0.005 });
    await unlock(vault);
    await until((status) => status.vault?.state === 'locked');
    expect(await rowsOf(audit, 1)).toMatchObject([
      { action: 'keys.lock', after: { reason: 'idle' }, actor: 'system' },
    ]);
  });

  it('comes with the end of the instance', async () => {
    const { vault } = await openKeyVault(fileVault());
    await vault.request('list', {});
    const { pid } = vault;
    await vault.close();
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
    await expect(vault.request('list', {})).rejects.toEqual(refusal('VAULT_DOWN'));
  });
});

describe('what the instance knows of the vault', () => {
  it('is new after each act, also one that was refused', async () => {
    const { vault } = await openKeyVault(await passphraseOnly());
    await unlock(vault);
    await vault.request('elevate', { typed: await typed(vault) });
    expect(vault.status.vault?.elevatedForSec).toBeGreaterThan(590);
    const before = vault.status.vault?.rev ?? 0;
    await vault.request('rotateDeks', {});
    expect(vault.status.vault?.rev).toBeGreaterThan(before);
    await vault.request('addSlot', { source: 'file' });
    expect(vault.status.vault?.slots.map(({ source }) => source)).toEqual(['passphrase', 'file']);
    expect((await vault.lock()).vault?.state).toBe('locked');
    const wrong = async (): Promise<unknown> => {
      const { vaultId, replyTo } = await vault.request('challenge', {});
      const sealed = sealTo(replyTo, Buffer.from(vaultId, 'hex'), [Buffer.from('not this one')])!;
      return vault.request('unlock', { typed: { sealed } });
    };
    for (let n = 0; n < 5; n += 1) await wrong().catch(() => undefined);
    expect(vault.status.vault?.retryAfterSec).toBeGreaterThan(0);
  });
});

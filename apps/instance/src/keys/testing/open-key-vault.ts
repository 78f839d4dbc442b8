import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AuditLog } from '../../audit/audit-log.ts';
import { openDatabase } from '../../database/open-database.ts';
import { InstanceLog } from '../../log/log-store.ts';
import type { KeysStatus } from '../../api/schemas/keys.ts';
import { KeyVault } from '../key-vault.ts';
import type { KeyVaultOptions } from '../key-vault.ts';

export interface TestKeyVault {
  readonly vault: KeyVault;
  readonly log: InstanceLog;
  readonly audit: AuditLog;
  /** Resolves once the state is such. */
  readonly until: (fits: (status: KeysStatus) => boolean) => Promise<KeysStatus>;
}

/** The vault of an instance on a folder, with a log and an audit log of its own; it ends with the test. */
export async function openKeyVault(
  folder: string,
  options: Partial<Pick<KeyVaultOptions, 'autoLockMin' | 'credentialFile'>> = {},
): Promise<TestKeyVault> {
  const home = mkdtempSync(join(tmpdir(), 'mrm-keys-'));
  const log = new InstanceLog({ folder: join(home, 'logs') });
  const database = await openDatabase(join(home, 'instance.db'));
  const audit = new AuditLog({ prisma: database.prisma, clock: { now: Date.now } });
  let waiting: { fits: (status: KeysStatus) => boolean; resolve: (status: KeysStatus) => void }[] = [];
  const vault = new KeyVault({
    folder,
    autoLockMin: 15,
    log,
    audit,
    ...options,
    onChanged: () => {
      const { status } = vault;
      waiting = waiting.filter(({ fits, resolve }) => {
        if (!fits(status)) return true;
        resolve(status);
        return false;
      });
    },
  });
  onTestFinished(async () => {
    await vault.close();
    await log.close();
    await database.close();
  });
  return {
    vault,
    log,
    audit,
    until: (fits) =>
      new Promise((resolve) => {
        if (fits(vault.status)) resolve(vault.status);
        else waiting.push({ fits, resolve });
      }),
  };
}

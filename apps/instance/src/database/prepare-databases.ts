import type { Log } from '../api/ports.ts';
import type { Home } from '../home.ts';
import { backupSync } from './backup.ts';
import { checkDatabase } from './check.ts';
import { migrate } from './migrate.ts';
import { DATABASE_MIGRATIONS, JOURNAL_MIGRATIONS } from './migration-folder.ts';
import { recoverRestore } from './pending-restore.ts';

/**
 * Makes both databases ready to be opened, at the start of an instance and before anything opens them: finishes an
 * interrupted restore, checks their pages, and applies migrations after one backup of the pair. The data folder's lock
 * must be held.
 *
 * @throws InstanceError `DATABASE_NEWER`, `DATABASE_DAMAGED`, `DATABASE_LOCKED`, `DISK_FULL`, `DATABASE_FAILED`,
 * `BACKUP_FAILED`
 */
export function prepareDatabases(home: Home, { log }: { readonly log?: Log | undefined } = {}): void {
  recoverRestore(home, log);
  checkDatabase(home.database);
  checkDatabase(home.journal);
  let backedUp = false;
  const backUp = (): void => {
    if (!backedUp) backupSync(home, 'upgrade');
    backedUp = true;
  };
  migrate(home.database, { migrationsDir: DATABASE_MIGRATIONS, backUp, log });
  migrate(home.journal, { migrationsDir: JOURNAL_MIGRATIONS, backUp, log });
}

import { InstanceError } from '../errors.ts';
import type { Home } from '../home.ts';
import type { BackupReason } from './backup-folder.ts';
import type { BackupAnswer } from './backup.ts';
import { makeBackup } from './make-backup.ts';

// The process that `backup` starts: its argument says what to back up, each line it prints is a BackupAnswer.
const { home, reason } = JSON.parse(process.argv[2]) as { home: Home; reason: BackupReason };
try {
  answer({
    backup: await makeBackup(home, reason, (progress) => {
      answer({ progress });
    }),
  });
} catch (error) {
  const { code, message } =
    error instanceof InstanceError
      ? error
      : new InstanceError('BACKUP_FAILED', String(error), { cause: error });
  answer({ error: { code, message } });
}

function answer(line: BackupAnswer): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

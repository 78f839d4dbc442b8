import { homeOf } from '../../home.ts';
import { makeBackup } from '../make-backup.ts';

// Backs up and dies when the second file is being checked, as with `kill -9`.
await makeBackup(homeOf(process.argv[2]), 'manual', ({ doing, file }) => {
  if (doing === 'check' && file === 'instance.db') process.kill(process.pid, 'SIGKILL');
});

import { migrate } from '../migrate.ts';

// Migrates a database and dies at a point of it, as with `kill -9`.
const [file, migrationsDir, end] = process.argv.slice(2);
migrate(file, {
  migrationsDir,
  backUp: () => undefined,
  reached: (point, migration) => {
    if (`${point} ${migration}` === end) process.kill(process.pid, 'SIGKILL');
  },
});

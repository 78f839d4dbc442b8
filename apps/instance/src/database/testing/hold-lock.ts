import { DatabaseSync } from 'node:sqlite';

// Holds a database locked until its standard input ends.
const db = new DatabaseSync(process.argv[2]);
db.exec('BEGIN EXCLUSIVE');
process.stdout.write('locked\n');
process.stdin.resume().on('end', () => {
  db.close();
});

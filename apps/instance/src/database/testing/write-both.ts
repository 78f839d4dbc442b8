import { DatabaseSync } from 'node:sqlite';

// Counts in the journal, then in the database, then in the journal … each count a commit, until its input ends.
// The exit code is 0; what it prints first says that both databases have been written to, and last how far it came.
const [journalPath, databasePath] = process.argv.slice(2);
const journal = new DatabaseSync(journalPath, { timeout: 10_000 });
const database = new DatabaseSync(databasePath, { timeout: 10_000 });
const toJournal = journal.prepare(
  `INSERT INTO "Batch" (bot, seq, at, checkpoint, previous, checksum, records) VALUES ('b', ?, 0, 0, 0, 0, '')`,
);
const toDatabase = database.prepare(`INSERT OR REPLACE INTO "Setting" VALUES ('count', ?)`);
let count = 0;
let ended = false;
process.stdin.resume().on('end', () => {
  ended = true;
});
function turn(): void {
  for (let n = 0; n < 20; n += 1) {
    count += 1;
    toJournal.run(count);
    toDatabase.run(String(count));
  }
  if (count === 20) process.stdout.write('writing\n');
  if (!ended) setImmediate(turn);
  else {
    process.stdout.write(`${String(count)}\n`);
    journal.close();
    database.close();
  }
}
turn();

import { DatabaseSync } from 'node:sqlite';

// Commits to the write-ahead log of a database and dies before it is carried over.
const db = new DatabaseSync(process.argv[2]);
db.exec('CREATE TABLE "Late" ("id" INTEGER); INSERT INTO "Late" VALUES (1)');
process.kill(process.pid, 'SIGKILL');

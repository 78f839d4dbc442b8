import { DatabaseSync } from 'node:sqlite';

/** Points of the finest step that an instance keeps for the range of an hour. */
const HOUR_SEC = 3600;

/** Gives bots the charts of a full hour at work, so that a fresh instance answers for its series as an old one. */
export function writeHourOfSamples(database: string, bots: readonly string[]): void {
  const db = new DatabaseSync(database);
  try {
    db.exec('PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE');
    const insert = db.prepare(
      'INSERT OR IGNORE INTO "Sample" (botId, stepSec, at, equity, drawdown, inventory, mid, bid, ask, uptime)' +
        ' VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, 1)',
    );
    const nowSec = Math.floor(Date.now() / 1000);
    for (const bot of bots) {
      for (let ago = HOUR_SEC; ago > 0; ago -= 1) {
        const mid = 60_000 + 300 * Math.sin(ago / 200);
        const equity = 10_000 + Math.cos(ago / 90);
        insert.run(bot, (nowSec - ago) * 1000, equity, 1.25, 0.031, mid, mid - 12.5, mid + 12.5);
      }
    }
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeOf } from '../home.ts';
import type { Home } from '../home.ts';
import { InstanceLog } from '../log/log-store.ts';
import { listBackups } from './backup-folder.ts';
import { prepareDatabases } from './prepare-databases.ts';
import { ScheduledBackup } from './scheduled-backup.ts';

const HOUR_MS = 3_600_000;
let home: Home;
let log: InstanceLog;

beforeEach(() => {
  home = homeOf(mkdtempSync(join(tmpdir(), 'mrm-scheduled-')));
  mkdirSync(home.logs);
  log = new InstanceLog({ folder: home.logs });
  prepareDatabases(home);
});

afterEach(async () => {
  await log.close();
  rmSync(home.path, { recursive: true });
});

const scheduled = (): number => listBackups(home).filter(({ reason }) => reason === 'scheduled').length;

describe('a scheduled backup', () => {
  it('is made once the first start is long enough ago, and then when the last one is', async () => {
    const start = Date.now();
    let now = start + 23 * HOUR_MS;
    const clock = { now: () => now };
    const backups = new ScheduledBackup({ home, log, clock, hours: 24, firstStart: start });
    await backups.look();
    expect(scheduled()).toBe(0);
    now = start + 24 * HOUR_MS;
    await backups.look();
    expect(scheduled()).toBe(1);
    // The backup bears the machine's time, which is that of the first start here.
    now = start + 23 * HOUR_MS;
    await backups.look();
    expect(scheduled()).toBe(1);
    now = start + 25 * HOUR_MS;
    await backups.look();
    expect(scheduled()).toBe(2);
  });

  it('that fails is told in the log, and tried again', async () => {
    const clock = { now: () => Date.now() + 48 * HOUR_MS };
    const backups = new ScheduledBackup({ home, log, clock, hours: 24, firstStart: Date.now() });
    writeFileSync(home.backups, 'in the way');
    await backups.look();
    const [line] = log.page({ source: 'backup' }).items;
    expect([line.level, line.message]).toEqual([
      'error',
      expect.stringContaining('the scheduled backup failed'),
    ]);
    rmSync(home.backups);
    await backups.look();
    expect(scheduled()).toBe(1);
  });

  it('is never made when switched off', async () => {
    const clock = { now: () => Date.now() + 1000 * HOUR_MS };
    const backups = new ScheduledBackup({ home, log, clock, hours: 0, firstStart: 0 });
    backups.start();
    await backups.close();
    expect(scheduled()).toBe(0);
  });
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { startInstanceProcess } from '@mrmarket/testkit/instance-process';
import { runCli } from '@mrmarket/testkit/run-cli';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backup } from '../database/backup.ts';
import { prepareDatabases } from '../database/prepare-databases.ts';
import { damagePage } from '../database/testing/homes.ts';
import type { Finding } from '../doctor/finding.ts';
import { homeOf } from '../home.ts';
import type { Home } from '../home.ts';

let home: Home;
beforeEach(() => {
  home = homeOf(mkdtempSync(join(tmpdir(), 'mrm-doctor-')));
  chmodSync(home.path, 0o700);
  // Whatever else runs on the machine, its usual port does not matter here.
  writeFileSync(home.config, '{"port": 0}');
});
afterEach(() => {
  rmSync(home.path, { recursive: true });
});

interface Report {
  readonly code: number;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

async function doctor(): Promise<Report> {
  const { code, stdout, stderr } = await runCli(['doctor', '--home', home.path, '--json']);
  expect(stderr).toBe('');
  return { code, ...(JSON.parse(stdout) as Omit<Report, 'code'>) };
}

/** The one that does not pass, of a doctor that has to find exactly one that fails. */
async function failure(): Promise<Finding> {
  const { code, ok, findings } = await doctor();
  const failed = findings.filter(({ state }) => state === 'fail');
  expect({ code, ok, failed: failed.length }).toEqual({ code: 1, ok: false, failed: 1 });
  return failed[0];
}

describe('mrm doctor', () => {
  it('finds nothing wrong before the first start', async () => {
    rmSync(home.config);
    const { code, stdout, stderr } = await runCli(['doctor', '--home', join(home.path, 'later')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/^fail/m);
    for (const name of ['node', 'data folder', 'disk', 'config', 'port', 'clock', 'database', 'journal'])
      expect(stdout).toMatch(new RegExp(`^pass {2}${name} `, 'm'));
    expect(stdout).toMatch(/^pass {2}instance +not running$/m);
  });

  it('asks an instance that runs, and leaves it alone', async ({ onTestFinished }) => {
    const instance = await startInstanceProcess({ home: home.path, onTestFinished });
    await backup(home, 'manual');
    const { findings } = await doctor();
    expect(findings.some(({ name }) => name === 'instance')).toBe(true);
    const state = (name: string): string[] =>
      findings.filter((finding) => finding.name === name).map((finding) => finding.state);
    for (const name of ['port', 'database', 'journal', 'backup', 'clock', 'recordings'])
      expect([name, ...state(name)]).toEqual([name, 'pass']);
    expect(findings.find(({ name }) => name === 'port')?.detail).toContain(instance.address);
    expect(await instance.stop()).toMatchObject({ code: 0 });
  });

  it('tells a wrong configuration', async () => {
    writeFileSync(home.config, '{"port": "x"}');
    expect(await failure()).toMatchObject({
      name: 'config',
      detail: expect.stringContaining('port must be integer, got "x"') as string,
      fix: `correct ${home.config}`,
    });
  });

  it('tells a port that is in use', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    writeFileSync(home.config, JSON.stringify({ port }));
    const found = await failure();
    server.close();
    expect(found).toMatchObject({ name: 'port', detail: `${port} on 127.0.0.1 is in use` });
  });

  it('tells a data folder that others may look into', async () => {
    chmodSync(home.path, 0o755);
    expect(await failure()).toMatchObject({ name: 'data folder', fix: `chmod go= ${home.path}` });
  });

  it.each(['database', 'journal'] as const)('tells a damaged %s, and how to restore it', async (which) => {
    prepareDatabases(home);
    damagePage(home[which]);
    const { name, detail, fix } = await failure();
    expect(name).toBe(which);
    expect(detail + fix).toContain('mrm db restore');
  });

  it('tells a database of a newer program', async () => {
    prepareDatabases(home);
    const db = new DatabaseSync(home.database);
    db.exec(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at") VALUES ('x', 'x', '2099_later', 1)`,
    );
    db.close();
    const found = await failure();
    expect(found.name).toBe('database');
    expect(found.detail).toContain('was made by a newer version of Mr.Market');
  });

  it('warns while there is no backup, and tells one that cannot be restored', async () => {
    prepareDatabases(home);
    const { ok, findings } = await doctor();
    expect(ok).toBe(true);
    expect(findings).toContainEqual({
      name: 'backup',
      state: 'warn',
      detail: 'there is none',
      fix: 'mrm db backup',
    });
    const { name } = await backup(home, 'manual');
    damagePage(join(home.backups, name, 'journal.db'));
    expect(await failure()).toMatchObject({
      name: 'backup',
      detail: expect.stringContaining(name) as string,
    });
  });

  it('tells recordings that cannot be read, and folders that are not there', async () => {
    mkdirSync(home.recordings, { mode: 0o700 });
    writeFileSync(join(home.recordings, 'spot_btcusdt_20240808.gz'), gzipSync('{}\n'));
    const { findings } = await doctor();
    expect(findings.find(({ name }) => name === 'recordings')).toMatchObject({
      state: 'pass',
      detail: 'spot_btcusdt_20240808',
    });
    writeFileSync(join(home.recordings, 'spot_ethusdt_20240808.gz'), 'no gzip at all');
    expect(await failure()).toMatchObject({
      name: 'recordings',
      detail: expect.stringContaining('spot_ethusdt_20240808.gz: ') as string,
    });
    writeFileSync(home.config, '{"port": 0, "recordings": ["/nowhere/captures"]}');
    expect((await failure()).detail).toBe('there is no folder /nowhere/captures');
  });

  it('tells a clock that was set back', async () => {
    const later = Date.now() / 1000 + 7200;
    utimesSync(home.config, later, later);
    const found = await failure();
    expect(found.name).toBe('clock');
    expect(found.detail).toMatch(/^it stands \d+ (min|h) before files the instance has written$/);
  });

  it('warns of a halt by the watchdog', async () => {
    writeFileSync(home.haltFile, '');
    const { findings } = await doctor();
    expect(findings).toContainEqual(expect.objectContaining({ name: 'watchdog', state: 'warn' }));
  });
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '@mrmarket/engine/data-folder';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backup } from '../api/schemas/manage.ts';
import { contents, damagePage, tempHome, write } from '../database/testing/homes.ts';
import type { Home } from '../home.ts';
import { run } from '../program.ts';
import { dbCommand } from './db.ts';

let stdout = '';
let stderr = '';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs `mrm db …` on a home. */
async function db(
  home: Pick<Home, 'path'>,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  stdout = '';
  stderr = '';
  const command = dbCommand().exitOverride();
  for (const each of command.commands) each.exitOverride();
  const code = await run(
    ['db', ...args, '--home', home.path],
    new Command('mrm').exitOverride().addCommand(command),
  );
  return { code, stdout, stderr };
}

async function backUp(home: Home): Promise<string> {
  return (JSON.parse((await db(home, 'backup', '--json')).stdout) as Backup).name;
}

describe('mrm db', () => {
  it('backs up, lists, verifies and restores', async () => {
    const home = tempHome();
    write(home, 'old');
    const made = await db(home, 'backup');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\S+-manual {2}0\.\d+ MB, checked\n$/) as string,
    });
    const name = made.stdout.split(' ')[0];
    expect((await db(home, 'list')).stdout).toContain(name);
    expect(await db(home, 'verify')).toMatchObject({ code: 0, stdout: `${name}  good\n` });
    write(home, 'new');
    const restored = await db(home, 'restore', name, '--yes');
    expect(restored.stdout).toMatch(/^restored \S+-manual; what was there is kept as \S+-restore\n$/);
    expect(restored.code).toBe(0);
    expect(contents(home)).toEqual({ database: ['old'], journal: ['old'] });
  });

  it('prints one JSON object with --json', async () => {
    const home = tempHome();
    const name = await backUp(home);
    const json = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await db(home, ...args, '--json')).stdout);
    expect(await json('list')).toMatchObject({ items: [{ name, reason: 'manual', verified: true }] });
    expect(await json('verify', name)).toEqual({ items: [{ name, problems: [] }] });
    expect(await json('restore', name, '--dry-run')).toMatchObject({ name, dryRun: true });
    expect(await json('restore', name, '--yes')).toMatchObject({ name, before: { reason: 'restore' } });
  });

  it('backs up while an instance runs, and refuses to restore then', async () => {
    const home = tempHome();
    const running = openDataFolder(home.path);
    const name = await backUp(home);
    const refused = await db(home, 'restore', name, '--yes');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^mrm: INSTANCE_RUNNING: an instance is running on .*; stop it, then restore\n$/,
    );
    running.release();
  });

  it('shows on a dry run how many rows differ', async () => {
    const home = tempHome();
    const name = await backUp(home);
    write(home, 'new');
    const { code, stdout: text } = await db(home, 'restore', name, '--dry-run');
    expect(code).toBe(0);
    expect(text).toMatch(/instance\.db Setting +1 +0\n/);
    expect(text).toMatch(/journal\.db Batch +1 +0\n/);
    expect(text).toMatch(/nothing was changed\n$/);
    expect(contents(home).database).toEqual(['new']);
  });

  it('restores nothing without --yes where nobody can be asked', async () => {
    const home = tempHome();
    const name = await backUp(home);
    write(home, 'new');
    const { code, stderr: text } = await db(home, 'restore', name);
    expect(code).toBe(1);
    expect(text).toContain('nothing was changed: say --yes');
    expect(contents(home).database).toEqual(['new']);
  });

  it('says which backup is damaged, checks the others, and ends with exit code 1', async () => {
    const home = tempHome();
    const good = await backUp(home);
    write(home, 'more');
    const bad = await backUp(home);
    damagePage(join(home.backups, bad, 'journal.db'));
    const { code, stdout: text, stderr: error } = await db(home, 'verify');
    expect(code).toBe(1);
    expect(text).toContain(`${good}  good\n`);
    expect(text).toContain(`${bad}  journal.db is not what was written`);
    expect(error).toMatch(/1 of 2 cannot be restored/);
  });

  it.each([
    [['restore', '../..', '--yes'], 'BACKUP_NOT_FOUND'],
    [['verify', '20260101-000000-manual'], 'BACKUP_NOT_FOUND'],
    [['verify'], 'BACKUP_NOT_FOUND'],
    [['backup'], 'BACKUP_FAILED'],
  ])('ends with exit code 1 and a clear message: %j in an empty home', async (args, error) => {
    const home = { path: mkdtempSync(join(tmpdir(), 'mrm-home-')) };
    const ran = await db(home, ...args);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(`mrm: ${error}: `);
  });

  it('says what to do where there are no backups yet', async () => {
    const ran = await db(tempHome(), 'list');
    expect(ran).toMatchObject({ code: 0, stdout: 'no backups yet; mrm db backup writes one\n' });
  });
});

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { EngineError } from './errors.ts';

const root = process.getuid?.() === 0;
const NOBODY = 65_534;
const moduleUrl = new URL('./data-folder.ts', import.meta.url).href;
const ARGUMENTS = ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e'];

let outer = '';
let path = '';
let holders: ChildProcess[] = [];
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'mrm-folder-'));
  path = join(outer, 'data');
});
afterEach(() => {
  for (const holder of holders) holder.kill('SIGKILL');
  holders = [];
  rmSync(outer, { recursive: true });
});

function script(then: string, first = ''): string {
  return `import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    import { openDataFolder } from ${JSON.stringify(moduleUrl)};
    ${first}
    try {
      openDataFolder(${JSON.stringify(path)});
      // Nobody keeps the folder: the lock must hold all the same.
      setFlagsFromString('--expose-gc');
      runInNewContext('gc')();
      console.log('held');
      ${then}
    } catch (error) { console.log(error.code + ' ' + error.message); }`;
}

/** Another process that opens the folder and keeps it until it is killed. @returns what it said first */
async function hold(): Promise<{ readonly process: ChildProcess; readonly said: string }> {
  const holder = spawn(process.execPath, [...ARGUMENTS, script('setInterval(() => {}, 1000);')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(holder);
  const [chunk] = (await once(holder.stdout, 'data')) as [Buffer];
  return { process: holder, said: chunk.toString().trim() };
}

/** The code of the refusal, or 'held' (and let go of again). */
function tryHere(): string {
  try {
    openDataFolder(path).release();
    return 'held';
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
}

describe('a data folder', () => {
  it('is made, for its owner alone, and names its journal', () => {
    const folder = openDataFolder(join(path, 'deep'));
    expect(folder).toMatchObject({
      path: join(path, 'deep'),
      journalPath: join(path, 'deep', 'journal.log'),
    });
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    folder.release();
  });

  it('F38 is refused to a second process while the first one runs', async () => {
    const first = await hold();
    const second = await hold();
    expect([first.said, second.said]).toEqual([
      'held',
      `DATA_FOLDER_LOCKED another process is running on the data folder ${path}`,
    ]);
    expect(tryHere()).toBe('DATA_FOLDER_LOCKED');
  });

  it('F38 is refused to a second holder in the same process', () => {
    const folder = openDataFolder(path);
    expect(tryHere()).toBe('DATA_FOLDER_LOCKED');
    folder.release();
  });

  it('F34 is free as soon as its holder is killed with SIGKILL', async () => {
    const holder = await hold();
    expect(tryHere()).toBe('DATA_FOLDER_LOCKED');
    holder.process.kill('SIGKILL');
    await once(holder.process, 'exit');
    expect(tryHere()).toBe('held');
  });

  it('is free again after its release, in this process and for others', async () => {
    expect([tryHere(), tryHere()]).toEqual(['held', 'held']);
    expect((await hold()).said).toBe('held');
  });

  it('may be released twice', () => {
    const folder = openDataFolder(path);
    folder.release();
    const next = openDataFolder(path);
    folder.release();
    expect(tryHere()).toBe('DATA_FOLDER_LOCKED');
    next.release();
  });

  it('another folder is not affected', async () => {
    await hold();
    path = join(outer, 'other');
    expect(tryHere()).toBe('held');
  });
});

describe('a data folder that cannot be used', () => {
  it('because it is a file', () => {
    writeFileSync(path, '');
    expect(() => openDataFolder(path)).toThrow(
      expect.objectContaining({
        code: 'DATA_FOLDER_UNUSABLE',
        message: expect.stringContaining(`cannot use the data folder ${path}: `) as string,
      }) as Error,
    );
  });

  it('because its lock is not one', () => {
    openDataFolder(path).release();
    writeFileSync(join(path, 'lock.db'), 'x'.repeat(4_096));
    expect(() => openDataFolder(path)).toThrow(
      expect.objectContaining({
        code: 'DATA_FOLDER_UNUSABLE',
        message: expect.stringContaining(`cannot lock the data folder ${path}: `) as string,
      }) as Error,
    );
  });

  it.each([
    ['it may not be written', 'data', 0o555],
    ['it may not be made', 'data/new', 0o555],
    ['it may not be looked into', 'data', 0o000],
  ])('because %s', (_, name, mode) => {
    openDataFolder(path).release();
    rmSync(join(path, 'lock.db'));
    chmodSync(outer, 0o755);
    chmodSync(path, mode);
    const made = path;
    path = join(outer, name);
    // Dropped after the start: the checkout itself may be closed to others.
    const drop = `process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`;
    const { stdout } = spawnSync(process.execPath, [...ARGUMENTS, script('', root ? drop : '')], {
      encoding: 'utf8',
    });
    chmodSync(made, 0o700);
    expect(stdout).toContain(`DATA_FOLDER_UNUSABLE cannot use the data folder ${path}: EACCES`);
    expect(existsSync(join(made, 'lock.db'))).toBe(false);
  });
});

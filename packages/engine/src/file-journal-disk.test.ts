import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillRecord } from './engine-state-testing.ts';
import { FileJournal } from './file-journal.ts';

const root = process.getuid?.() === 0;
const NOBODY = 65_534;
const journalUrl = new URL('./file-journal.ts', import.meta.url).href;

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-journal-disk-'));
  path = join(folder, 'journal.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a module with FileJournal and `path` in a process of its own. */
function child(code: string, options: { readonly fileKib?: number; readonly uid?: number } = {}) {
  const { uid } = options;
  // Dropped after the start: the checkout itself may be closed to others.
  const drop =
    uid === undefined ? '' : `process.setgroups([]); process.setgid(${uid}); process.setuid(${uid});`;
  const module = `import { FileJournal } from ${JSON.stringify(journalUrl)};
    ${drop}
    const path = ${JSON.stringify(path)};
    ${code}`;
  const node = [
    process.execPath,
    '--input-type=module',
    '--disable-warning=ExperimentalWarning',
    '-e',
    module,
  ];
  // The shell's limit is in blocks of 1024 bytes.
  const limit = options.fileKib === undefined ? '' : `ulimit -f ${options.fileKib};`;
  return spawnSync('bash', ['-c', `${limit} exec "$@"`, 'bash', ...node], { encoding: 'utf8' });
}

/** Commits of one fill each, until one fails. */
function fillUp(journal: FileJournal): { readonly commits: number; readonly refusal: unknown } {
  for (let commits = 0; ; commits++) {
    try {
      journal.append(fillRecord({ tradeId: String(commits) }));
      journal.commit();
    } catch (refusal) {
      return { commits, refusal };
    }
  }
}

function tradeIds(): string[] {
  const journal = new FileJournal(path);
  const ids = [...journal.replay()].map((record) => ('tradeId' in record ? record.tradeId : record.type));
  journal.close();
  return ids;
}

function upTo(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}

describe.runIf(root)('F40 on a full disk', () => {
  let disk = '';
  beforeEach(() => {
    disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    path = join(disk, 'journal.log');
  });
  afterEach(() => execFileSync('umount', ['--lazy', disk]));

  it('a commit fails with JOURNAL_WRITE_FAILED, nothing is written after it, and what was before is intact', () => {
    writeFileSync(join(disk, 'other'), Buffer.alloc(20_000));
    const journal = new FileJournal(path);
    const { commits, refusal } = fillUp(journal);
    expect(commits).toBeGreaterThan(50);
    expect(refusal).toMatchObject({
      code: 'JOURNAL_WRITE_FAILED',
      message: expect.stringMatching(/^cannot write the journal .*journal\.log: ENOSPC/) as string,
    });
    const size = statSync(path).size;
    // Room again, but not for this journal: what it wrote last is torn.
    rmSync(join(disk, 'other'));
    journal.append(fillRecord({ tradeId: 'later' }));
    expect(() => journal.commit()).toThrow(
      expect.objectContaining({
        code: 'JOURNAL_WRITE_FAILED',
        message: `an earlier write to ${path} failed`,
      }) as Error,
    );
    expect(statSync(path).size).toBe(size);
    journal.close();
    expect(tradeIds()).toEqual(upTo(commits));
  });

  it('a journal that must put a torn end aside does not open, and stays as it is', () => {
    const journal = new FileJournal(path);
    const { commits } = fillUp(journal);
    journal.close();
    const bytes = readFileSync(path);
    expect(() => new FileJournal(path)).toThrow(
      expect.objectContaining({
        code: 'JOURNAL_WRITE_FAILED',
        message: expect.stringContaining('journal.log.torn: ENOSPC') as string,
      }) as Error,
    );
    expect(readFileSync(path)).toEqual(bytes);
    execFileSync('mount', ['-o', 'remount,size=256k', disk]);
    expect(tradeIds()).toEqual(upTo(commits));
  });

  it('a journal cannot begin', () => {
    writeFileSync(join(disk, 'other'), Buffer.alloc(65_536));
    expect(() => new FileJournal(path)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_WRITE_FAILED' }) as Error,
    );
  });
});

it('F40 at a limit of the file size a commit fails clearly, and what was before is intact', () => {
  const { stdout, status } = child(
    `const journal = new FileJournal(path);
    for (let i = 0; ; i++) {
      try {
        journal.append({ type: 'fill', tradeId: String(i), padding: 'x'.repeat(1000) });
        journal.commit();
      } catch (error) {
        console.log(JSON.stringify([i, error.code, error.message]));
        break;
      }
    }`,
    { fileKib: 16 },
  );
  expect(status).toBe(0);
  const [commits, code, message] = JSON.parse(stdout) as [number, string, string];
  expect([code, message]).toEqual([
    'JOURNAL_WRITE_FAILED',
    expect.stringMatching(/^cannot write the journal .*: EFBIG/),
  ]);
  expect(commits).toBe(15);
  expect(statSync(path).size).toBe(16 * 1024);
  expect(tradeIds()).toEqual(upTo(commits));
});

describe('without permission', () => {
  const attempt = `try { new FileJournal(path); console.log('opened'); }
    catch (error) { console.log(error.code + ' ' + error.message); }`;

  it.each<[string, (path: string) => void]>([
    [
      'to read the file',
      (path) => {
        writeFileSync(path, 'mrm-journal 1\n');
        chmodSync(path, 0o000);
        chmodSync(folder, 0o777);
      },
    ],
    [
      'to write it',
      (path) => {
        writeFileSync(path, 'mrm-journal 1\n');
        chmodSync(path, 0o444);
        chmodSync(folder, 0o777);
      },
    ],
    ['to make it', () => chmodSync(folder, 0o555)],
  ])('%s it is refused with JOURNAL_UNREADABLE', (_, prepare) => {
    prepare(path);
    const { stdout } = child(attempt, root ? { uid: NOBODY } : {});
    chmodSync(folder, 0o755);
    expect(stdout).toMatch(/^JOURNAL_UNREADABLE cannot open the journal .*journal\.log: EACCES/);
  });
});

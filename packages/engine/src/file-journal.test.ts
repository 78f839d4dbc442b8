import { Side } from '@mrmarket/market/side';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillRecord, submitRecord, updateRecord } from './engine-state-testing.ts';
import { EngineError } from './errors.ts';
import { FileJournal } from './file-journal.ts';
import type { EngineRecord } from './journal-records.ts';
import { TradingMode } from './trading-mode.ts';

let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-journal-'));
  path = join(folder, 'journal.log');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A short life of an engine: one entry a commit. */
const COMMITS: readonly (readonly EngineRecord[])[] = [
  [
    {
      type: 'session',
      atUs: 1,
      tag: 'ABCDEF',
      recovered: false,
      identity: { instrument: 'test:spot:BTCUSDT' },
    },
  ],
  [{ type: 'opening', atUs: 2, quoteUnits: '100000000000', baseUnits: ['5000000'], marks2: [20_001] }],
  [
    submitRecord(),
    submitRecord({ intent: 2, clientId: 'MABCDEF00000000000200', side: Side.Sell, tick: 10_010 }),
  ],
  [updateRecord({ event: 'ack', venueUs: 3 })],
  [fillRecord({ tradeId: 'é€😀"\\\n', lots: 4, fee: '-0.0004', feeAsset: 'BTC' })],
  [
    { type: 'loss', atUs: 5, state: { peak: 1050.25, dayStart: 1000, day: 19_000, losses: 1, halts: 0 } },
    {
      type: 'restrict',
      atUs: 5,
      key: 'loss',
      restriction: {
        mode: TradingMode.Halted,
        code: 'RISK_DRAWDOWN',
        detail: 'equity fell to 900.00 from its peak of 1050.25',
        sinceUs: 5,
        untilUs: 900_000_000,
      },
    },
  ],
  [{ type: 'cancel', atUs: 6, clientId: 'MABCDEF00000000000200' }],
];
const LATER: EngineRecord = {
  type: 'flow',
  atUs: 9,
  quoteUnits: '1',
  instrument: 0,
  baseUnits: '0',
  mark2: 0,
  reason: 'x',
};

/** Starts afresh with these bytes in the file; undefined = no file. */
function put(bytes: Uint8Array | string | undefined): void {
  rmSync(path, { force: true, recursive: true });
  rmSync(`${path}.torn`, { force: true });
  if (bytes !== undefined) writeFileSync(path, bytes);
}

function write(journal: FileJournal, commits: readonly (readonly EngineRecord[])[]): void {
  for (const records of commits) {
    for (const record of records) journal.append(record);
    journal.commit();
  }
}

/** The file of all commits, and where each line of it ends (the header first). */
function whole(): { readonly bytes: Buffer; readonly ends: readonly number[] } {
  put(undefined);
  const journal = new FileJournal(path);
  const ends = [statSync(path).size];
  for (const commit of COMMITS) {
    write(journal, [commit]);
    ends.push(statSync(path).size);
  }
  journal.close();
  return { bytes: readFileSync(path), ends };
}

/** What an opening of the file finds: its records, or the refusal. */
function open(): { records: EngineRecord[]; recovered: boolean } | EngineError {
  try {
    const journal = new FileJournal(path);
    const found = { records: [...journal.replay()], recovered: journal.recovered };
    journal.close();
    return found;
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}

function prefix(commits: number): EngineRecord[] {
  return COMMITS.slice(0, commits).flat();
}

describe('a journal', () => {
  it('begins empty, and makes its file for its owner alone', () => {
    put(undefined);
    expect(open()).toEqual({ records: [], recovered: false });
    expect(readFileSync(path, 'utf8')).toBe('mrm-journal 1\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('gives back what was committed, in order', () => {
    put(whole().bytes);
    expect(open()).toEqual({ records: prefix(COMMITS.length), recovered: false });
  });

  it('goes on where the run before ended', () => {
    put(undefined);
    for (const commit of COMMITS) {
      const journal = new FileJournal(path);
      write(journal, [commit]);
      journal.close();
    }
    expect(readFileSync(path)).toEqual(whole().bytes);
  });

  it('writes a commit as one line, readable as text', () => {
    const lines = whole().bytes.toString('utf8').split('\n');
    expect(lines).toHaveLength(COMMITS.length + 2);
    lines.slice(1, -1).forEach((line, i) => {
      expect(line).toMatch(/^[0-9a-f]{8} \[/);
      expect(JSON.parse(line.slice(9))).toEqual(COMMITS[i]);
    });
  });

  it('gives its records away once: an empty answer would look like an account never opened', () => {
    put(whole().bytes);
    const journal = new FileJournal(path);
    expect([...journal.replay()]).toEqual(prefix(COMMITS.length));
    expect(() => journal.replay()).toThrow('a journal is replayed once');
    journal.close();
  });

  it('forgets what was not committed', () => {
    put(undefined);
    const journal = new FileJournal(path);
    write(journal, COMMITS.slice(0, 2));
    journal.append(LATER);
    journal.close();
    expect(open()).toEqual({ records: prefix(2), recovered: false });
  });

  it('a commit of nothing writes nothing', () => {
    put(undefined);
    const journal = new FileJournal(path);
    journal.commit();
    journal.close();
    expect(statSync(path).size).toBe(14);
  });

  it('takes a commit of very many records', () => {
    put(undefined);
    const journal = new FileJournal(path);
    const many = Array.from({ length: 200_000 }, (_, i) => ({ ...LATER, atUs: i }));
    write(journal, [many]);
    journal.close();
    const found = open() as { records: EngineRecord[] };
    expect(found.records).toHaveLength(200_000);
    expect(found.records.at(-1)).toEqual(many.at(-1));
  });
});

describe('a file cut off at any byte', () => {
  it('is taken up to its last whole line; what is left of the next is kept beside it', () => {
    const { bytes, ends } = whole();
    for (let length = 0; length <= bytes.length; length++) {
      put(bytes.subarray(0, length));
      const lines = ends.filter((end) => end <= length).length;
      const good = lines === 0 ? 0 : ends[lines - 1];
      const torn = length > good;
      expect(open()).toEqual({ records: prefix(Math.max(0, lines - 1)), recovered: torn });
      expect(existsSync(`${path}.torn`)).toBe(torn);
      if (torn) expect(readFileSync(`${path}.torn`)).toEqual(bytes.subarray(good, length));
    }
  });

  it('takes new commits after that, and is whole again', () => {
    const { bytes, ends } = whole();
    // Every fifth byte: each commit is synced to the disk.
    for (let length = 0; length <= bytes.length; length += 5) {
      put(bytes.subarray(0, length));
      const lines = Math.max(1, ends.filter((end) => end <= length).length);
      const journal = new FileJournal(path);
      write(journal, [[LATER], [LATER, LATER]]);
      journal.close();
      expect(open()).toEqual({ records: [...prefix(lines - 1), LATER, LATER, LATER], recovered: false });
    }
  });

  it('tells so again until a commit stands in the place of the torn end', () => {
    const { bytes, ends } = whole();
    put(bytes.subarray(0, ends[3] + 20));
    for (let start = 0; start < 3; start++) expect(open()).toMatchObject({ recovered: true });
  });

  it('a crash at any byte of that next commit loses nothing and is told', () => {
    const { bytes, ends } = whole();
    for (const tornLength of [1, 9, 40, ends[4] - ends[3] - 1]) {
      const good = bytes.subarray(0, ends[3]);
      const torn = bytes.subarray(ends[3], ends[3] + tornLength);
      put(Buffer.concat([good, torn]));
      const journal = new FileJournal(path);
      write(journal, [[LATER]]);
      journal.close();
      const line = readFileSync(path).subarray(good.length);
      for (let written = 0; written <= line.length; written++) {
        put(Buffer.concat([good, line.subarray(0, written), torn.subarray(written)]));
        const complete = written === line.length;
        expect(open()).toEqual({
          records: complete ? [...prefix(3), LATER] : prefix(3),
          // Complete, but the file not yet shortened: what is left of the torn line looks like another.
          recovered: !complete || torn.length > line.length,
        });
      }
    }
  });

  it('the next commit takes the place of a torn end that is longer than it', () => {
    const { bytes, ends } = whole();
    put(Buffer.concat([bytes.subarray(0, ends[3]), Buffer.alloc(5_000, 'x')]));
    const journal = new FileJournal(path);
    write(journal, [[LATER]]);
    journal.close();
    expect(open()).toEqual({ records: [...prefix(3), LATER], recovered: false });
  });

  it('by a power cut that left zeros where the last line should be is taken up to there', () => {
    const { bytes, ends } = whole();
    put(Buffer.concat([bytes.subarray(0, ends[3]), Buffer.alloc(300)]));
    expect(open()).toEqual({ records: prefix(3), recovered: true });
  });
});

describe('a changed file', () => {
  const MASKS = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff, 0x2a];

  it('is refused with its line at any flipped byte; only without its last line end is it taken, as torn', () => {
    const { bytes, ends } = whole();
    let newer = 0;
    for (let at = 0; at < bytes.length; at++) {
      const line = 1 + ends.filter((end) => end <= at).length;
      for (const mask of MASKS) {
        const changed = Buffer.from(bytes);
        changed[at] ^= mask;
        put(changed);
        const found = open();
        if (at === bytes.length - 1) {
          expect(found).toEqual({ records: prefix(COMMITS.length - 1), recovered: true });
          continue;
        }
        expect(found).toBeInstanceOf(EngineError);
        const { code, message } = found as EngineError;
        if (code === 'JOURNAL_NEWER') newer++;
        else expect(code).toBe('JOURNAL_DAMAGED');
        expect(message).toContain(`${path} line ${line} `);
      }
    }
    // The version of the header: 1 became 3, 5 and 9.
    expect(newer).toBe(3);
  });

  it.each<[string, (lines: string[]) => string[], line: number]>([
    ['a line missing', (lines) => lines.toSpliced(3, 1), 4],
    ['a line twice', (lines) => lines.toSpliced(3, 0, lines[3]), 5],
    ['two lines swapped', (lines) => lines.with(3, lines[4]).with(4, lines[3]), 4],
    ['an empty line', (lines) => lines.toSpliced(3, 0, ''), 4],
    ['a line of its own making', (lines) => lines.toSpliced(3, 0, '00000000 []'), 4],
    ['no header', (lines) => lines.slice(1), 1],
    ['another line end', (lines) => lines.map((line) => `${line}\r`), 1],
  ])('with %s is refused', (_, change, line) => {
    const lines = whole().bytes.toString('utf8').split('\n').slice(0, -1);
    put(`${change(lines).join('\n')}\n`);
    const refusal = open() as EngineError;
    expect([refusal.code, refusal.message]).toEqual([
      'JOURNAL_DAMAGED',
      expect.stringContaining(`${path} line ${line} `),
    ]);
  });

  it('is left as it is', () => {
    const { bytes } = whole();
    bytes[40] ^= 1;
    put(bytes);
    expect(open()).toBeInstanceOf(EngineError);
    expect(readFileSync(path)).toEqual(bytes);
    expect(existsSync(`${path}.torn`)).toBe(false);
  });

  it('of something else is refused', () => {
    put('SQLite format 3\0 and more');
    expect(open()).toMatchObject({ code: 'JOURNAL_DAMAGED' });
  });

  it('of a newer format is refused, naming both formats', () => {
    put('mrm-journal 12\nwhatever that has');
    expect(open()).toMatchObject({
      code: 'JOURNAL_NEWER',
      message: `${path} line 1 says format 12, this program reads up to 1: use a newer one`,
    });
  });
});

describe('a file that cannot be used', () => {
  it('because it is a folder', () => {
    put(undefined);
    mkdirSync(path);
    expect(open()).toMatchObject({
      code: 'JOURNAL_UNREADABLE',
      message: expect.stringContaining(`cannot open the journal ${path}: `) as string,
    });
  });

  it('because its folder is not there', () => {
    expect(() => new FileJournal(join(folder, 'none', 'journal.log'))).toThrow(
      expect.objectContaining({ code: 'JOURNAL_UNREADABLE' }) as Error,
    );
  });
});

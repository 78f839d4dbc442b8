import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { EngineError } from './errors.ts';
import type { EngineErrorCode } from './errors.ts';
import type { Journal } from './journal.ts';
import type { EngineRecord } from './journal-records.ts';

const FORMAT = 'mrm-journal';
const VERSION = 1;
const HEADER = `${FORMAT} ${VERSION}\n`;

/**
 * A journal in one text file, one line a commit: a checksum in eight hex digits, a space, a JSON array of records.
 * Each checksum (CRC-32) runs on from the line before, so that a line can be neither changed, nor taken out, nor moved.
 * A commit is written and synced to the disk before `commit` returns.
 *
 * Damage: a file that ends within a line lost the end of its last write; those bytes are copied to `<file>.torn`, the
 * run goes on from the commit before, and `recovered` is true. They stay in the file until the next commit stands in
 * their place: a crash before that is recovered from in the same way. Anything else that does not check out refuses
 * the whole file with its line number: money is never computed from a guess.
 */
export class FileJournal implements Journal {
  readonly recovered: boolean;
  readonly path: string;
  private readonly fd: number;
  private records: EngineRecord[] | undefined;
  private buffered: EngineRecord[] = [];
  private end: number;
  private checksum: number;
  /** Bytes of a torn line still lie behind `end`. */
  private torn: boolean;
  private broken = false;

  /**
   * Opens or creates the file. The caller holds the data folder's lock.
   * @throws EngineError `JOURNAL_DAMAGED`, `JOURNAL_NEWER`, `JOURNAL_UNREADABLE`, `JOURNAL_WRITE_FAILED`
   */
  constructor(path: string) {
    this.path = path;
    this.fd = attempt('JOURNAL_UNREADABLE', `open the journal ${path}`, () =>
      openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600),
    );
    try {
      const bytes = attempt('JOURNAL_UNREADABLE', `read the journal ${path}`, () => readFileSync(this.fd));
      const read = readLines(path, bytes);
      this.records = read.records;
      this.end = read.end;
      this.checksum = read.checksum;
      this.torn = read.end < bytes.length;
      this.recovered = this.torn;
      if (this.torn) this.keepTornEnd(bytes.subarray(read.end));
      if (read.end === 0) this.write(HEADER);
    } catch (error) {
      closeSync(this.fd);
      throw error;
    }
  }

  replay(): Iterable<EngineRecord> {
    const { records } = this;
    // Not kept in memory beside what was made of them. An empty answer would look like an account never opened.
    if (!records) throw new Error('a journal is replayed once');
    this.records = undefined;
    return records;
  }

  append(record: EngineRecord): void {
    this.buffered.push(record);
  }

  commit(): void {
    if (this.buffered.length === 0) return;
    const text = JSON.stringify(this.buffered);
    const checksum = crc32(text, this.checksum);
    this.write(`${hex(checksum)} ${text}\n`);
    this.checksum = checksum;
    this.buffered = [];
  }

  close(): void {
    closeSync(this.fd);
  }

  private keepTornEnd(bytes: Buffer): void {
    const path = `${this.path}.torn`;
    attempt('JOURNAL_WRITE_FAILED', `write ${path}`, () => writeFileSync(path, bytes, { mode: 0o600 }));
  }

  private write(text: string): void {
    if (this.broken) throw new EngineError('JOURNAL_WRITE_FAILED', `an earlier write to ${this.path} failed`);
    const bytes = Buffer.from(text);
    // What reaches the disk of a line that fails is torn, and nothing may follow it.
    this.broken = true;
    attempt('JOURNAL_WRITE_FAILED', `write the journal ${this.path}`, () => {
      let written = 0;
      while (written < bytes.length)
        written += writeSync(this.fd, bytes, written, bytes.length - written, this.end + written);
      if (this.torn) ftruncateSync(this.fd, this.end + bytes.length);
      fdatasyncSync(this.fd);
      if (this.end === 0) syncFolder(dirname(this.path));
    });
    this.broken = false;
    this.torn = false;
    this.end += bytes.length;
  }
}

function readLines(path: string, bytes: Buffer): { records: EngineRecord[]; end: number; checksum: number } {
  const header = bytes.subarray(0, HEADER.length).toString('latin1');
  if (bytes.length < HEADER.length && HEADER.startsWith(header)) return { records: [], end: 0, checksum: 0 };
  if (header !== HEADER) {
    const version = new RegExp(`^${FORMAT} (\\d+)\n`).exec(bytes.subarray(0, 64).toString('latin1'));
    if (version && Number(version[1]) > VERSION) {
      throw new EngineError(
        'JOURNAL_NEWER',
        `${path} line 1 says format ${version[1]}, this program reads up to ${VERSION}: use a newer one`,
      );
    }
    throw damaged(path, 1, 'is not the header of a journal');
  }
  const records: EngineRecord[] = [];
  let checksum = 0;
  let at = HEADER.length;
  for (let line = 2; at < bytes.length; line++) {
    const stop = bytes.indexOf(10, at);
    if (stop < 0) break;
    const expected = bytes.subarray(at, at + 8).toString('latin1');
    const text = bytes.subarray(at + 9, stop);
    checksum = crc32(text, checksum);
    if (bytes[at + 8] !== 32 || expected !== hex(checksum))
      throw damaged(path, line, 'does not match its checksum');
    for (const record of parse(path, line, text.toString('utf8'))) records.push(record);
    at = stop + 1;
  }
  return { records, end: at, checksum };
}

function parse(path: string, line: number, text: string): EngineRecord[] {
  try {
    return JSON.parse(text) as EngineRecord[];
  } catch (error) {
    throw new EngineError('JOURNAL_DAMAGED', `${path} line ${line} is not JSON`, { cause: error });
  }
}

function attempt<T>(code: EngineErrorCode, what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new EngineError(code, `cannot ${what}: ${(error as Error).message}`, { cause: error });
  }
}

function damaged(path: string, line: number, what: string): EngineError {
  return new EngineError(
    'JOURNAL_DAMAGED',
    `${path} line ${line} ${what}: restore the file from a copy, or move it away to start afresh`,
  );
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

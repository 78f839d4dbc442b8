import {
  closeSync,
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
 * Damage: a file that ends within a line lost the end of its last write; those bytes go to `<file>.torn`, the run
 * goes on from the commit before, and `recovered` is true. Anything else that does not check out refuses the whole
 * file with its line number: money is never computed from a guess.
 */
export class FileJournal implements Journal {
  readonly recovered: boolean;
  readonly path: string;
  private readonly fd: number;
  private readonly records: EngineRecord[];
  private buffered: EngineRecord[] = [];
  private end: number;
  private checksum: number;
  /** Bytes of a torn line still lie behind `end`. */
  private torn: boolean;
  private broken = false;

  /**
   * Opens or creates the file. The caller holds the data folder's lock.
   * @throws EngineError `JOURNAL_DAMAGED`, `JOURNAL_NEWER`, `JOURNAL_UNREADABLE`
   */
  constructor(path: string) {
    this.path = path;
    let bytes: Buffer;
    try {
      this.fd = openSync(path, 'a+', 0o600);
      closeSync(this.fd);
      // Appending mode ignores positions, and a torn end must be written over.
      this.fd = openSync(path, 'r+');
      bytes = readFileSync(path);
    } catch (error) {
      throw new EngineError(
        'JOURNAL_UNREADABLE',
        `cannot open the journal ${path}: ${(error as Error).message}`,
        { cause: error },
      );
    }
    try {
      const read = readLines(path, bytes);
      this.records = read.records;
      this.end = read.end;
      this.checksum = read.checksum;
      this.torn = read.end < bytes.length;
      this.recovered = this.torn && read.end > 0;
      if (this.recovered) writeFileSync(`${path}.torn`, bytes.subarray(read.end), { mode: 0o600 });
      if (read.end === 0) this.write(HEADER);
    } catch (error) {
      closeSync(this.fd);
      throw error;
    }
  }

  replay(): Iterable<EngineRecord> {
    return this.records;
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

  private write(text: string): void {
    if (this.broken) throw new EngineError('JOURNAL_WRITE_FAILED', `an earlier write to ${this.path} failed`);
    const bytes = Buffer.from(text);
    try {
      let written = 0;
      while (written < bytes.length)
        written += writeSync(this.fd, bytes, written, bytes.length - written, this.end + written);
      if (this.torn) ftruncateSync(this.fd, this.end + bytes.length);
      fdatasyncSync(this.fd);
      if (this.end === 0) syncFolder(dirname(this.path));
    } catch (error) {
      // What reached the disk of this line is torn; nothing may follow it.
      this.broken = true;
      throw new EngineError(
        'JOURNAL_WRITE_FAILED',
        `cannot write the journal ${this.path}: ${(error as Error).message}`,
        { cause: error },
      );
    }
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
        `${path} has format ${version[1]}; this program reads up to ${VERSION}: use a newer one`,
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
    records.push(...parse(path, line, text.toString('utf8')));
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

import type { LogLine } from '../api/schemas/live.ts';
import type { LogStore, Page, PageQuery, WallClock } from '../api/ports.ts';
import { LogFiles } from './log-files.ts';
import { Redactor } from './redact.ts';

type Level = LogLine['level'];
export interface LogQuery extends PageQuery {
  /** This level and those above it. */
  readonly level?: Level;
  /** Text in message, source or fields; case does not matter. */
  readonly search?: string;
  readonly source?: string;
}

const RANK: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const DEFAULT_PAGE = 100;

/** A line as it is kept: the JSON text, and what is needed to find it without parsing. */
interface Kept {
  readonly id: number;
  readonly rank: number;
  readonly source: string;
  readonly json: string;
}

export interface LogOptions {
  /** Folder of the log files. */
  readonly folder: string;
  readonly clock?: WallClock;
  /** Lines below it are dropped. */
  readonly level?: Level;
  /** Lines kept in memory. */
  readonly capacity?: number;
  readonly maxFileBytes?: number;
  readonly maxFiles?: number;
}

/**
 * The log of an instance: the newest lines in memory, where pages and searches are answered from, and all of them as
 * JSON lines in files. Nothing enters it unmasked; see `Redactor`.
 */
export class InstanceLog implements LogStore {
  readonly redactor = new Redactor();
  readonly #files: LogFiles;
  readonly #clock: WallClock;
  readonly #minRank: number;
  readonly #capacity: number;
  /** Ring: the oldest line is at `#first`. */
  readonly #kept: Kept[] = [];
  #first = 0;
  #lastId = 0;
  readonly #listeners = new Set<(line: LogLine) => void>();
  #telling = false;

  /** Reads back the newest lines of the run before. Throws what the file system throws when the folder cannot be used. */
  constructor(options: LogOptions) {
    this.#clock = options.clock ?? { now: Date.now };
    this.#minRank = RANK[options.level ?? 'info'];
    this.#capacity = options.capacity ?? 20_000;
    this.#files = new LogFiles(options.folder, {
      ...(options.maxFileBytes === undefined ? {} : { maxBytes: options.maxFileBytes }),
      ...(options.maxFiles === undefined ? {} : { maxFiles: options.maxFiles }),
    });
    for (const json of this.#files.newest(this.#capacity)) {
      const line = parseLine(json);
      if (line !== undefined && Number(line.id) > this.#lastId) this.#keep(line, json);
    }
  }

  debug(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('debug', source, message, fields);
  }

  info(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('info', source, message, fields);
  }

  warn(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('warn', source, message, fields);
  }

  error(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('error', source, message, fields);
  }

  /** Masks `text` in every line from now on. */
  secret(text: string): void {
    this.redactor.secret(text);
  }

  /** Lines that could not be written to the files, and why. */
  get fileTrouble(): { readonly lost: number; readonly error: string } | undefined {
    const error = this.#files.error;
    return error === undefined ? undefined : { lost: this.#files.lost, error };
  }

  page(query: LogQuery): Page<LogLine> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const matches = matcher(query);
    const items: LogLine[] = [];
    for (let index = this.#before(query.cursor); index >= 0; index -= 1) {
      const line = matches(this.#at(index));
      if (line === undefined) continue;
      if (items.length === limit) return { items, next: items.at(-1)!.id };
      items.push(line);
    }
    return { items, next: null };
  }

  /**
   * Calls `listener` with each line from now on; the answer ends it. Lines that a listener writes itself are kept but
   * told to nobody, so that a listener which logs does not call itself for ever.
   */
  onLine(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#files.close();
  }

  #write(level: Level, source: string, message: string, fields?: Readonly<Record<string, unknown>>): void {
    if (RANK[level] < this.#minRank) return;
    const now = this.#clock.now();
    // Room for a thousand lines in a millisecond: ids grow over restarts too, as long as the clock does.
    const id = Math.max(this.#lastId + 1, now * 1000);
    const line: LogLine = {
      id: String(id),
      at: new Date(now).toISOString(),
      level,
      source,
      message: this.redactor.text(message),
      ...(fields === undefined ? {} : { fields: this.redactor.fields(fields) }),
    };
    const json = JSON.stringify(line);
    this.#files.write(json);
    this.#keep(line, json);
    this.#tell(line);
  }

  #keep(line: LogLine, json: string): void {
    this.#lastId = Number(line.id);
    const kept: Kept = { id: this.#lastId, rank: RANK[line.level], source: line.source, json };
    if (this.#kept.length < this.#capacity) {
      this.#kept.push(kept);
      return;
    }
    this.#kept[this.#first] = kept;
    this.#first = (this.#first + 1) % this.#capacity;
  }

  #tell(line: LogLine): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (const listener of this.#listeners) {
        try {
          listener(line);
        } catch (error) {
          this.#listeners.delete(listener);
          this.#write('error', 'log', 'a listener of the log failed and was removed', { error });
        }
      }
    } finally {
      this.#telling = false;
    }
  }

  /** Kept line by age, 0 = the oldest. */
  #at(index: number): Kept {
    return this.#kept[(this.#first + index) % this.#kept.length];
  }

  /** Age index of the newest line before the cursor. */
  #before(cursor: string | undefined): number {
    let low = 0;
    let high = this.#kept.length;
    if (cursor === undefined) return high - 1;
    const id = Number(cursor);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle).id < id) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Tells whether a kept line fits the query, and gives it parsed if so. */
function matcher(query: LogQuery): (kept: Kept) => LogLine | undefined {
  const rank = query.level === undefined ? 0 : RANK[query.level];
  // As it stands in the JSON text: rules most lines out before any is parsed.
  const needle =
    query.search === undefined || query.search === '' ? undefined : escaped(query.search).toLowerCase();
  const inJson = needle === undefined ? undefined : new RegExp(RegExp.escape(needle), 'i');
  return (kept) => {
    if (kept.rank < rank) return undefined;
    if (query.source !== undefined && kept.source !== query.source) return undefined;
    if (inJson !== undefined && !inJson.test(kept.json)) return undefined;
    const line = JSON.parse(kept.json) as LogLine;
    return needle === undefined || textOf(line).includes(needle) ? line : undefined;
  };
}

function textOf(line: LogLine): string {
  const fields = line.fields === undefined ? '' : JSON.stringify(line.fields);
  return `${line.source} ${escaped(line.message)} ${fields}`.toLowerCase();
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Undefined for what is not a whole line of ours, e.g. the last one before a power cut. */
function parseLine(json: string): LogLine | undefined {
  try {
    const line = JSON.parse(json) as Partial<LogLine>;
    if (typeof line.id !== 'string' || typeof line.source !== 'string') return undefined;
    return line.level !== undefined && line.level in RANK ? (line as LogLine) : undefined;
  } catch {
    return undefined;
  }
}

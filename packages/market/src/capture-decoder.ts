import { CaptureColumns } from './capture-columns.ts';
import { CaptureLineReader } from './capture-line.ts';
import { CaptureScanner } from './capture-scanner.ts';
import { MarketError } from './errors.ts';
import { exchangeOrder } from './exchange-order.ts';
import type { Instrument } from './instrument.ts';
import { MessageKind, type Recording } from './recording.ts';

const NEWLINE = 10;
/** Notes of one kind that are written out; the rest is counted. */
const NOTES_OF_A_KIND = 20;
/** Default of `baseLatencyUs`. */
const BASE_LATENCY_US = 1000;

export interface DecodeOptions {
  /** What to do with a line that cannot be read: stop with its place (default), or leave it out and note it. */
  readonly onBadLine?: 'refuse' | 'skip';
  /** What to do with a file that ends inside a line or a gzip stream: stop (default), or keep what is whole. */
  readonly onTruncated?: 'refuse' | 'keep';
  /**
   * A recorder's clock that is behind makes latencies negative. All local times are then moved by one constant, so
   * that the smallest latency is this, µs; default 1000. The true latency cannot be recovered.
   */
  readonly baseLatencyUs?: number;
  /** Move local times by exactly this instead, ns. */
  readonly clockOffsetNs?: bigint;
}

/**
 * Turns the text of captures of one instrument into a `Recording`: chunks of any length, file after file. Lines of
 * the usual shape go through the byte scanner, all others through `JSON.parse`.
 */
export class CaptureDecoder {
  private readonly instrument: Instrument;
  private readonly options: DecodeOptions;
  private readonly columns = new CaptureColumns();
  private readonly scanner: CaptureScanner;
  private readonly reader: CaptureLineReader;
  private readonly notes: string[] = [];
  private readonly noted = new Map<string, number>();
  /** Records that have no place in a recording, by kind. */
  private readonly leftOut = new Map<string, number>();
  private file = '';
  private line = 0;
  private carry: Uint8Array = new Uint8Array(0);
  private localUs = 0;
  private localRestNs = 0;
  private depthId = -1;
  private tradeId = -1;

  constructor(instrument: Instrument, options: DecodeOptions = {}) {
    this.instrument = instrument;
    this.options = options;
    this.scanner = new CaptureScanner(instrument, this.columns);
    this.reader = new CaptureLineReader(instrument, this.columns);
  }

  /** Messages read so far. */
  get messages(): number {
    return this.columns.length;
  }

  /** The next chunk belongs to this file. */
  startFile(name: string): void {
    this.file = name;
    this.line = 0;
  }

  /**
   * Reads the whole lines of a chunk; what follows the last newline waits for the next one.
   * @throws MarketError `MARKET_CAPTURE_BAD_LINE`, `MARKET_CAPTURE_MISMATCH` with file and line
   */
  push(chunk: Uint8Array): void {
    const bytes = this.carry.length > 0 ? Buffer.concat([this.carry, chunk]) : chunk;
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, from);
      if (end < 0) break;
      this.line++;
      this.readLine(bytes, from, end);
      from = end + 1;
    }
    this.carry = bytes.subarray(from);
  }

  /**
   * The file is at its end.
   * @param truncated its gzip stream ended early
   * @throws MarketError `MARKET_CAPTURE_TRUNCATED` with file and line
   */
  endFile(truncated: boolean): void {
    const rest = this.carry;
    this.carry = new Uint8Array(0);
    let cut = truncated;
    if (rest.length > 0 && !this.scanner.line(rest, 0, rest.length)) {
      try {
        this.careful(latin1(rest));
      } catch {
        cut = true;
      }
    }
    if (!cut) return;
    const what = `ends in the middle of line ${this.line + 1}`;
    if (this.options.onTruncated !== 'keep') {
      throw new MarketError('MARKET_CAPTURE_TRUNCATED', `${this.file}: ${what}`);
    }
    this.note('truncated', `${this.file}: ${what}; the whole lines before it were read`);
  }

  /** The recording of everything read. */
  finish(origin: {
    readonly dataHash: string;
    readonly sources: readonly string[];
    readonly notes: readonly string[];
  }): Recording {
    const { columns } = this;
    const n = columns.length;
    const clockOffsetNs = this.clockOffsetNs();
    const localUs = movedUp(columns.localUs, columns.localRestNs, n, clockOffsetNs);
    const exchUs = columns.exchUs.slice(0, n);
    // Records without an exchange time: the corrected local time is the nearest there is.
    for (let m = 0; m < n; m++) if (exchUs[m] === 0) exchUs[m] = localUs[m];
    const notes = [...origin.notes, ...this.notes];
    for (const [kind, count] of this.noted) {
      if (count > NOTES_OF_A_KIND) notes.push(`${kind}: ${count} in all`);
    }
    for (const [kind, count] of this.leftOut) notes.push(`${kind}: ${count} left out`);
    const { rounded } = this.reader;
    if (rounded > 0)
      notes.push(`quantity: ${rounded} levels held parts of a lot and were rounded to the nearest`);
    if (clockOffsetNs !== 0n) notes.push(`clock: local times moved by ${clockOffsetNs} ns`);
    return {
      instrument: this.instrument,
      length: n,
      kind: columns.kind.slice(0, n),
      exchUs,
      localUs,
      firstId: columns.firstId.slice(0, n),
      lastId: columns.lastId.slice(0, n),
      previousId: columns.previousId.slice(0, n),
      firstLevel: columns.firstLevel.slice(0, n + 1),
      levels: columns.trimmedLevels(),
      exchangeOrder: exchangeOrder(exchUs),
      dataHash: origin.dataHash,
      clockOffsetNs,
      sources: origin.sources,
      notes,
    };
  }

  private readLine(bytes: Uint8Array, from: number, end: number): void {
    try {
      if (!this.scanner.line(bytes, from, end) && end > from) {
        if (!this.careful(latin1(bytes.subarray(from, end)))) return;
      }
      if (end > from) this.checkLast();
    } catch (error) {
      if (!(error instanceof MarketError)) throw error;
      const message = `${this.file} line ${this.line}: ${error.message}`;
      if (error.code === 'MARKET_CAPTURE_BAD_LINE' && this.options.onBadLine === 'skip') {
        this.note('line left out', message);
      } else throw new MarketError(error.code, message, { cause: error });
    }
  }

  /** Whether the line became a message. */
  private careful(text: string): boolean {
    const leftOut = this.reader.read(text);
    if (leftOut === undefined) return true;
    this.leftOut.set(leftOut, (this.leftOut.get(leftOut) ?? 0) + 1);
    return false;
  }

  /** What only shows beside the messages before: order of local times, and of ids. */
  private checkLast(): void {
    const { columns } = this;
    const m = columns.length - 1;
    const localUs = columns.localUs[m];
    const restNs = columns.localRestNs[m];
    if (localUs < this.localUs || (localUs === this.localUs && restNs < this.localRestNs)) {
      columns.dropLast();
      throw new MarketError(
        'MARKET_CAPTURE_BAD_LINE',
        'local time is before that of the message before (files out of order, or one given twice?)',
      );
    }
    this.localUs = localUs;
    this.localRestNs = restNs;
    const kind = columns.kind[m];
    if (kind === MessageKind.Depth) {
      const before = this.depthId;
      if (before >= 0 && columns.previousId[m] !== before) this.noteJump('depth', before, columns.firstId[m]);
      this.depthId = columns.lastId[m];
    } else if (kind === MessageKind.Trade) {
      const before = this.tradeId;
      if (before >= 0 && columns.firstId[m] !== before + 1)
        this.noteJump('trade', before, columns.firstId[m]);
      this.tradeId = columns.lastId[m];
    }
  }

  private noteJump(stream: string, before: number, after: number): void {
    this.note(
      `${stream} ids that jump`,
      `${this.file} line ${this.line}: ${stream} ids jump from ${before} to ${after}`,
    );
  }

  private note(kind: string, text: string): void {
    const count = (this.noted.get(kind) ?? 0) + 1;
    this.noted.set(kind, count);
    if (count <= NOTES_OF_A_KIND) this.notes.push(text);
  }

  private clockOffsetNs(): bigint {
    const { clockOffsetNs, baseLatencyUs = BASE_LATENCY_US } = this.options;
    if (clockOffsetNs !== undefined) return clockOffsetNs;
    const ahead = Math.max(this.scanner.aheadNs, this.reader.aheadNs);
    return ahead === -Infinity ? 0n : BigInt(Math.max(0, ahead + baseLatencyUs * 1000));
  }
}

/** Local times plus the offset, in ns, rounded up to whole µs: exact without a BigInt a row. */
function movedUp(us: Float64Array, restNs: Uint16Array, n: number, offsetNs: bigint): Float64Array {
  const offsetRest = Number(((offsetNs % 1000n) + 1000n) % 1000n);
  const offsetUs = Number((offsetNs - BigInt(offsetRest)) / 1000n);
  const moved = new Float64Array(n);
  for (let m = 0; m < n; m++) moved[m] = us[m] + offsetUs + Math.ceil((restNs[m] + offsetRest) / 1000);
  return moved;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

import type { CaptureColumns } from './capture-columns.ts';
import { parsePriceTicks, parsePublicLots, parseQtyLots } from './decimal.ts';
import { MarketError } from './errors.ts';
import type { Instrument, Product } from './instrument.ts';
import { MessageKind } from './recording.ts';
import { Side } from './side.ts';

type Json = Readonly<Record<string, unknown>>;

/** A line `<local_ns> <json>`, taken apart. */
export interface CaptureLine {
  /** Whole µs of the recorder's clock, and the ns beyond them. */
  readonly localUs: number;
  readonly restNs: number;
  /** The record without its envelope. */
  readonly record: Json;
  /** Part of the stream's name after the symbol (`depth@100ms`); undefined for a bare snapshot. */
  readonly stream: string | undefined;
}

/**
 * Takes a line apart.
 * @throws MarketError `MARKET_CAPTURE_BAD_LINE` without a place
 */
export function parseCaptureLine(text: string): CaptureLine {
  const stamp = /^(\d{16})(\d{3}) (?=\{)/.exec(text);
  if (!stamp) throw bad('does not start with a local time of 19 digits, a space and a JSON object');
  let json: unknown;
  try {
    json = JSON.parse(text.slice(20));
  } catch (cause) {
    throw bad(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const outer = json as Json;
  const place = { localUs: Number(stamp[1]), restNs: Number(stamp[2]) };
  if (outer.stream === undefined) return { ...place, record: outer, stream: undefined };
  if (typeof outer.stream !== 'string' || !isObject(outer.data)) throw bad('stream or data is missing');
  return { ...place, record: outer.data, stream: outer.stream.slice(outer.stream.indexOf('@') + 1) };
}

/** Symbol and product that a record betrays; each undefined where it does not. */
export function identify({ record, stream }: CaptureLine): { symbol?: string; product?: Product } {
  if (stream === undefined) return {};
  const symbol = typeof record.s === 'string' ? { symbol: record.s } : {};
  if (record.e === 'depthUpdate') return { ...symbol, product: 'pu' in record ? 'usdm' : 'spot' };
  if (record.e === 'trade' && 'X' in record) return { ...symbol, product: 'usdm' };
  if (record.e === 'trade' && 'M' in record) return { ...symbol, product: 'spot' };
  if (stream === 'bookTicker') return { ...symbol, product: 'e' in record ? 'usdm' : 'spot' };
  return symbol;
}

/**
 * Reads lines of any key order and spacing by `JSON.parse`, checks every field it uses, and says what is wrong:
 * the slow path beside `CaptureScanner`, for snapshots and for lines that do not have the usual shape.
 */
export class CaptureLineReader {
  /** Largest exchange event time minus recorder's time seen so far, ns. */
  aheadNs = -Infinity;
  /** Quantities that were no whole number of lots, and were rounded. */
  rounded = 0;
  private readonly instrument: Instrument;
  private readonly columns: CaptureColumns;
  private end = 0;
  private roundedHere = 0;

  constructor(instrument: Instrument, columns: CaptureColumns) {
    this.instrument = instrument;
    this.columns = columns;
  }

  /**
   * Commits a line. Returns undefined, or the name of a kind of record that has no place in a recording.
   * @throws MarketError `MARKET_CAPTURE_BAD_LINE`, `MARKET_CAPTURE_MISMATCH` without a place; nothing has changed then
   */
  read(text: string): string | undefined {
    const line = parseCaptureLine(text);
    const { record, stream } = line;
    this.checkOrigin(line);
    const { columns } = this;
    columns.reserve(0);
    columns.localUs[columns.length] = line.localUs;
    columns.localRestNs[columns.length] = line.restNs;
    this.end = columns.levelCount;
    this.roundedHere = 0;
    if (stream === undefined) this.snapshot(record);
    else if (/^depth(@|$)/.test(stream)) this.depth(record);
    else if (stream === 'trade') {
      // Liquidations and the insurance fund trade outside the book.
      if (record.X !== undefined && record.X !== 'MARKET') return `trade of type ${textOf(record, 'X')}`;
      this.trade(record);
    } else if (stream === 'bookTicker') this.bestBidAsk(record);
    else return stream;
    const m = columns.length;
    columns.exchUs[m] = time(record, 'T') ?? time(record, 'E') ?? 0;
    columns.commit(this.end);
    this.rounded += this.roundedHere;
    const eventUs = time(record, 'E') ?? 0;
    if (eventUs > 0) this.aheadNs = Math.max(this.aheadNs, (eventUs - line.localUs) * 1000 - line.restNs);
    return undefined;
  }

  private checkOrigin(line: CaptureLine): void {
    const { symbol, product } = identify(line);
    const { instrument } = this;
    if (symbol !== undefined && symbol !== instrument.symbol) {
      throw new MarketError(
        'MARKET_CAPTURE_MISMATCH',
        `record of ${symbol} where ${instrument.symbol} is read`,
      );
    }
    if (product !== undefined && product !== instrument.product) {
      throw new MarketError(
        'MARKET_CAPTURE_MISMATCH',
        `${product} record where ${instrument.product} is read`,
      );
    }
  }

  private snapshot(record: Json): void {
    const lastId = integer(record, 'lastUpdateId');
    this.rows(record, 'bids', Side.Buy);
    this.rows(record, 'asks', Side.Sell);
    this.head(MessageKind.Snapshot, 0, lastId, 0);
  }

  private depth(record: Json): void {
    expectEvent(record, 'depthUpdate');
    const firstId = integer(record, 'U');
    const lastId = integer(record, 'u');
    const previousId = this.instrument.product === 'usdm' ? integer(record, 'pu') : firstId - 1;
    if (time(record, 'E') === undefined) throw bad('E is missing');
    this.rows(record, 'b', Side.Buy);
    this.rows(record, 'a', Side.Sell);
    this.head(MessageKind.Depth, firstId, lastId, previousId);
  }

  private trade(record: Json): void {
    expectEvent(record, 'trade');
    const id = integer(record, 't');
    if (typeof record.m !== 'boolean') throw bad('m is not true or false');
    if (time(record, 'T') === undefined) throw bad('T is missing');
    this.row(record.m ? Side.Sell : Side.Buy, textOf(record, 'p'), textOf(record, 'q'));
    this.head(MessageKind.Trade, id, id, 0);
  }

  private bestBidAsk(record: Json): void {
    const id = integer(record, 'u');
    this.row(Side.Buy, textOf(record, 'b'), textOf(record, 'B'));
    this.row(Side.Sell, textOf(record, 'a'), textOf(record, 'A'));
    this.head(MessageKind.BestBidAsk, 0, id, 0);
  }

  private head(kind: MessageKind, firstId: number, lastId: number, previousId: number): void {
    const { columns } = this;
    const m = columns.length;
    columns.kind[m] = kind;
    columns.firstId[m] = firstId;
    columns.lastId[m] = lastId;
    columns.previousId[m] = previousId;
  }

  private rows(record: Json, key: string, side: Side): void {
    const rows = record[key];
    if (!Array.isArray(rows)) throw bad(`${key} is not a list of levels`);
    for (const row of rows as unknown[]) {
      const [price, qty] = Array.isArray(row) ? (row as unknown[]) : [];
      if (typeof price !== 'string' || typeof qty !== 'string')
        throw bad(`${key} holds something that is no level`);
      this.row(side, price, qty);
    }
  }

  private row(side: Side, price: string, qty: string): void {
    const i = this.end;
    const { columns, instrument } = this;
    columns.reserve(i + 1 - columns.levelCount);
    const { levels } = columns;
    try {
      levels.tick[i] = parsePriceTicks(instrument, price);
      levels.lots[i] = this.lots(qty);
    } catch (cause) {
      throw bad(cause instanceof Error ? cause.message : String(cause), cause);
    }
    levels.side[i] = side;
    this.end = i + 1;
  }

  private lots(qty: string): number {
    try {
      return parseQtyLots(this.instrument, qty);
    } catch {
      this.roundedHere++;
      return parsePublicLots(this.instrument, qty);
    }
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function expectEvent(record: Json, event: string): void {
  if (record.e !== event) throw bad(`e is not ${JSON.stringify(event)}`);
}

function integer(record: Json, key: string): number {
  const value = record[key];
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw bad(`${key} is not a whole number`);
  return value as number;
}

function textOf(record: Json, key: string): string {
  const value = record[key];
  if (typeof value !== 'string') throw bad(`${key} is not a text`);
  return value;
}

/** A time as µs: Binance sends ms, or µs where that was asked for. */
function time(record: Json, key: string): number | undefined {
  if (record[key] === undefined) return undefined;
  const value = integer(record, key);
  return value < 1e14 ? value * 1000 : value;
}

function bad(message: string, cause?: unknown): MarketError {
  return new MarketError('MARKET_CAPTURE_BAD_LINE', message, cause === undefined ? undefined : { cause });
}

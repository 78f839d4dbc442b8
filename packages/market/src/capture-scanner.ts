import type { CaptureColumns } from './capture-columns.ts';
import { parseDecimal } from './decimal.ts';
import type { Instrument } from './instrument.ts';
import { MessageKind } from './recording.ts';
import { Side } from './side.ts';

const QUOTE = 34;
const COMMA = 44;
const DOT = 46;
const ZERO = 48;
const OPEN = 91;
const CLOSE = 93;
const B = 98;
const D = 100;
const T = 116;

/** Digits of a stamp: whole µs, then the ns beyond them. */
const STAMP_US = 16;
const STAMP = 19;
const POWER = Float64Array.from({ length: 17 }, (_, k) => 10 ** k);
const MAX_TICK = 2 ** 31 - 2;

/**
 * Reads lines of the usual shape byte by byte, without strings or objects: key order and spacing must be what the
 * venue sends. It judges nothing; a line that does not fit is left to whoever can say what is wrong with it.
 */
export class CaptureScanner {
  /** Largest exchange event time minus recorder's time seen so far, ns. */
  aheadNs = -Infinity;
  private readonly columns: CaptureColumns;
  private readonly usdm: boolean;
  private readonly priceDecimals: number;
  private readonly qtyDecimals: number;
  /** Tick and lot in units of their last decimal; nearly always 1. */
  private readonly tickUnits: number;
  private readonly lotUnits: number;
  private readonly stream: Uint8Array;
  private readonly symbol: Uint8Array;
  private bytes: Uint8Array = new Uint8Array(0);
  /** Where the reader stands; -1 once something did not fit. */
  private p = 0;

  constructor(instrument: Instrument, columns: CaptureColumns) {
    this.columns = columns;
    this.usdm = instrument.product === 'usdm';
    this.priceDecimals = instrument.priceDecimals;
    this.qtyDecimals = instrument.qtyDecimals;
    this.tickUnits = Number(parseDecimal(instrument.tickSize, instrument.priceDecimals));
    this.lotUnits = Number(parseDecimal(instrument.lotSize, instrument.qtyDecimals));
    this.stream = ascii(`{"stream":"${instrument.symbol.toLowerCase()}@`);
    this.symbol = ascii(`,"s":"${instrument.symbol}"`);
  }

  /** Reads the line `[from, end)` and commits it; false, and nothing has changed, where it does not fit. */
  line(bytes: Uint8Array, from: number, end: number): boolean {
    this.bytes = bytes;
    this.p = from;
    const localUs = this.fixed(STAMP_US);
    const restNs = this.fixed(STAMP - STAMP_US);
    if (this.p < 0 || bytes[this.p] !== 32) return false;
    this.p++;
    this.expect(this.stream);
    if (this.p < 0) return false;
    const { columns } = this;
    // No level takes fewer than eight characters.
    columns.reserve(((end - from) >>> 3) + 2);
    columns.localUs[columns.length] = localUs;
    columns.localRestNs[columns.length] = restNs;
    const kind = bytes[this.p];
    if (kind === B) this.bestBidAsk();
    else if (kind === T) this.trade();
    else if (kind === D) this.depth();
    else return false;
    if (this.p !== end) return false;
    const m = columns.length;
    columns.commit(this.levelEnd);
    if (this.eventUs > 0) {
      const ahead = (this.eventUs - localUs) * 1000 - restNs;
      if (ahead > this.aheadNs) this.aheadNs = ahead;
    }
    columns.exchUs[m] = this.exchUs;
    return true;
  }

  /** What the record just read says: time of the event, time of the transaction, end of its rows. */
  private eventUs = 0;
  private exchUs = 0;
  private levelEnd = 0;

  private depth(): void {
    const { columns } = this;
    const m = columns.length;
    this.expect(DEPTH);
    // The speed follows: "@depth", "@depth@100ms", "@depth@0ms".
    while (this.p >= 0 && this.bytes[this.p] !== QUOTE) this.p = this.bytes[this.p] === 10 ? -1 : this.p + 1;
    this.expect(DEPTH_EVENT);
    this.exchUs = this.eventUs = this.time();
    if (this.usdm) {
      this.expect(TRANSACTION);
      this.exchUs = this.time();
    }
    this.expect(this.symbol);
    this.expect(FIRST_ID);
    const firstId = this.integer();
    this.expect(LAST_ID);
    const lastId = this.integer();
    let previousId = firstId - 1;
    if (this.usdm) {
      this.expect(PREVIOUS_ID);
      previousId = this.integer();
    }
    this.levelEnd = columns.levelCount;
    this.expect(BIDS);
    this.rows(Side.Buy);
    this.expect(ASKS);
    this.rows(Side.Sell);
    this.expect(AFTER_ROWS_END);
    columns.kind[m] = MessageKind.Depth;
    columns.firstId[m] = firstId;
    columns.lastId[m] = lastId;
    columns.previousId[m] = previousId;
  }

  private trade(): void {
    const { columns } = this;
    const m = columns.length;
    this.expect(TRADE);
    this.eventUs = this.time();
    if (this.usdm) {
      this.expect(TRANSACTION);
      this.exchUs = this.time();
    }
    this.expect(this.symbol);
    this.expect(TRADE_ID);
    const id = this.integer();
    this.expect(PRICE);
    const tick = this.price();
    this.expect(QUANTITY);
    const lots = this.quantity();
    if (this.usdm) this.expect(MARKET);
    else {
      this.expect(AFTER_TEXT_TRANSACTION);
      this.exchUs = this.time();
    }
    this.expect(BUYER_IS_MAKER);
    const maker = this.flag();
    if (!this.usdm) {
      this.expect(IGNORED_FLAG);
      this.flag();
    }
    this.expect(END);
    if (this.p < 0) return;
    columns.kind[m] = MessageKind.Trade;
    columns.firstId[m] = id;
    columns.lastId[m] = id;
    columns.previousId[m] = 0;
    this.levelEnd = columns.levelCount;
    this.row(maker ? Side.Sell : Side.Buy, tick, lots);
  }

  private bestBidAsk(): void {
    const { columns } = this;
    const m = columns.length;
    this.expect(this.usdm ? BOOK_TICKER_EVENT : BOOK_TICKER);
    const id = this.integer();
    this.expect(this.symbol);
    this.expect(BEST_BID);
    const bidTick = this.price();
    this.expect(BEST_BID_QTY);
    const bidLots = this.quantity();
    this.expect(BEST_ASK);
    const askTick = this.price();
    this.expect(BEST_ASK_QTY);
    const askLots = this.quantity();
    this.exchUs = this.eventUs = 0;
    if (this.usdm) {
      this.expect(AFTER_TEXT_TRANSACTION);
      this.exchUs = this.time();
      this.expect(EVENT);
      this.eventUs = this.time();
      this.expect(END);
    } else this.expect(AFTER_TEXT_END);
    if (this.p < 0) return;
    columns.kind[m] = MessageKind.BestBidAsk;
    columns.firstId[m] = 0;
    columns.lastId[m] = id;
    columns.previousId[m] = 0;
    this.levelEnd = columns.levelCount;
    this.row(Side.Buy, bidTick, bidLots);
    this.row(Side.Sell, askTick, askLots);
  }

  private row(side: Side, tick: number, lots: number): void {
    const { levels } = this.columns;
    const i = this.levelEnd++;
    levels.side[i] = side;
    levels.tick[i] = tick;
    levels.lots[i] = lots;
  }

  /** Levels `["price","qty"],…` up to the closing bracket, which is left. */
  private rows(side: Side): void {
    const { bytes } = this;
    if (this.p < 0 || bytes[this.p] === CLOSE) return;
    const { side: sides, tick: ticks, lots } = this.columns.levels;
    let i = this.levelEnd;
    for (;;) {
      if (bytes[this.p] !== OPEN || bytes[this.p + 1] !== QUOTE) break;
      this.p += 2;
      const tick = this.price();
      if (this.p < 0 || bytes[this.p] !== QUOTE || bytes[this.p + 1] !== COMMA || bytes[this.p + 2] !== QUOTE)
        break;
      this.p += 3;
      const qty = this.quantity();
      if (this.p < 0 || bytes[this.p] !== QUOTE || bytes[this.p + 1] !== CLOSE) break;
      sides[i] = side;
      ticks[i] = tick;
      lots[i] = qty;
      i++;
      this.p += 2;
      if (bytes[this.p] === CLOSE) {
        this.levelEnd = i;
        return;
      }
      if (bytes[this.p] !== COMMA) break;
      this.p++;
    }
    this.p = -1;
  }

  private price(): number {
    const units = this.decimal(this.priceDecimals);
    const tick = this.tickUnits === 1 ? units : units / this.tickUnits;
    if (tick >= 1 && tick <= MAX_TICK && tick === (tick | 0)) return tick;
    this.p = -1;
    return 0;
  }

  private quantity(): number {
    const units = this.decimal(this.qtyDecimals);
    const lots = this.lotUnits === 1 ? units : units / this.lotUnits;
    if (lots <= Number.MAX_SAFE_INTEGER && lots === Math.floor(lots)) return lots;
    this.p = -1;
    return 0;
  }

  /** A decimal as units of 10^-decimals. Stops where it ends, which is before a digit that would be lost. */
  private decimal(decimals: number): number {
    const { bytes } = this;
    let p = this.p;
    if (p < 0) return 0;
    const start = p;
    let units = 0;
    let digit = bytes[p] - ZERO;
    while (digit >= 0 && digit <= 9) {
      units = units * 10 + digit;
      digit = bytes[++p] - ZERO;
    }
    let places = 0;
    if (digit === DOT - ZERO) {
      digit = bytes[++p] - ZERO;
      while (places < decimals && digit >= 0 && digit <= 9) {
        units = units * 10 + digit;
        places++;
        digit = bytes[++p] - ZERO;
      }
      while (digit === 0) digit = bytes[++p] - ZERO;
    }
    if (places < decimals) units *= POWER[decimals - places];
    // Empty, or more digits than a double holds exactly.
    this.p = p === start || p - start > STAMP_US ? -1 : p;
    return units;
  }

  /** An id: digits up to something else. */
  private integer(): number {
    const { bytes } = this;
    let p = this.p;
    if (p < 0) return 0;
    const start = p;
    let value = 0;
    for (let digit = bytes[p] - ZERO; digit >= 0 && digit <= 9; digit = bytes[++p] - ZERO)
      value = value * 10 + digit;
    this.p = p === start || value > Number.MAX_SAFE_INTEGER ? -1 : p;
    return value;
  }

  /** A time in ms (13 digits) or µs (16 digits), as µs. */
  private time(): number {
    const start = this.p;
    const value = this.integer();
    const digits = this.p - start;
    if (digits === 13) return value * 1000;
    if (digits !== 16) this.p = -1;
    return value;
  }

  /** Exactly so many digits. */
  private fixed(count: number): number {
    const { bytes } = this;
    let p = this.p;
    if (p < 0) return 0;
    let value = 0;
    for (let k = 0; k < count; k++) {
      const digit = bytes[p++] - ZERO;
      if (!(digit >= 0 && digit <= 9)) {
        this.p = -1;
        return 0;
      }
      value = value * 10 + digit;
    }
    this.p = p;
    return value;
  }

  private flag(): boolean {
    const yes = this.p >= 0 && this.bytes[this.p] === T;
    this.expect(yes ? TRUE : FALSE);
    return yes;
  }

  private expect(literal: Uint8Array): void {
    const { bytes, p } = this;
    if (p < 0) return;
    for (let k = 0; k < literal.length; k++) {
      if (bytes[p + k] !== literal[k]) {
        this.p = -1;
        return;
      }
    }
    this.p = p + literal.length;
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const DEPTH = ascii('depth');
const DEPTH_EVENT = ascii('","data":{"e":"depthUpdate","E":');
const TRADE = ascii('trade","data":{"e":"trade","E":');
const BOOK_TICKER = ascii('bookTicker","data":{"u":');
const BOOK_TICKER_EVENT = ascii('bookTicker","data":{"e":"bookTicker","u":');
const TRANSACTION = ascii(',"T":');
const EVENT = ascii(',"E":');
const FIRST_ID = ascii(',"U":');
const LAST_ID = ascii(',"u":');
const PREVIOUS_ID = ascii(',"pu":');
const BIDS = ascii(',"b":[');
const ASKS = ascii('],"a":[');
const TRADE_ID = ascii(',"t":');
const PRICE = ascii(',"p":"');
const QUANTITY = ascii('","q":"');
const MARKET = ascii('","X":"MARKET"');
const BUYER_IS_MAKER = ascii(',"m":');
const IGNORED_FLAG = ascii(',"M":');
const BEST_BID = ascii(',"b":"');
const BEST_BID_QTY = ascii('","B":"');
const BEST_ASK = ascii('","a":"');
const BEST_ASK_QTY = ascii('","A":"');
const TRUE = ascii('true');
const FALSE = ascii('false');
const AFTER_TEXT_TRANSACTION = ascii('","T":');
const AFTER_TEXT_END = ascii('"}}');
const AFTER_ROWS_END = ascii(']}}');
const END = ascii('}}');

import { identify, parseCaptureLine } from './capture-line.ts';
import type { CaptureSteps } from './capture-steps.ts';
import { MarketError } from './errors.ts';
import { createInstrument, type Instrument, type Product } from './instrument.ts';
import { findKnownInstrument } from './known-instruments.ts';

/** What the caller says about the instrument of a capture; the records answer for the rest. */
export interface CaptureSubject {
  /** What the files should hold. Without it symbol and product are read from the records. */
  readonly instrument?: Instrument;
  readonly symbol?: string;
  readonly product?: Product;
  /** Decimal strings; default from the table of known instruments, else the smallest step in the files. */
  readonly tickSize?: string;
  readonly lotSize?: string;
  readonly onBadLine?: 'refuse' | 'skip';
}

export interface CaptureIdentity {
  readonly symbol: string;
  readonly product: Product;
}

/**
 * Symbol and product of a capture, from its first lines and what the caller said.
 * @param text the beginning of the file
 * @throws MarketError `MARKET_CAPTURE_UNREADABLE` for text that is no capture, or that names no symbol;
 * `MARKET_CAPTURE_MISMATCH` where the records are of something else than the caller said
 */
export function identifyCapture(text: Uint8Array, file: string, subject: CaptureSubject): CaptureIdentity {
  const wanted = subject.instrument ?? subject;
  let { symbol, product } = wanted;
  let line = 0;
  for (const row of wholeLines(text)) {
    line++;
    let found: Partial<CaptureIdentity> = {};
    try {
      found = identify(parseCaptureLine(row));
    } catch (cause) {
      if (line > 1 || subject.onBadLine === 'skip') continue;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new MarketError('MARKET_CAPTURE_UNREADABLE', `${file} is not a Binance capture: line 1 ${why}`, {
        cause,
      });
    }
    for (const key of ['symbol', 'product'] as const) {
      const [is, asked] = [found[key], wanted[key]];
      if (is === undefined || asked === undefined || is === asked) continue;
      throw new MarketError(
        'MARKET_CAPTURE_MISMATCH',
        `${file} line ${line}: record of ${is} where ${asked} was asked for`,
      );
    }
    symbol ??= found.symbol;
    product ??= found.product;
    if (found.symbol !== undefined && found.product !== undefined) break;
  }
  if (symbol === undefined || product === undefined) {
    throw new MarketError(
      'MARKET_CAPTURE_UNREADABLE',
      `${file} names no symbol in its first ${line} lines; is it a Binance capture?`,
    );
  }
  return { symbol, product };
}

/** Whether tick and lot have to be read off the records. */
export function needsSteps(identity: CaptureIdentity, subject: CaptureSubject): boolean {
  if (subject.instrument || (subject.tickSize !== undefined && subject.lotSize !== undefined)) return false;
  return findKnownInstrument('binance', identity.product, identity.symbol) === undefined;
}

/** The instrument of a capture, and notes on what had to be assumed. */
export function captureInstrument(
  identity: CaptureIdentity,
  subject: CaptureSubject,
  steps?: CaptureSteps,
): { readonly instrument: Instrument; readonly notes: readonly string[] } {
  if (subject.instrument) return { instrument: subject.instrument, notes: [] };
  const { symbol, product } = identity;
  const {
    makerFee: _maker,
    takerFee: _taker,
    ...known
  } = findKnownInstrument('binance', product, symbol) ?? {
    venue: 'binance',
    product,
    symbol,
    ...splitSymbol(symbol),
    tickSize: steps?.tickSize() ?? '1',
    lotSize: steps?.lotSize() ?? '1',
    makerFee: '0',
    takerFee: '0',
  };
  const { tickSize = known.tickSize, lotSize = known.lotSize } = subject;
  const notes = steps
    ? [
        `instrument: tick ${tickSize} and lot ${lotSize} are the smallest steps in the files, unless they were given`,
      ]
    : [];
  return { instrument: createInstrument({ ...known, tickSize, lotSize }), notes };
}

function* wholeLines(text: Uint8Array): Generator<string> {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  let from = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    if (end > from) yield bytes.toString('latin1', from, end);
    from = end + 1;
  }
  // A text of one line without a newline is looked at too; otherwise the rest is only a part of a line.
  if (from === 0) yield bytes.toString('latin1');
}

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'TUSD', 'BUSD', 'BTC', 'ETH', 'BNB', 'EUR', 'TRY', 'BRL', 'JPY'];

/** Base and quote of a symbol that is not in the table, by the usual quote assets. */
function splitSymbol(symbol: string): { base: string; quote: string } {
  const quote = QUOTES.find((one) => symbol.length > one.length && symbol.endsWith(one));
  return quote === undefined
    ? { base: symbol, quote: 'UNKNOWN' }
    : { base: symbol.slice(0, -quote.length), quote };
}

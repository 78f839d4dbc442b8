import { decodeBinanceCapture, type CaptureOptions } from './binance-capture.ts';
import type { Recording } from './recording.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Lines as Binance sends them. The recorder's clock is 1 s behind the venue's, or what a test says. */
export const START_MS = 1723161256000;
export const line = (localNs: string, json: unknown): string => `${localNs} ${JSON.stringify(json)}\n`;
export const localNs = (ms: number, ns = '000000'): string => `${START_MS - 1000 + ms}${ns}`;

export interface LineTerms {
  readonly ms?: number;
  readonly local?: string;
  readonly symbol?: string;
  readonly price?: string;
  readonly qty?: string;
}

export const spotTrade = (id: number, terms: LineTerms = {}): string => {
  const { ms = id, symbol = 'BTCUSDT', price = '61583.22000000', qty = '0.02000000' } = terms;
  const [E, T] = [START_MS + ms, START_MS + ms];
  const data = { e: 'trade', E, s: symbol, t: id, p: price, q: qty, T, m: true, M: true };
  return line(terms.local ?? localNs(ms), { stream: `${symbol.toLowerCase()}@trade`, data });
};

export const spotDepth = (first: number, last: number, terms: LineTerms = {}): string => {
  const { ms = last, symbol = 'BTCUSDT', price = '61583.22000000', qty = '0.02000000' } = terms;
  const data = { e: 'depthUpdate', E: START_MS + ms, s: symbol, U: first, u: last, b: [[price, qty]], a: [] };
  return line(terms.local ?? localNs(ms), { stream: `${symbol.toLowerCase()}@depth@100ms`, data });
};

export const usdmDepth = (first: number, last: number, previous: number): string =>
  line(localNs(last), {
    stream: 'btcusdt@depth@0ms',
    data: {
      e: 'depthUpdate',
      E: START_MS + last,
      T: START_MS + last - 1,
      s: 'BTCUSDT',
      U: first,
      u: last,
      pu: previous,
      b: [],
      a: [['61590.30', '0.002']],
    },
  });

export const decode = (text: string, options: CaptureOptions = {}): Recording =>
  decodeBinanceCapture(bytesOf(text), options);

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { dataFile, describeWithData, itWithData } from '@mrmarket/testkit/data-folder';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  decodeBinanceCapture,
  readBinanceCapture,
  type CaptureOptions,
  type CaptureProgress,
} from './binance-capture.ts';
import { CaptureDecoder } from './capture-decoder.ts';
import { formatPrice } from './decimal.ts';
import { knownInstrument } from './known-instruments.ts';
import { MessageKind, type Recording } from './recording.ts';
import { Side } from './side.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Lines as Binance sends them. The recorder's clock is 1 s behind the venue's, or what a test says. */
const START_MS = 1723161256000;
const line = (localNs: string, json: unknown): string => `${localNs} ${JSON.stringify(json)}\n`;
const localNs = (ms: number, ns = '000000'): string => `${START_MS - 1000 + ms}${ns}`;

interface LineTerms {
  readonly ms?: number;
  readonly local?: string;
  readonly symbol?: string;
  readonly price?: string;
  readonly qty?: string;
}

const spotTrade = (id: number, terms: LineTerms = {}): string => {
  const { ms = id, symbol = 'BTCUSDT', price = '61583.22000000', qty = '0.02000000' } = terms;
  const [E, T] = [START_MS + ms, START_MS + ms];
  const data = { e: 'trade', E, s: symbol, t: id, p: price, q: qty, T, m: true, M: true };
  return line(terms.local ?? localNs(ms), { stream: `${symbol.toLowerCase()}@trade`, data });
};

const spotDepth = (first: number, last: number, terms: LineTerms = {}): string => {
  const { ms = last, symbol = 'BTCUSDT', price = '61583.22000000', qty = '0.02000000' } = terms;
  const data = { e: 'depthUpdate', E: START_MS + ms, s: symbol, U: first, u: last, b: [[price, qty]], a: [] };
  return line(terms.local ?? localNs(ms), { stream: `${symbol.toLowerCase()}@depth@100ms`, data });
};

const usdmDepth = (first: number, last: number, previous: number): string =>
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

const decode = (text: string, options: CaptureOptions = {}): Recording =>
  decodeBinanceCapture(bytesOf(text), options);

describe('decodeBinanceCapture', () => {
  it('turns each kind of record into a message with level rows', () => {
    const text =
      spotDepth(7, 9) +
      spotTrade(12) +
      line(localNs(13), {
        stream: 'btcusdt@bookTicker',
        data: {
          u: 10,
          s: 'BTCUSDT',
          b: '61583.22000000',
          B: '1.00000000',
          a: '61583.23000000',
          A: '2.00000000',
        },
      }) +
      line(localNs(14), { lastUpdateId: 11, bids: [['61583.22000000', '3.00000000']], asks: [] });
    const r = decode(text);
    expect(r.instrument).toEqual(knownInstrument('binance', 'spot', 'BTCUSDT'));
    expect([...r.kind]).toEqual([
      MessageKind.Depth,
      MessageKind.Trade,
      MessageKind.BestBidAsk,
      MessageKind.Snapshot,
    ]);
    expect([...r.firstId]).toEqual([7, 12, 0, 0]);
    expect([...r.lastId]).toEqual([9, 12, 10, 11]);
    expect([...r.previousId]).toEqual([6, 0, 0, 0]);
    expect([...r.firstLevel]).toEqual([0, 1, 2, 4, 5]);
    expect([...r.levels.side]).toEqual([Side.Buy, Side.Sell, Side.Buy, Side.Sell, Side.Buy]);
    expect([...r.levels.tick]).toEqual([6158322, 6158322, 6158322, 6158323, 6158322]);
    expect([...r.levels.lots]).toEqual([2000, 2000, 100000, 200000, 300000]);
  });

  it('reads numbers with as many decimals as they come', () => {
    const numbers = [
      ['61583', '2'],
      ['61583.2', '0.5'],
      ['61583.20', '0.00001'],
      ['61583.2000000000', '10000000.00000000'],
    ];
    const r = decode(numbers.map(([price, qty], k) => spotTrade(k, { price, qty })).join(''));
    expect([...r.levels.tick]).toEqual([6158300, 6158320, 6158320, 6158320]);
    expect([...r.levels.lots]).toEqual([200_000, 50_000, 1, 1e12]);
  });

  it('takes the transaction time of USD-M as exchange time, and `pu` as the id before', () => {
    const r = decode(usdmDepth(100, 120, 90));
    expect(r.instrument.id).toBe('binance:usdm:BTCUSDT');
    expect([r.exchUs[0], r.firstId[0], r.lastId[0], r.previousId[0]]).toEqual([
      (START_MS + 119) * 1000,
      100,
      120,
      90,
    ]);
    expect([r.levels.side[0], r.levels.tick[0], r.levels.lots[0]]).toEqual([Side.Sell, 615903, 2]);
  });

  it('F28 moves local times by one constant, so that the smallest latency is the base latency', () => {
    // The venue's event is 1000 ms ahead at first, then 1000.0005 ms.
    const text = spotTrade(1, { ms: 0 }) + spotTrade(2, { ms: 50, local: `${START_MS - 951}999500` });
    const r = decode(text, { baseLatencyUs: 300 });
    expect(r.clockOffsetNs).toBe(1_000_300_500n);
    expect([...r.localUs].map((us, i) => us - r.exchUs[i])).toEqual([301, 300]);
    expect(r.notes).toContain('clock: local times moved by 1000300500 ns');
  });

  it('F28 adds the offset in ns and rounds up to µs: what happens never moves before its ns', () => {
    const text =
      spotTrade(1, { local: '1723161255000000001' }) +
      spotTrade(2, { local: '1723161255000001000' }) +
      spotTrade(3, { local: '1723161255000001001' });
    const moved = (clockOffsetNs: bigint): number[] =>
      [...decode(text, { clockOffsetNs }).localUs].map((us) => us - 1723161255000000);
    expect(moved(0n)).toEqual([1, 1, 2]);
    expect(moved(999n)).toEqual([1, 2, 2]);
    expect(moved(1000n)).toEqual([2, 2, 3]);
    expect(moved(-1n)).toEqual([0, 1, 1]);
    expect(moved(-1001n)).toEqual([-1, 0, 0]);
  });

  it('leaves the clock alone where all latencies are positive', () => {
    const late = spotTrade(1, { local: `${START_MS + 40}000000`, ms: 1 });
    const r = decode(late);
    expect([r.clockOffsetNs, r.localUs[0] - r.exchUs[0]]).toEqual([0n, 39_000]);
  });

  it('gives spot best-bid/ask and snapshots, which carry no time, their corrected local time', () => {
    const text =
      spotTrade(1, { ms: 0 }) +
      line(localNs(5), { lastUpdateId: 11, bids: [['61583.22000000', '3.00000000']], asks: [] });
    const r = decode(text);
    expect(r.exchUs[1]).toBe(r.localUs[1]);
    expect(r.exchUs[1]).toBe((START_MS + 5) * 1000 + 1000);
  });

  it('orders messages by exchange time, file order within one time', () => {
    const text =
      spotTrade(1, { ms: 9, local: localNs(10) }) +
      spotTrade(2, { ms: 3, local: localNs(11) }) +
      spotTrade(3, { ms: 9, local: localNs(12) });
    expect([...decode(text).exchangeOrder]).toEqual([1, 0, 2]);
  });

  it('notes where ids jump, and goes on', () => {
    const r = decode(spotDepth(7, 9) + spotDepth(11, 12) + spotTrade(20) + spotTrade(22));
    expect(r.length).toBe(4);
    expect(r.notes.slice(0, 2)).toEqual([
      'capture line 2: depth ids jump from 9 to 11',
      'capture line 4: trade ids jump from 20 to 22',
    ]);
  });

  it('writes out twenty notes of a kind and counts the rest', () => {
    const r = decode(Array.from({ length: 31 }, (_, k) => spotTrade(2 * k)).join(''));
    expect(r.notes.filter((note) => note.includes('jump from'))).toHaveLength(20);
    expect(r.notes).toContain('trade ids that jump: 30 in all');
  });

  it('leaves out trades outside the book and streams that have no place in a recording, and notes them', () => {
    const outside = {
      stream: 'btcusdt@trade',
      data: {
        e: 'trade',
        E: START_MS,
        T: START_MS,
        s: 'BTCUSDT',
        t: 5,
        p: '0',
        q: '0',
        X: 'INSURANCE_FUND',
        m: true,
      },
    };
    const r = decode(
      usdmDepth(1, 2, 0) +
        line(localNs(3), outside) +
        line(localNs(4), { stream: 'btcusdt@markPrice', data: { e: 'markPriceUpdate', s: 'BTCUSDT' } }) +
        usdmDepth(3, 6, 2),
    );
    expect(r.length).toBe(2);
    expect(r.notes.slice(0, 2)).toEqual([
      'trade of type INSURANCE_FUND: 1 left out',
      'markPrice: 1 left out',
    ]);
  });

  it('reads tick and lot of an unknown instrument off the records', () => {
    const terms = { symbol: 'ABCUSDT', price: '1.23450000', qty: '10.50000000' };
    const r = decode(
      spotDepth(1, 2, terms) + spotTrade(3, { ...terms, qty: '7.25000000', price: '1.20000000' }),
    );
    const { instrument } = r;
    expect([instrument.tickSize, instrument.lotSize, instrument.base, instrument.quote]).toEqual([
      '0.0001',
      '0.01',
      'ABC',
      'USDT',
    ]);
    expect([...r.levels.tick]).toEqual([12345, 12000]);
    expect(r.notes[0]).toMatch(/tick 0.0001 and lot 0.01 are the smallest steps/);
    const given = decode(spotDepth(1, 2, terms), { tickSize: '0.00005', lotSize: '0.5' });
    expect([given.levels.tick[0], given.levels.lots[0]]).toEqual([24690, 21]);
  });

  it('is the same however the text is cut into chunks', () => {
    const text = bytesOf(spotDepth(7, 9) + spotTrade(12) + spotDepth(10, 11, { ms: 12 }) + spotTrade(13));
    const whole = decodeBinanceCapture(text);
    const origin = { dataHash: whole.dataHash, sources: whole.sources, notes: [] };
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 10 }), (cuts) => {
        const decoder = new CaptureDecoder(whole.instrument);
        decoder.startFile('capture');
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        for (let k = 1; k < at.length; k++) decoder.push(text.subarray(at[k - 1], at[k]));
        decoder.endFile(false);
        expect(decoder.finish(origin)).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a last line without a newline, empty lines, and lines that end in CR LF', () => {
    expect(decode(spotDepth(7, 9).trimEnd()).length).toBe(1);
    expect(decode(`${spotDepth(7, 9)}\n${spotTrade(12)}`).length).toBe(2);
    expect(decode(spotDepth(7, 9).replace('\n', '\r\n') + spotTrade(12).replace('\n', '\r\n')).length).toBe(
      2,
    );
  });
});

describe('decodeBinanceCapture, what it refuses', () => {
  const good = spotDepth(7, 9);
  it.each<[name: string, text: string, code: string, message: RegExp, options?: CaptureOptions]>([
    [
      'text that is no capture',
      'hello\nworld\n',
      'MARKET_CAPTURE_UNREADABLE',
      /capture is not a Binance capture: line 1 does not start/,
    ],
    [
      'a capture without a symbol',
      line(localNs(1), { lastUpdateId: 1, bids: [], asks: [] }),
      'MARKET_CAPTURE_UNREADABLE',
      /names no symbol/,
    ],
    [
      'another symbol than asked for',
      good,
      'MARKET_CAPTURE_MISMATCH',
      /capture line 1: record of BTCUSDT where ETHUSDT was asked for/,
      { symbol: 'ETHUSDT' },
    ],
    [
      'another product than asked for',
      good,
      'MARKET_CAPTURE_MISMATCH',
      /record of spot where usdm was asked for/,
      { product: 'usdm' },
    ],
    [
      'another instrument than asked for',
      good,
      'MARKET_CAPTURE_MISMATCH',
      /record of spot where usdm/,
      { instrument: knownInstrument('binance', 'usdm', 'BTCUSDT') },
    ],
    [
      'two symbols',
      good + spotTrade(12, { symbol: 'ETHUSDT' }),
      'MARKET_CAPTURE_MISMATCH',
      /capture line 2: record of ETHUSDT where BTCUSDT is read/,
    ],
    [
      'two products',
      good + usdmDepth(12, 13, 9),
      'MARKET_CAPTURE_MISMATCH',
      /capture line 2: usdm record where spot is read/,
    ],
    ['broken JSON', `${good + good.slice(0, 80)}\n${good}`, 'MARKET_CAPTURE_BAD_LINE', /capture line 2: /],
    [
      'text after the record',
      good + spotTrade(12).replace('}}', '}}!'),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: /,
    ],
    [
      'a bad line before the symbol is known',
      `${line(localNs(1), { lastUpdateId: 1, bids: [], asks: [] })}oops\n${good}`,
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: does not start with a local time/,
    ],
    [
      'local time that goes back by a nanosecond',
      spotTrade(12, { local: localNs(12, '000001') }) + spotTrade(13, { local: localNs(12, '000000') }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: local time is before/,
    ],
    [
      'a stamp that is too short',
      `${good}123 {}\n`,
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: does not start with a local time/,
    ],
    [
      'a price off the tick',
      good + spotTrade(12, { price: '61583.22500000' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: 61583.22500000 is not a whole number of ticks of 0.01/,
    ],
    [
      'a price of zero',
      good + spotTrade(12, { price: '0.00000000' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: price 0.00000000 is not between/,
    ],
    [
      'a negative quantity',
      good + spotTrade(12, { qty: '-1.00000000' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: quantity -1.00000000 is not between/,
    ],
    [
      'an exponent',
      good + spotTrade(12, { qty: '1e3' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: not a plain decimal number: "1e3"/,
    ],
    [
      'a missing id',
      good + good.replace('"u":9,', ''),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: u is not a whole number/,
    ],
    [
      'a missing side',
      good + good.replace('"a":[]', '"x":[]'),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: a is not a list of levels/,
    ],
    [
      'a missing time',
      good + good.replace(/"E":\d+,/, ''),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: E is missing/,
    ],
    [
      'local time that goes back',
      good + spotTrade(12, { local: localNs(0) }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: local time is before/,
    ],
    [
      'a last line that is cut',
      good + spotTrade(12).slice(0, 90),
      'MARKET_CAPTURE_TRUNCATED',
      /capture: ends in the middle of line 2/,
    ],
  ])('refuses %s', (_, text, code, message, options) => {
    expect(() => decode(text, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });

  it('leaves bad lines out where asked to, each with a note', () => {
    const text =
      good +
      spotTrade(12, { price: '61583.22500000' }) +
      spotTrade(13) +
      spotTrade(14, { local: localNs(0) }) +
      spotTrade(14);
    const r = decode(text, { onBadLine: 'skip' });
    expect([...r.kind]).toEqual([MessageKind.Depth, MessageKind.Trade, MessageKind.Trade]);
    expect(r.notes[0]).toBe('capture line 2: 61583.22500000 is not a whole number of ticks of 0.01');
    expect(r.notes[1]).toBe('capture line 4: local time is before that of the message before');
    expect([...r.firstLevel]).toEqual([0, 1, 2, 3]);
  });

  it('never takes another symbol, not even where bad lines are left out', () => {
    expect(() => decode(good + spotTrade(12, { symbol: 'ETHUSDT' }), { onBadLine: 'skip' })).toThrow(
      expect.objectContaining({ code: 'MARKET_CAPTURE_MISMATCH' }),
    );
  });

  it('keeps the whole lines of a truncated text where asked to', () => {
    const r = decode(good + spotTrade(12).slice(0, 90), { onTruncated: 'keep' });
    expect(r.length).toBe(1);
    expect(r.notes[0]).toBe('capture: ends in the middle of line 2; the whole lines before it were read');
  });

  it('never fails in any other way, whatever byte of a line is damaged', () => {
    const text = good + spotTrade(12);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const damaged = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        try {
          const r = decode(damaged, { instrument: knownInstrument('binance', 'spot', 'BTCUSDT') });
          expect(r.length === 2 || r.notes.some((note) => note.endsWith(': 1 left out'))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'MarketError' });
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('readBinanceCapture', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'capture-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: Uint8Array | string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const text = spotDepth(7, 9) + spotTrade(12);

  it('tells gzip from plain text by the first bytes, not by the name', async () => {
    const [plain, zipped] = [file('a.gz', text), file('b.txt', gzipSync(text))];
    const [one, two] = [await readBinanceCapture([plain]), await readBinanceCapture([zipped])];
    expect(one.levels).toEqual(two.levels);
    expect([one.sources, two.sources]).toEqual([[plain], [zipped]]);
  });

  it('hashes the bytes of the files, in order', async () => {
    const [first, second] = [file('h1', text), file('h2', gzipSync(spotTrade(13)))];
    const digest = (path: string): Buffer => createHash('sha256').update(readFileSync(path)).digest();
    const expected = createHash('sha256').update(digest(first)).update(digest(second)).digest('hex');
    expect((await readBinanceCapture([first, second])).dataHash).toBe(expected);
  });

  it('tells how far it is', async () => {
    const seen: CaptureProgress[] = [];
    const path = file('progress', text);
    await readBinanceCapture([path], { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ file: path, bytesRead: text.length, bytesTotal: text.length, messages: 2 });
  });

  it('reads tick and lot of an unknown instrument off all files', async () => {
    const terms = { symbol: 'ABCUSDT', price: '1.20000000' };
    const files = [
      file('s1', spotTrade(1, terms)),
      file('s2', gzipSync(spotTrade(2, { ...terms, price: '1.23450000' }))),
    ];
    const { instrument, levels } = await readBinanceCapture(files);
    expect([instrument.tickSize, instrument.lotSize]).toEqual(['0.0001', '0.01']);
    expect([...levels.tick]).toEqual([12000, 12345]);
  });

  it.each<[name: string, make: () => string[], code: string, message: RegExp]>([
    ['no files', () => [], 'MARKET_CAPTURE_UNREADABLE', /no capture files/],
    [
      'a file that is not there',
      () => [join(folder, 'none')],
      'MARKET_CAPTURE_UNREADABLE',
      /cannot read .*none: ENOENT/,
    ],
    ['an empty file', () => [file('empty', '')], 'MARKET_CAPTURE_UNREADABLE', /empty is empty/],
    [
      'gzip of nothing',
      () => [file('nothing', gzipSync(''))],
      'MARKET_CAPTURE_UNREADABLE',
      /nothing holds no text/,
    ],
    ['a folder', () => [folder], 'MARKET_CAPTURE_UNREADABLE', /cannot read/],
    [
      'files in the wrong order',
      () => [file('w2', spotTrade(13)), file('w1', text)],
      'MARKET_CAPTURE_BAD_LINE',
      /w1 line 1: local time is before/,
    ],
    [
      'two symbols in two files',
      () => [file('p1', text), file('p2', spotTrade(13, { symbol: 'ETHUSDT' }))],
      'MARKET_CAPTURE_MISMATCH',
      /p2 line 1: record of ETHUSDT/,
    ],
  ])('refuses %s', async (_, make, code, message) => {
    await expect(readBinanceCapture(make())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses a damaged gzip stream', async () => {
    const damaged = gzipSync(text);
    damaged[damaged.length - 6] ^= 0xff;
    await expect(readBinanceCapture([file('damaged', damaged)])).rejects.toMatchObject({
      code: 'MARKET_CAPTURE_UNREADABLE',
      message: expect.stringMatching(/damaged: incorrect data check/) as string,
    });
  });

  it('refuses a gzip stream that ends early with file and line, or keeps its whole lines', async () => {
    const lines = Array.from({ length: 3000 }, (_, k) =>
      spotTrade(k, { ms: k, qty: `${(k * 7919) % 1000}.00000000` }),
    );
    const whole = gzipSync(lines.join(''));
    for (const share of [0.3, 0.6, 0.95]) {
      const path = file('cut', whole.subarray(0, Math.floor(whole.length * share)));
      const kept = await readBinanceCapture([path], { onTruncated: 'keep' });
      expect(kept.length).toBeGreaterThan(3000 * (share - 0.2));
      expect(kept.length).toBeLessThan(3000);
      await expect(readBinanceCapture([path])).rejects.toMatchObject({
        code: 'MARKET_CAPTURE_TRUNCATED',
        message: `${path}: ends in the middle of line ${kept.length + 1}`,
      });
    }
    const withoutTrailer = file('trailer', whole.subarray(0, -4));
    await expect(readBinanceCapture([withoutTrailer])).rejects.toMatchObject({
      code: 'MARKET_CAPTURE_TRUNCATED',
    });
    expect((await readBinanceCapture([withoutTrailer], { onTruncated: 'keep' })).length).toBe(3000);
  });
});

const spotBtc = ['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz'];
const spotEth = ['spot_ethusdt_20240808.gz', 'spot_ethusdt_20240809.gz'];
const usdmBtc = ['usdm_btcusdt_20240808.gz'];

describeWithData('readBinanceCapture on the recorded files', [...spotBtc, ...spotEth, ...usdmBtc], () => {
  it.each([
    // Counts of the data's own README: depth messages, their level changes, trades, best-bid/ask records.
    [spotBtc, [6495, 298_111, 19_904, 73_174], ['61556.04', '61860.80'], 1_277_670_531n, 7],
    [spotEth, [6470, 272_764, 14_515, 58_758], ['2673.60', '2685.37'], 1_277_633_831n, 3],
    [usdmBtc, [6551, 443_521, 21_313, 66_089], ['61590.30', '61839.90'], 1_273_548_721n, 0],
  ] as const)(
    '%j hold what their description says, without a gap',
    async (files, counts, prices, offset, rounded) => {
      const r = await readBinanceCapture(files.map(dataFile));
      const found = [0, 0, 0, 0];
      let [low, high] = [Infinity, 0];
      let least = Infinity;
      for (let m = 0; m < r.length; m++) {
        const [from, to] = [r.firstLevel[m], r.firstLevel[m + 1]];
        least = Math.min(least, r.localUs[m] - r.exchUs[m] + (r.exchUs[m] === r.localUs[m] ? 1e9 : 0));
        if (r.kind[m] === MessageKind.Depth) {
          found[0]++;
          found[1] += to - from;
        } else if (r.kind[m] === MessageKind.Trade) {
          found[2]++;
          low = Math.min(low, r.levels.tick[from]);
          high = Math.max(high, r.levels.tick[from]);
        } else if (r.kind[m] === MessageKind.BestBidAsk) found[3]++;
      }
      expect(found).toEqual(counts);
      expect([low, high].map((tick) => Number(formatPrice(r.instrument, tick)))).toEqual(prices.map(Number));
      expect(r.clockOffsetNs).toBe(offset);
      expect(least).toBeGreaterThanOrEqual(1000);
      const expected = [`clock: local times moved by ${offset} ns`];
      if (rounded > 0)
        expected.unshift(`quantity: ${rounded} levels held parts of a lot and were rounded to the nearest`);
      expect(r.notes).toEqual(expected);
    },
  );

  for (const [file] of [spotBtc, usdmBtc]) {
    itWithData(`${file}: the byte scanner reads what JSON.parse reads`, [file], () => {
      const text = gunzipSync(readFileSync(dataFile(file))).toString('latin1');
      // Keys in another order fit no usual shape, so that each line goes through JSON.parse.
      const reversed = text
        .split('\n')
        .slice(0, 20_000)
        .map((row) =>
          row === '' ? row : `${row.slice(0, 20)} ${JSON.stringify(JSON.parse(row.slice(20)), reverse)}`,
        );
      const usual = text.split('\n').slice(0, 20_000).join('\n');
      const [fast, slow] = [decode(usual), decode(reversed.map((row) => row.replace('  ', ' ')).join('\n'))];
      const { dataHash: _one, ...fastRest } = fast;
      const { dataHash: _two, ...slowRest } = slow;
      expect(slowRest).toEqual(fastRest);
    });
  }
});

function reverse(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}

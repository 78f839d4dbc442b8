import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBinanceCapture } from './binance-capture.ts';
import { CaptureDecoder } from './capture-decoder.ts';
import {
  bytesOf,
  decode,
  line,
  localNs,
  spotDepth,
  spotTrade,
  START_MS,
  usdmDepth,
} from './capture-test-lines.ts';
import { knownInstrument } from './known-instruments.ts';
import { MessageKind } from './recording.ts';
import { Side } from './side.ts';

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

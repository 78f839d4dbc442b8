import { dataFile, itWithData } from '@mrmarket/testkit/data-folder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBinanceCapture, readBinanceCapture } from './binance-capture.ts';
import { CaptureWriter } from './capture-writer.ts';
import { knownInstrument } from './known-instruments.ts';
import type { Recording } from './recording.ts';
import { Side } from './side.ts';

const spot = knownInstrument('binance', 'spot', 'BTCUSDT');
const usdm = knownInstrument('binance', 'usdm', 'BTCUSDT');

function written(recording: Recording): Uint8Array {
  const lines: string[] = [];
  new CaptureWriter(recording.instrument, (line) => lines.push(line)).recording(recording);
  return new TextEncoder().encode(lines.join(''));
}

/** What a recording says, without where it came from. */
function contents(recording: Recording): unknown {
  const { dataHash: _hash, sources: _sources, notes: _notes, clockOffsetNs: _offset, ...rest } = recording;
  return rest;
}

describe('CaptureWriter', () => {
  for (const file of ['spot_btcusdt_20240808.gz', 'usdm_btcusdt_20240808.gz']) {
    itWithData(`F52 what it writes of ${file} reads back as the same columns`, [file], async () => {
      const recording = await readBinanceCapture([dataFile(file)]);
      const again = decodeBinanceCapture(written(recording), { clockOffsetNs: 0n });
      expect(contents(again)).toEqual(contents(recording));
    });
  }

  it('writes the lines that the venue sends', () => {
    const lines: string[] = [];
    const levels = {
      side: Uint8Array.of(Side.Buy, Side.Sell, Side.Sell),
      tick: Int32Array.of(615903, 615904, 615910),
      lots: Float64Array.of(2507, 0, 12),
    };
    const writer = new CaptureWriter(usdm, (line) => lines.push(line));
    writer.depth(1723161256313001, 7, 9, 6, 1723161256299000, levels, 0, 3);
    writer.trade(1723161256313002, 12, 1723161256299001, 615903, 6, Side.Sell);
    new CaptureWriter(spot, (line) => lines.push(line)).bestBidAsk(
      1723161256313003,
      3,
      1723161256313003,
      1,
      2,
      3,
      4,
    );
    expect(lines).toEqual([
      '1723161256313001000 {"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256299,' +
        '"s":"BTCUSDT","U":7,"u":9,"pu":6,"b":[["61590.3","2.507"]],"a":[["61590.4","0.000"],["61591.0","0.012"]]}}\n',
      '1723161256313002000 {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256299001,"T":1723161256299001,' +
        '"s":"BTCUSDT","t":12,"p":"61590.3","q":"0.006","X":"MARKET","m":true}}\n',
      '1723161256313003000 {"stream":"btcusdt@bookTicker","data":{"u":3,"s":"BTCUSDT","b":"0.01","B":"0.00002",' +
        '"a":"0.03","A":"0.00004"}}\n',
    ]);
  });

  it('F52 any messages read back as they were written', () => {
    const time = fc.integer({ min: 0, max: 1e9 }).map((us) => 1723161256000000 + us);
    const id = fc.integer({ min: 1, max: 2 ** 50 });
    const rows = fc.array(
      fc.record({
        side: fc.constantFrom(Side.Buy, Side.Sell),
        tick: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
        lots: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 40 })),
      }),
      { minLength: 2, maxLength: 6 },
    );
    const message = fc.record({
      kind: fc.constantFrom('snapshot', 'depth', 'trade', 'best'),
      time,
      delay: fc.nat(9999),
      id,
      rows,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(spot, usdm),
        fc.array(message, { minLength: 1, maxLength: 8 }),
        (instrument, messages) => {
          const lines: string[] = [];
          const writer = new CaptureWriter(instrument, (line) => lines.push(line));
          const inOrder = [...messages].sort((a, b) => a.time + a.delay - b.time - b.delay);
          for (const m of inOrder) {
            const localUs = m.time + m.delay;
            // Bids come before asks in a message.
            const sorted = [...m.rows].sort((a, b) => a.side - b.side);
            const levels = {
              side: Uint8Array.from(sorted, (row) => row.side),
              tick: Int32Array.from(sorted, (row) => row.tick),
              lots: Float64Array.from(sorted, (row) => row.lots),
            };
            const [one, two] = m.rows;
            if (m.kind === 'snapshot') writer.snapshot(localUs, m.id, m.time, levels, 0, sorted.length);
            else if (m.kind === 'depth')
              writer.depth(localUs, m.id, m.id + 3, m.id - 1, m.time, levels, 0, sorted.length);
            else if (m.kind === 'trade') writer.trade(localUs, m.id, m.time, one.tick, one.lots, one.side);
            else writer.bestBidAsk(localUs, m.id, m.time, one.tick, one.lots, two.tick, two.lots);
          }
          const text = new TextEncoder().encode(lines.join(''));
          const read = decodeBinanceCapture(text, { instrument, clockOffsetNs: 0n });
          expect(read.length).toBe(messages.length);
          inOrder.forEach((m, k) => {
            expect([read.localUs[k], read.exchUs[k], read.lastId[k]]).toEqual([
              m.time + m.delay,
              m.time,
              m.kind === 'depth' ? m.id + 3 : m.id,
            ]);
          });
          expect(contents(decodeBinanceCapture(written(read), { instrument, clockOffsetNs: 0n }))).toEqual(
            contents(read),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('refuses times that could not be read back', () => {
    const writer = new CaptureWriter(spot, () => undefined);
    expect(() => writer.trade(5, 1, 5, 100, 1, Side.Buy)).toThrow(RangeError);
  });
});

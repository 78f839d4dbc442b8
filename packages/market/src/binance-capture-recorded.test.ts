import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dataFile, describeWithData, itWithData } from '@mrmarket/testkit/data-folder';
import { expect, it } from 'vitest';
import { readBinanceCapture } from './binance-capture.ts';
import { decode } from './capture-test-lines.ts';
import { formatPrice } from './decimal.ts';
import { MessageKind } from './recording.ts';

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

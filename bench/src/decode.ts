import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeBinanceCapture } from '@mrmarket/market/binance-capture';
import { CaptureDecoder } from '@mrmarket/market/capture-decoder';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { printBench, type BenchLine } from './bench-line.ts';
import { captureFile } from './captures.ts';
import { measure } from './measure.ts';

const inputs = [
  { name: 'USD-M BTCUSDT', product: 'usdm', files: ['usdm_btcusdt_20240808.gz'] },
  { name: 'spot BTCUSDT', product: 'spot', files: ['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz'] },
] as const;

/** Lines a second from captured text in memory to columns; the whole reader with clock, order and hash beside it. */
export async function benchDecode(): Promise<BenchLine[]> {
  const lines: BenchLine[] = [];
  for (const { name, product, files } of inputs) {
    const zipped = files.map((file) => readFileSync(captureFile(file)));
    const text = Buffer.concat(zipped.map((file) => gunzipSync(file)));
    const dataHash = hashOf(zipped);
    const instrument = knownInstrument('binance', product, 'BTCUSDT');
    const { length } = decodeBinanceCapture(text, { instrument });

    const { parsed, scanned, whole } = measure({
      parsed: () => {
        if (parseLineByLine(text) !== length) throw new Error('JSON.parse found another number of lines');
      },
      scanned: () => {
        const decoder = new CaptureDecoder(instrument);
        decoder.startFile(name);
        decoder.push(text);
        decoder.endFile(false);
        if (decoder.messages !== length) throw new Error('the decoder found another number of lines');
      },
      whole: () => {
        decodeBinanceCapture(text, { instrument });
      },
    });

    const peer = { name: 'JSON.parse line by line', value: length / parsed.median };
    const bytes = (seconds: number): string => `${(text.length / 1e6 / seconds).toFixed(0)} MB/s of text`;
    lines.push(
      {
        name: `decode, ${name}`,
        value: length / scanned.median,
        unit: 'lines/s',
        peer,
        target: '≥ 1 M',
        dataHash,
        note: bytes(scanned.median),
      },
      {
        name: `decode with clock, order and hash, ${name}`,
        value: length / whole.median,
        unit: 'lines/s',
        peer,
        dataHash,
        note: bytes(whole.median),
      },
    );
  }
  return lines;
}

/** As `readBinanceCapture` hashes the files. */
function hashOf(files: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(createHash('sha256').update(file).digest());
  return hash.digest('hex');
}

/** The usual way, without even turning the decimal strings into numbers. Returns the lines read. */
function parseLineByLine(text: Buffer): number {
  let lines = 0;
  let from = 0;
  for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, from)) {
    const record: unknown = JSON.parse(text.toString('latin1', from + 20, end));
    if (typeof record === 'object') lines++;
    from = end + 1;
  }
  return lines;
}

if (import.meta.main) printBench('node bench/src/decode.ts', await benchDecode());

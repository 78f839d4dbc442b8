import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBinanceCapture, type CaptureProgress } from './binance-capture.ts';
import { spotDepth, spotTrade } from './capture-test-lines.ts';

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

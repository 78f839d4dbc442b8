import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import type { Recording } from '@mrmarket/market/recording';
import { Side } from '@mrmarket/market/side';
import { dataFile, describeWithData } from '@mrmarket/testkit/data-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaperSession } from './paper-session.ts';
import { sessionHtml } from './session-html.ts';
import { openPaper, runPaper } from './testing/run-paper.ts';

const SPOT_BTC = ['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz'];
const SPOT_ETH = ['spot_ethusdt_20240808.gz', 'spot_ethusdt_20240809.gz'];
const USDM_BTC = ['usdm_btcusdt_20240808.gz'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-paper-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Recomputes money from the fills alone, the long way round, and compares it with the report to the last unit. */
function expectBooksToAddUp({ session, instrument }: PaperSession): void {
  const { state, marks2 } = session.engine;
  const { account } = state;
  let cash = 0n;
  let inventory = 0n;
  for (const fill of state.fills.values()) {
    const lots = BigInt(fill.lots);
    const value = BigInt(fill.tick) * lots * instrument.quoteUnitsPerTickLot;
    cash += fill.side === Side.Buy ? -value : value;
    inventory += (fill.side === Side.Buy ? lots : -lots) * instrument.baseUnitsPerLot;
    const digits = (fill.fee ?? '').replace('.', '').replace(/^(-?)0+(?=\d)/, '$1');
    if (fill.feeAsset === instrument.quote) cash += BigInt(digits);
    else inventory += BigInt(digits);
  }
  cash += BigInt(state.opening?.quoteUnits ?? 0);
  inventory += BigInt(state.opening?.baseUnits[0] ?? 0);
  expect(account.cash).toBe(cash);
  expect(account.positions[0]?.inventory).toBe(inventory);
  const numerator = inventory * BigInt(marks2[0] ?? 0) * instrument.quoteUnitsPerTickLot;
  const denominator = 2n * instrument.baseUnitsPerLot;
  const atMark = numerator / denominator - (numerator % denominator < 0n ? 1n : 0n);
  expect(account.equity(marks2)).toBe(cash + atMark);
  expect(account.equity(marks2) - account.flows).toBe(
    account.realized + account.unrealized(marks2) + account.fees + account.rebates,
  );
}

const read = (files: readonly string[]): Promise<Recording> => readBinanceCapture(files.map(dataFile));

describe('a paper session on recorded books', () => {
  for (const [name, files] of [
    ['spot BTC 08 + 09', SPOT_BTC],
    ['spot ETH 08 + 09', SPOT_ETH],
    ['USD-M BTC 08', USDM_BTC],
  ] as const) {
    describeWithData(`with the default parameters on ${name}`, files, () => {
      it('fills on both sides, and the report adds up to the last unit', async () => {
        const paper = await runPaper({
          market: { kind: 'recorded', recording: await read(files) },
          durationSec: Infinity,
        });
        const fills = paper.session.metrics.fills;
        expect(fills.filter(({ side }) => side === Side.Buy).length).toBeGreaterThanOrEqual(10);
        expect(fills.filter(({ side }) => side === Side.Sell).length).toBeGreaterThanOrEqual(10);
        expectBooksToAddUp(paper);
      });
    });
  }

  describeWithData('with the same data, seed and parameters', SPOT_BTC, () => {
    it('F48 gives byte-identical trade logs and reports, twice and at speed 1, 10 and max', async () => {
      const recording = await read(SPOT_BTC);
      const run = async (speed: number): Promise<{ log: string; html: string }> => {
        const paper = await runPaper({
          market: { kind: 'recorded', recording },
          durationSec: Infinity,
          speed,
        });
        return { log: paper.session.tradeLog(), html: sessionHtml(paper) };
      };
      const first = await run(Infinity);
      expect(first.log.split('\n').length).toBeGreaterThan(30);
      for (const speed of [Infinity, 10, 1]) {
        const again = await run(speed);
        expect(again.log).toBe(first.log);
        expect(again.html).toBe(first.html);
      }
    });
  });

  describeWithData('that was recorded', USDM_BTC, () => {
    it('F52 has the same fills when its own recording is replayed', async () => {
      const record = join(folder, 'run.txt');
      const live = await runPaper({
        market: { kind: 'recorded', recording: await read(USDM_BTC) },
        durationSec: Infinity,
        speed: 10,
        record,
      });
      const recording = await readBinanceCapture([record]);
      const replayed = await runPaper({ market: { kind: 'recorded', recording }, durationSec: Infinity });
      expect(live.session.metrics.fills.length).toBeGreaterThan(10);
      expect(replayed.session.tradeLog()).toBe(live.session.tradeLog());
    });
  });
});

describe('a paper session on a generated market', () => {
  it('F48 is the same for the same seed, at any speed, and another one for another seed', async () => {
    const log = async (seed: string, speed: number): Promise<string> =>
      (await runPaper({ seed, speed })).session.tradeLog();
    const first = await log('7', Infinity);
    expect(first.split('\n').length).toBeGreaterThan(5);
    expect(await log('7', 1)).toBe(first);
    expect(await log('8', Infinity)).not.toBe(first);
  });

  it('adds up to the last unit', async () => {
    const paper = await runPaper({
      durationSec: 2_400,
      parameters: { levels: 3, refreshSec: 2, filledDelaySec: 1 },
    });
    expect(paper.session.metrics.fills.length).toBeGreaterThan(50);
    expectBooksToAddUp(paper);
  });

  it('F39 stops when asked: no order of its own is left, and it says so', async () => {
    const stop = new AbortController();
    const paper = openPaper({ durationSec: Infinity, signal: stop.signal });
    const { venue } = paper;
    let asked = 0;
    const run = paper.session.run();
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (paper.session.metrics.fills.length < 3) return;
        clearInterval(look);
        asked = paper.session.engine.state.counts.orders;
        stop.abort();
        resolve();
      }, 1);
    });
    await run;
    paper.close();
    expect(paper.session.engine.stopped).toBe(true);
    expect([...(venue.clients[0]?.orders.values() ?? [])].filter(({ status }) => status === 'open')).toEqual(
      [],
    );
    expect(paper.session.engine.state.counts.orders).toBe(asked);
    expect(paper.session.metrics.events.at(-1)?.text).toBe('stopped: all own orders are gone');
  });
});

describe('a paper session with a data folder', () => {
  it('F37 goes on with the same position, result and price after a stop', async () => {
    const dataDir = join(folder, 'data');
    const first = await runPaper({ dataDir });
    const second = openPaper({ dataDir });
    expect(second.session.engine.state.account.realized).toBe(first.session.engine.state.account.realized);
    expect(second.session.engine.state.account.positions[0]?.inventory).toBe(
      first.session.engine.state.account.positions[0]?.inventory,
    );
    await second.session.run();
    second.close();
    expect(second.session.engine.state.counts.fills).toBeGreaterThan(first.session.engine.state.counts.fills);
    const mark = (paper: PaperSession): number => paper.session.engine.marks2[0] ?? 0;
    expect(Math.abs(mark(second) / mark(first) - 1)).toBeLessThan(0.05);
    expectBooksToAddUp(second);
    expect(readFileSync(join(dataDir, 'trades.csv'), 'utf8')).toBe(second.session.tradeLog());
  });

  it('goes on from any commit that a crash left behind, and the books still add up', async () => {
    const dataDir = join(folder, 'data');
    await runPaper({ dataDir, durationSec: 120 });
    const path = join(dataDir, 'journal.log');
    const whole = readFileSync(path);
    const lines = whole.toString('utf8').split('\n').length - 1;
    for (let cut = 3; cut < lines; cut += 5) {
      const kept = whole.toString('utf8').split('\n').slice(0, cut).join('\n');
      writeFileSync(path, `${kept}\n`);
      const paper = await runPaper({ dataDir, durationSec: 30 });
      expectBooksToAddUp(paper);
      expect(paper.session.engine.state.orders.working).toEqual([]);
    }
  });

  it('refuses a second session at the same time, another market, and a damaged journal', async () => {
    const dataDir = join(folder, 'data');
    const open = openPaper({ dataDir });
    expect(() => openPaper({ dataDir })).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_LOCKED' }));
    await open.session.run();
    open.close();
    expect(() => openPaper({ dataDir, seed: 'another' })).toThrow(
      expect.objectContaining({ code: 'JOURNAL_MISMATCH' }),
    );
    const path = join(dataDir, 'journal.log');
    copyFileSync(path, `${path}.good`);
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(() => openPaper({ dataDir })).toThrow(expect.objectContaining({ code: 'JOURNAL_DAMAGED' }));
    expect(readFileSync(path)).toEqual(bytes);
    copyFileSync(`${path}.good`, path);
    openPaper({ dataDir }).close();
  });

  describeWithData('whose recording has been played to its end', USDM_BTC, () => {
    it('says so', async () => {
      const dataDir = join(folder, 'data');
      const market = { kind: 'recorded', recording: await read(USDM_BTC) } as const;
      await runPaper({ market, dataDir, durationSec: Infinity });
      expect(() => openPaper({ market, dataDir })).toThrow(
        expect.objectContaining({ code: 'SESSION_FINISHED' }),
      );
    });
  });
});

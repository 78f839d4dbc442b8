import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import { Side } from '@mrmarket/market/side';
import type { Recording } from '@mrmarket/market/recording';
import { RecordedMarket } from '@mrmarket/simulator/recorded-market';
import { describe, expect, it } from 'vitest';
import { dataFile, itWithData } from '../data-folder.ts';
import { SCENARIO_START_US } from '../scenario-market.ts';
import { Scenario } from '../scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { buy, sell } from '../scripted-strategy.ts';

function quoting(options: ScenarioOptions): Scenario {
  return new Scenario(options).runTo(500).quoting([buy(999, 5), sell(1002, 5)]);
}

describe('Engine: market data that goes wrong', () => {
  it('F21 one lost depth message: quotes are pulled within the next one, the book is fetched, quoting goes on', () => {
    // Message 11 is the beat of 1.1 s; the one of 1.2 s, which arrives at 1.201 s, shows the gap.
    const run = quoting({ faults: [{ on: 'depth', nth: 11, do: 'drop' }] }).runTo(1190);
    expect(run.open()).toHaveLength(2);
    run.runTo(1201);
    expect(run.pulls).toHaveLength(1);
    expect(run.requests.count('cancel')).toBe(2);
    expect(run.engine.bookLive(0)).toBe(false);
    run.runTo(1300);
    expect(run.open()).toEqual([]);
    run.runTo(4000);
    expect(run.engine.feeds[0].resyncs).toBe(1);
    expect(run.open()).toEqual(['BUY 5@999', 'SELL 5@1002']);
    expect(run.script.badBooks).toBe(0);
  });

  it('F22 a depth message twice, and one out of order', () => {
    const twice = quoting({ faults: [{ on: 'depth', nth: 11, do: 'duplicate', byUs: 50_000 }] }).runTo(3000);
    expect(twice.pulls).toEqual([]);
    expect(twice.engine.feeds[0].duplicates).toBe(1);
    const late = quoting({ faults: [{ on: 'depth', nth: 11, do: 'delay', byUs: 150_000 }] }).runTo(4000);
    expect(late.pulls).toHaveLength(1);
    expect(late.open()).toEqual(['BUY 5@999', 'SELL 5@1002']);
    expect(late.script.badBooks).toBe(0);
  });

  it('F23 the first snapshot does not come: nothing is quoted before one that the diffs continue', () => {
    const run = new Scenario({ faults: [{ on: 'snapshot', do: 'drop' }] });
    run.script.want([buy(999, 5)]);
    run.runTo(100);
    expect(run.script.booksSeen).toBe(0);
    run.runTo(2000);
    expect(run.script.badBooks).toBe(0);
    expect(run.open()).toEqual(['BUY 5@999']);
  });

  it('F24 a silent socket: quotes are pulled after the silence limit, and return with the data', () => {
    const silence = Array.from({ length: 60 }, (_, i) => ({ on: 'depth', nth: 15 + i, do: 'drop' }) as const);
    const run = quoting({ faults: silence }).runTo(4300);
    expect(run.open()).toHaveLength(2);
    run.runTo(5100);
    expect(run.open()).toEqual([]);
    expect(run.pulls[0].reason).toContain('silent');
    run.runTo(12_000);
    expect(run.open()).toEqual(['BUY 5@999', 'SELL 5@1002']);
  });

  it('F27 a crossed book never reaches the strategy', () => {
    const run = quoting({
      market: { acts: [{ atMs: 1150, levels: [[Side.Buy, 1001, 3]] }] },
    }).runTo(5000);
    expect(run.engine.feeds[0].crossings).toBe(1);
    // The last book it saw is that of the beat before, and its quotes are gone.
    expect(run.script.badBooks).toBe(0);
    expect((run.script.lastBookUs - SCENARIO_START_US) / 1000).toBe(1101);
    expect(run.open()).toEqual([]);
  });

  it('F28 exchange times ahead of our clock: CLOCK_SKEW, and no quotes', () => {
    const run = quoting({
      market: { latencyUs: -1_270_000 },
      startUs: SCENARIO_START_US - 1_270_000,
    }).runTo(20_000);
    expect(run.alerts).toEqual(['CLOCK_SKEW']);
    expect(run.requests.count('submit')).toBe(0);
    expect(run.engine.ready()).toBe('clock skewed');
  });
});

describe('Engine on recorded books', () => {
  const FILE = 'spot_btcusdt_20240808.gz';

  function replay(recording: Recording): Scenario {
    const run = new Scenario({
      source: new RecordedMarket(recording),
      startUs: Math.min(recording.localUs[0], recording.exchUs[recording.exchangeOrder[0]]) - 1,
      balances: { quote: '10000', base: '1' },
    });
    const bid = Math.max(
      ...recording.levels.tick
        .slice(0, recording.firstLevel[1])
        .filter((_, i) => recording.levels.side[i] === Side.Buy),
    );
    run.script.want([buy(Math.round(bid * 0.99), 100)]);
    return run;
  }

  itWithData(
    'F28 uncorrected by 1.27 s: CLOCK_SKEW and no quotes; corrected: quotes',
    [FILE],
    async () => {
      const raw = replay(await readBinanceCapture([dataFile(FILE)], { clockOffsetNs: 0n })).runFor(20_000);
      expect(raw.alerts).toContain('CLOCK_SKEW');
      expect(raw.requests.count('submit')).toBe(0);
      const corrected = replay(await readBinanceCapture([dataFile(FILE)], {})).runFor(20_000);
      expect(corrected.alerts).toEqual([]);
      expect(corrected.requests.count('submit')).toBe(1);
      expect(corrected.script.badBooks).toBe(0);
    },
    120_000,
  );
});

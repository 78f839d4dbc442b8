import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { parseDecimal } from '@mrmarket/market/decimal';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import type { Product } from '@mrmarket/market/instrument';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import { BUSY_LIMITS, BUSY_QUOTES } from './busy-quotes.ts';
import { contradictions, differences, realizedResult } from './compare-records.ts';
import type { EngineSettings } from './engine-words.ts';
import type { KillStep } from './exchange/protocol.ts';
import { readJournal } from './read-journal.ts';
import { startEngine } from './start-engine.ts';
import type { RunningEngine } from './start-engine.ts';
import { startExchange } from './start-exchange.ts';

const KILLS_PER_PRODUCT = 26;
const START_QUOTE = '1000000';
const TAG = 'KILL00';

/** `early`: before it has reconciled; `moment`: any time after; the others right after what the exchange did. */
const MOMENTS: readonly ('early' | 'moment' | KillStep)[] = [
  'moment',
  'received',
  'submit',
  'fill',
  'cancel',
  'early',
  'replace',
  'moment',
  'fill',
  'submit',
];

async function killAgainAndAgain(
  product: Product,
  seed: string,
  onTestFinished: TestContext['onTestFinished'],
): Promise<void> {
  const random = seededRandom(`${seed}:kills`);
  const instrument = knownInstrument('binance', product, 'BTCUSDT');
  const exchange = await startExchange({ seed, product });
  let engine: RunningEngine | undefined;
  onTestFinished(async () => {
    engine?.kill('SIGKILL');
    await engine?.ended;
    await exchange.stop();
  });
  const control = await exchange.control('maker');
  const dataDir = join(exchange.folder, 'data');
  const settings = (run: number): EngineSettings => ({
    socket: exchange.socket,
    account: 'maker',
    dataDir,
    tag: TAG,
    seed: `${seed}:${run}`,
    parameters: BUSY_QUOTES,
    limits: BUSY_LIMITS,
    replace: run % 2 === 1,
  });

  let fillsBefore: string[] = [];
  for (let run = 0; run < KILLS_PER_PRODUCT; run++) {
    const moment = MOMENTS[run % MOMENTS.length];
    engine = startEngine(settings(run));
    if (moment === 'early') await pause(300 + 700 * random.next());
    else {
      const { restrictions } = await engine.said('reconciled');
      expect(restrictions, `run ${run}`).toEqual([]);
      await pause(500 * random.next());
    }
    if (moment === 'early' || moment === 'moment') engine.kill('SIGKILL');
    else {
      // A run that may not amend is killed at a cancel instead.
      const step = moment === 'replace' && run % 2 === 0 ? 'cancel' : moment;
      const delayUs = random.next() < 0.4 ? 0 : Math.floor(8_000 * random.next());
      control.send({ op: 'killOn', step, pid: engine.pid, delayUs });
    }
    expect(await engine.ended, `run ${run}, ${moment}`).toBe('SIGKILL');
    expect(
      engine.words.filter(({ ev }) => ev === 'alert' || ev === 'restriction'),
      `run ${run}, ${moment}`,
    ).toEqual([]);

    const record = await control.record();
    const { state } = readJournal(dataDir, instrument);
    expect(contradictions(state, record), `run ${run}, ${moment}`).toEqual([]);
    if (engine.words.some(({ ev }) => ev === 'reconciled')) {
      expect(
        fillsBefore.filter((tradeId) => !state.fills.has(`0:${tradeId}`)),
        `fills before run ${run} that it has not found`,
      ).toEqual([]);
    }
    fillsBefore = record.fills.map(({ tradeId }) => tradeId);
  }

  engine = startEngine(settings(KILLS_PER_PRODUCT));
  await engine.said('reconciled');
  await pause(1000);
  engine.kill('SIGTERM');
  await engine.said('stopping');
  control.send({ op: 'freeze' });
  expect(await engine.ended).toBe(0);
  const record = await control.record();
  const { state, opening } = readJournal(dataDir, instrument);
  const startQuote = parseDecimal(START_QUOTE, instrument.quoteDecimals);
  expect(differences(state, record, { instrument, startQuote })).toEqual([]);
  // Average cost depends on the order of the fills, so it is the one they were booked in: what happened while the
  // engine was away may come after the first news of a new run. Each fill has been compared with the exchange's.
  const reference = realizedResult(
    [...state.fills.values()],
    { baseUnits: BigInt(opening?.baseUnits[0] ?? 0), mark2: opening?.marks2[0] ?? 0 },
    instrument,
  );
  // The engine rounds each fill to the unit (10^-8 of quote), the reference does not.
  const off = state.account.realized - reference;
  expect(Number(off < 0n ? -off : off)).toBeLessThanOrEqual(2 * record.fills.length);

  const count = (op: string): number => record.commands.filter((command) => command.op === op).length;
  console.log(
    `${product}, seed ${seed}: ${KILLS_PER_PRODUCT} kills, ${count('submit')} submits, ${count('replace')} replaces, ` +
      `${count('cancel')} cancels, ${record.fills.length} fills, realized ${state.account.realized} (reference ${reference})`,
  );
  expect(record.fills.length).toBeGreaterThan(50);
}

describe('F34 kill -9 of the engine while the exchange goes on', () => {
  for (const [product, seed] of [
    ['spot', 'kill-1'],
    ['usdm', 'kill-2'],
  ] as const) {
    it.concurrent(
      `F34 ${product}: after ${KILLS_PER_PRODUCT} kills in the middle of submits, cancels, replaces and fills the journal tells what the exchange tells (seed ${seed})`,
      { timeout: 150_000 },
      ({ onTestFinished }) => killAgainAndAgain(product, seed, onTestFinished),
    );
  }
});

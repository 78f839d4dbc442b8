import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseDecimal } from '@mrmarket/market/decimal';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { BUSY_LIMITS, BUSY_QUOTES } from '../busy-quotes.ts';
import { contradictions, differences } from '../compare-records.ts';
import type { KillStep } from '../exchange/protocol.ts';
import { startExchange } from '../start-exchange.ts';
import { readBot } from './read-bot.ts';
import { startInstance } from './start-instance.ts';
import type { RunningInstance } from './start-instance.ts';

const KILLS = 52;
const START_QUOTE = '1000000';
const ACCOUNTS = ['one', 'two'];
/** As busy as two bots and their exchange can be on a small machine that does other work besides. */
const QUOTES = { ...BUSY_QUOTES, levels: 2, refreshSec: 0.2 };
const MOMENTS: readonly ('early' | 'moment' | KillStep)[] = [
  'moment',
  'received',
  'submit',
  'fill',
  'cancel',
  'early',
  'fill',
  'submit',
];

interface BotRow {
  readonly id: string;
  readonly name: string;
}

async function killAgainAndAgain(seed: string, onTestFinished: TestContext['onTestFinished']): Promise<void> {
  const random = seededRandom(`${seed}:kills`);
  const instrument = knownInstrument('binance', 'spot', 'BTCUSDT');
  const exchange = await startExchange({ seed, product: 'spot' });
  let instance: RunningInstance | undefined;
  onTestFinished(async () => {
    instance?.kill('SIGKILL');
    await instance?.ended;
    await exchange.stop();
  });
  const controls = await Promise.all(ACCOUNTS.map((account) => exchange.control(account)));
  const home = join(exchange.folder, 'home');

  instance = startInstance({ home, watchdogMs: 30_000 });
  const bots: BotRow[] = [];
  for (const account of ACCOUNTS) {
    const settings = { socket: exchange.socket, account, replace: 'no' };
    bots.push(
      await instance.call<BotRow>('POST', '/api/bots', {
        name: account,
        strategy: 'pmm',
        market: { kind: 'venue', venue: 'testkit', settings },
        parameters: QUOTES,
        limits: BUSY_LIMITS,
        start: true,
      }),
    );
  }

  for (let run = 0; run < KILLS; run++) {
    const moment = MOMENTS[run % MOMENTS.length];
    const which = run % controls.length;
    const what = `run ${run}, ${moment}`;
    if (run > 0) instance = startInstance({ home, watchdogMs: 30_000 });
    if (moment === 'early') {
      await instance.said('listening');
      await pause(200 * random.next());
      instance.kill('SIGKILL');
    } else {
      const { words } = instance;
      for (const account of ACCOUNTS) await instance.said('running', ({ name }) => name === account);
      expect(words.filter(({ ev }) => ev === 'refused')).toEqual([]);
      await pause(300 * random.next());
      if (moment === 'moment') instance.kill('SIGKILL');
      else {
        const delayUs = random.next() < 0.4 ? 0 : Math.floor(8_000 * random.next());
        controls[which].send({ op: 'killOn', step: moment, pid: instance.pid, delayUs });
      }
    }
    expect(await instance.ended, what).toBe('SIGKILL');
    for (const [i, { id }] of bots.entries()) {
      const record = await controls[i].record();
      const { state, fillRows, damage } = readBot(home, id, instrument);
      expect(contradictions(state, record), `${what}, ${ACCOUNTS[i]}`).toEqual([]);
      expect([...state.restrictions.values()], `${what}, ${ACCOUNTS[i]}`).toEqual([]);
      expect(fillRows, `${what}, fills of ${ACCOUNTS[i]}`).toBe(state.counts.fills);
      expect(damage).toBe('ok');
    }
  }

  instance = startInstance({ home, watchdogMs: 30_000 });
  for (const account of ACCOUNTS) await instance.said('running', ({ name }) => name === account);
  await pause(500);
  for (const { id } of bots) await instance.call('POST', `/api/bots/${id}/stop`);
  for (const control of controls) control.send({ op: 'freeze' });
  instance.kill('SIGTERM');
  expect(await instance.ended).toBe(0);
  for (const [i, { id }] of bots.entries()) {
    const record = await controls[i].record();
    const { state, fillRows } = readBot(home, id, instrument);
    const startQuote = parseDecimal(START_QUOTE, instrument.quoteDecimals);
    expect(differences(state, record, { instrument, startQuote }), ACCOUNTS[i]).toEqual([]);
    expect(fillRows).toBe(record.fills.length);
    expect(record.fills.length).toBeGreaterThan(50);
    const count = (op: string): number => record.commands.filter((command) => command.op === op).length;
    console.log(
      `${ACCOUNTS[i]}, seed ${seed}: ${count('submit')} submits, ${count('cancel')} cancels, ${record.fills.length} fills`,
    );
  }
}

describe('F34 kill -9 of the instance while the exchange goes on', () => {
  it(
    `F34 after ${KILLS} kills with two busy bots each journal tells what the exchange tells`,
    { timeout: 300_000 },
    ({ onTestFinished }) => killAgainAndAgain('instance-kill-1', onTestFinished),
  );
});

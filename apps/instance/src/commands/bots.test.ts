import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstanceProcess } from '@mrmarket/testkit/instance-process';
import type { InstanceProcess } from '@mrmarket/testkit/instance-process';
import { runCli } from '@mrmarket/testkit/run-cli';
import type { CliResult } from '@mrmarket/testkit/run-cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BotDetail, KillStatus } from '../api/schemas/bots.ts';
import { LiveReader } from '../live/testing/live-reader.ts';
import type { Status } from './status.ts';

let folder: string;
let home: string;
let instance: InstanceProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-bots-'));
  home = join(folder, 'home');
  instance = await startInstanceProcess({ home });
});
afterAll(async () => {
  await instance.stop();
  rmSync(folder, { recursive: true });
});

const mrm = (...args: string[]): Promise<CliResult> => runCli([...args, '--home', home]);

/** What a command that has to succeed prints. */
async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await mrm(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse(await said(...args, '--json')) as T;
}

/** What the API itself answers. */
async function asked(path: string): Promise<string> {
  const answer = await fetch(`${instance.address}${path}`, {
    headers: { authorization: `Bearer ${instance.token}` },
  });
  return answer.text();
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('mrm status', () => {
  it('tells what the instance does, for people', async () => {
    const text = await said('status');
    expect(text).toContain(instance.address);
    expect(text).toMatch(/^trading +allowed$/m);
    expect(text).toMatch(/^health +\w+$/m);
    expect(text).toMatch(/^BOT +MARKET +STATE +FOR +EQUITY +PNL +ORDERS +FILLS +WHY$/m);
    expect(text).toMatch(/^First steps +BTCUSDT usdm, generated +\w+ +\d+ (ms|s|min) +[\d,]+\.\d\d /m);
  });

  it('tells the same as JSON', async () => {
    const status = await json<Status>('status');
    expect(status).toMatchObject({
      address: instance.address,
      pid: instance.pid,
      version: '0.1.0',
      overview: { halted: false, bots: [{ name: 'First steps', mode: 'paper' }] },
      alerts: expect.any(Array) as unknown,
    });
    expect(status.health.items.map(({ name }) => name)).toContain('journal');
  });
});

describe('mrm sign-in', () => {
  it('prints a new link each time, with the code to type', async () => {
    const text = await said('sign-in');
    const link = /http:\S+\/claim#([A-Z0-9-]{19})/.exec(text);
    expect(link?.[0].startsWith(instance.address)).toBe(true);
    expect(text).toContain(`or type ${link?.[1]} on the sign-in page`);
    const again = await json<{ link: string; code: string; purpose: string }>('sign-in');
    expect(again.purpose).toBe('claim');
    expect(again.link).toBe(`${instance.address}/claim#${again.code}`);
    expect(again.code).not.toBe(link?.[1]);
  });
});

describe('mrm bots', () => {
  it('makes a bot, shows it by name or id, changes it and removes it', async () => {
    const params = file('params.json', '\uFEFF{"bidSpreadBp": 30, "askSpreadBp": 40}');
    const limits = file('limits.json', '{"maxDrawdownQuote": 50}');
    const made = await said(
      ...['bots', 'create', '--name', 'Wide', '--symbol', 'ethusdt', '--quote', '5000', '--base', '1'],
      ...['--params', params, '--limits', limits],
    );
    expect(made).toBe('Wide: created\n');
    const bot = await json<BotDetail>('bots', 'show', 'wide');
    expect(bot).toMatchObject({
      name: 'Wide',
      market: { kind: 'generated', product: 'spot', symbol: 'ETHUSDT' },
      parameters: { bidSpreadBp: 30, askSpreadBp: 40 },
      limits: { maxDrawdownQuote: 50 },
    });
    const text = await said('bots', 'show', bot.id);
    expect(text).toContain(`Wide (${bot.id})`);
    expect(text).toMatch(/^strategy +Pure market making \(pmm\)$/m);
    expect(text).toContain('askSpreadBp 40');

    const narrower = file('narrower.json', '{"bidSpreadBp": 25}');
    const edited = await json<BotDetail>('bots', 'edit', 'Wide', '--name', 'Narrow', '--params', narrower);
    expect(edited).toMatchObject({ id: bot.id, name: 'Narrow', parameters: { bidSpreadBp: 25 } });

    const unsure = await mrm('bots', 'remove', 'Narrow');
    expect(unsure).toMatchObject({ code: 2, stdout: '' });
    expect(unsure.stderr).toContain('error: nobody is there to confirm it; say --yes\n');
    expect(await said('bots', 'remove', 'Narrow', '--yes')).toBe('Narrow: removed\n');
    expect((await mrm('bots', 'show', bot.id)).stderr).toMatch(/^mrm: BOT_NOT_FOUND: /);
  });

  it('prints with --json what the API answers, unchanged', async () => {
    const { id } = await json<BotDetail>('bots', 'create', '--name', 'Idle');
    expect(await said('bots', 'show', 'Idle', '--json')).toBe(`${await asked(`/api/bots/${id}`)}\n`);
    expect(await said('bots', 'orders', 'Idle', '--json')).toBe(
      `${await asked(`/api/bots/${id}/orders?limit=50`)}\n`,
    );
    const { items } = await json<{ items: BotDetail[] }>('bots', 'list');
    expect(items.map(({ name }) => name)).toEqual(['First steps', 'Idle']);
    await said('bots', 'remove', 'Idle', '--yes');
  });

  it('starts, pauses, resumes and stops a bot, and shows its orders and fills', async () => {
    const params = file(
      'busy.json',
      '{"bidSpreadBp":0.1,"askSpreadBp":0.1,"refreshSec":1,"filledDelaySec":0}',
    );
    const { id } = await json<BotDetail>('bots', 'create', '--name', 'Busy', '--params', params);
    expect(await said('bots', 'fills', 'Busy')).toBe('no fills\n');
    expect(await said('bots', 'start', 'Busy')).toMatch(/^Busy: (starting|running)/);
    const live = await LiveReader.open(instance.address, { authorization: `Bearer ${instance.token}` });
    live.sub(`bot:${id}`);
    while (((await live.nextData()).data as BotDetail).quoting.fills < 2);
    live.close();
    expect(await said('bots', 'pause', 'Busy')).toMatch(/^Busy: paused\nwarning: bidSpreadBp/);
    expect(await said('bots', 'resume', 'Busy')).toMatch(/^Busy: (running|degraded|starting)/);
    expect(await said('bots', 'stop', 'Busy')).toMatch(/^Busy: stopped/);

    const orders = await said('bots', 'orders', 'Busy', '--limit', '1');
    expect(orders).toMatch(/^TIME \(UTC\) +ORDER +SIDE +PRICE +QUANTITY +FILLED +STATE +REASON\n/);
    expect(orders).toMatch(/\n… older ones: --cursor \S+\n$/);
    expect(await said('bots', 'orders', 'Busy', '--open')).toBe('no orders\n');

    const { items } = await json<{ items: Record<string, unknown>[] }>('bots', 'fills', 'Busy');
    const [head, ...lines] = (await said('bots', 'fills', 'Busy', '--csv')).trimEnd().split('\n');
    expect(head).toBe('id,at,tradeId,clientId,side,price,quantity,quote,fee,feeAsset,maker,realized');
    expect(lines.slice(0, 50)).toEqual(
      items.map((fill) =>
        head
          .split(',')
          .map((key) => fill[key])
          .join(','),
      ),
    );
    const few = await said('bots', 'fills', 'Busy', '--csv', '--limit', '1');
    expect(few).toBe(`${head}\n${lines[0]}\n`);
    await said('bots', 'remove', 'Busy', '--yes');
  });

  it('names the fields that are wrong, each on a line of its own', async () => {
    const params = file('wrong.json', '{"bidSpreadBp": "x", "spread": 1}');
    const refused = await mrm('bots', 'create', '--name', 'Wrong', '--params', params);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^mrm: STRATEGY_BAD_PARAMETER: pmm: .*\n( {2}parameters\.\w+: .*\n){2}$/);
    expect(refused.stderr).toContain('  parameters.spread: is not a parameter\n');
    expect(refused.stderr).toContain('  parameters.bidSpreadBp: must be a number, got "x"\n');
  });

  it.each([
    ['a file that is not there', ['--params', '/nowhere/x.json'], 'FILE_UNREADABLE: --params: cannot read'],
    ['a recording that is not there', ['--recording', 'x'], 'RECORDING_NOT_FOUND: there is no recording x'],
    ['a speed of nothing', ['--speed', '2'], 'BAD_OPTION: --speed is for a recording'],
    ['an unknown strategy', ['--strategy', 'x'], 'STRATEGY_NOT_FOUND: there is no strategy x; known: pmm'],
  ])('refuses to make one from %s', async (_, args, message) => {
    const refused = await mrm('bots', 'create', '--name', 'Wrong', ...args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`mrm: ${message}`);
  });

  it.each([
    ['{"a":', 'is not JSON: '],
    ['[1]', 'must hold a JSON object\n'],
  ])('refuses the file %s', async (text, message) => {
    const refused = await mrm('bots', 'edit', 'First steps', '--params', file('x.json', text));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^mrm: FILE_UNREADABLE: --params: \S+x\.json /);
    expect(refused.stderr).toContain(message);
  });

  it.each([
    [['bots', 'create']],
    [['bots', 'create', '--name', 'x', '--recording', 'x', '--symbol', 'BTCUSDT']],
    [['bots', 'create', '--name', 'x', '--quote', '1e5']],
    [['bots', 'show']],
    [['bots', 'kill']],
    [['bots', 'kill', 'First steps', '--all']],
    [['bots', 'lift']],
    [['bots', 'fills', 'First steps', '--csv', '--json']],
    [['bots', 'fills', 'First steps', '--limit', '0']],
    [['bots', 'dance', 'First steps']],
  ])('answers the wrong command line %j with exit code 2', async (args) => {
    const refused = await mrm(...args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^error: /);
  });

  it('says which bots there are when it does not know one', async () => {
    const refused = await mrm('bots', 'pause', 'Second');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe('mrm: BOT_NOT_FOUND: there is no bot Second; there are: First steps\n');
  });

  it('D14 halts one bot, or everything until it is lifted', async () => {
    await said('bots', 'create', '--name', 'Other', '--start');
    const one = await json<KillStatus>('bots', 'kill', 'Other');
    expect(one).toMatchObject({ halted: false, bots: [{ name: 'Other', state: 'done' }] });
    expect(await said('bots', 'list')).toMatch(/^Other .* stopped, halted /m);
    expect((await mrm('bots', 'start', 'Other')).stderr).toMatch(/^mrm: (RISK_HALTED|BOT_STATE): /);
    expect(await said('bots', 'lift', 'Other')).toMatch(/^Other: stopped/);
    expect((await mrm('bots', 'lift', 'Other')).stderr).toBe(
      'mrm: RESTRICTION_NOT_FOUND: Other has no restriction to lift\n',
    );

    const all = await said('bots', 'kill', '--all');
    expect(all).toMatch(/^the instance is halted by cli since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; /);
    expect(all).toMatch(/^First steps +done +\d+ of \d+$/m);
    expect((await mrm('bots', 'start', 'Other')).stderr).toMatch(/^mrm: RISK_HALTED: /);
    expect(await said('status')).toMatch(/^trading +halted; mrm bots lift --all/m);
    expect(await json('bots', 'lift', '--all')).toMatchObject({ halted: false });
    expect(await said('bots', 'start', 'Other')).toMatch(/^Other: (starting|running)/);
  });
});

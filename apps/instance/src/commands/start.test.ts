import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startInstanceProcess } from '@mrmarket/testkit/instance-process';
import type { InstanceProcess } from '@mrmarket/testkit/instance-process';
import { runCli } from '@mrmarket/testkit/run-cli';
import type { CliResult } from '@mrmarket/testkit/run-cli';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BotDetail, BotSummary } from '../api/schemas/bots.ts';
import { prepareDatabases } from '../database/prepare-databases.ts';
import { homeOf } from '../home.ts';
import { LiveReader } from '../live/testing/live-reader.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-start-'));
  chmodSync(folder, 0o700);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const start = (...args: string[]): Promise<CliResult> =>
  runCli(['start', '--port', '0', '--home', folder, ...args]);

async function cli<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runCli([...args, '--home', folder, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as T;
}

/** Looks at a bot live until it shows something. */
async function until(
  { address, token }: InstanceProcess,
  id: string,
  what: (bot: BotDetail) => boolean,
): Promise<BotDetail> {
  const live = await LiveReader.open(address, { authorization: `Bearer ${token}` });
  try {
    live.sub(`bot:${id}`);
    for (;;) {
      const bot = (await live.nextData()).data as BotDetail;
      if (what(bot)) return bot;
    }
  } finally {
    live.close();
  }
}

const quotes = (bot: BotDetail): boolean => bot.state === 'running' && bot.openOrders >= 2;

/** Everything that was logged. */
function logged(): string {
  const { logs } = homeOf(folder);
  return readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), 'utf8'))
    .join('');
}

describe('mrm start refuses, with a word on what to do,', () => {
  it.each([
    ['{', /^mrm: CONFIG_INVALID: \S+config\.json is not JSON: /],
    ['[]', /^mrm: CONFIG_INVALID: \S+config\.json must hold a JSON object\n$/],
    ['{"prot": 1}', /config\.json: prot is not an entry; entries: host, port, /],
    ['{"watchdogMs": "3 s"}', /config\.json: watchdogMs must be integer, got "3 s"; entries: /],
    ['{"logLevel": "loud"}', /config\.json: logLevel must be .*, got "loud"/],
    ['{"recordings": ["/a", 7]}', /config\.json: recordings\.1 must be string, got 7/],
  ])('the configuration %s', async (text, message) => {
    writeFileSync(homeOf(folder).config, text);
    const refused = await start();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(message);
  });

  it.each([[['--port', '70000']], [['--prot', '1']], [['now']]])(
    'the command line %j, with exit code 2',
    async (args) => {
      const refused = await start(...args);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(/^error: .*\n\(--help shows the usage\)\n$/s);
    },
  );

  it('a port that is in use, and leaves the folder free', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const refused = await runCli(['start', '--port', String(port), '--home', folder]);
    server.close();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      `mrm: PORT_IN_USE: port ${port} on 127.0.0.1 is in use; stop what listens there, or choose another with --port (0 = any free one)\n`,
    );
    expect(existsSync(homeOf(folder).tokenFile)).toBe(false);
  });

  it('a second instance on the same data folder, and the first goes on', async ({ onTestFinished }) => {
    const { address, token } = await startInstanceProcess({ home: folder, onTestFinished });
    const refused = await start();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      `mrm: DATA_FOLDER_LOCKED: another process is running on the data folder ${folder}\n`,
    );
    const answer = await fetch(`${address}/api/bots`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  });

  it.each(['database', 'journal'] as const)('a %s of a newer program, and changes nothing', async (which) => {
    const home = homeOf(folder);
    prepareDatabases(home);
    const db = new DatabaseSync(home[which]);
    db.exec(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at") VALUES ('x', 'x', '20990101000000_later', 1)`,
    );
    db.close();
    const before = readFileSync(home[which]);
    const refused = await start();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^mrm: DATABASE_NEWER: \S+ was made by a newer version of Mr\.Market/);
    expect(refused.stderr).toContain('20990101000000_later');
    expect(readFileSync(home[which]).equals(before)).toBe(true);
  });

  it('a data folder where nothing can be written, also for root', async () => {
    const refused = await runCli(['start', '--port', '0', '--home', '/proc/mrm']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^mrm: DATA_FOLDER_UNUSABLE: cannot use the data folder \/proc\/mrm: /);
  });
});

describe('mrm start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'F39 stops in order on %s: own orders are gone, exit code 0',
    async (signal) => {
      const instance = await startInstanceProcess({ home: folder });
      try {
        const { items } = await cli<{ items: BotSummary[] }>('bots', 'list');
        await until(instance, items[0].id, quotes);
      } finally {
        expect(await instance.stop(signal)).toMatchObject({ code: 0, stderr: '' });
      }
      expect(logged()).toContain('First steps: all own orders are gone');
      expect(existsSync(homeOf(folder).tokenFile)).toBe(false);
    },
  );

  it('F39 takes two signals at once for one stop', async ({ onTestFinished }) => {
    const instance = await startInstanceProcess({ home: folder, onTestFinished });
    process.kill(instance.pid, 'SIGINT');
    expect(await instance.stop('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  });

  it('P17 goes on with the bots as they were, and with their totals', async ({ onTestFinished }) => {
    const first = await startInstanceProcess({ home: folder, onTestFinished });
    const params = join(folder, 'params.json');
    const parameters = { bidSpreadBp: 0.1, askSpreadBp: 0.1, refreshSec: 1, filledDelaySec: 0 };
    writeFileSync(params, JSON.stringify(parameters));
    const { id } = await cli<BotDetail>('bots', 'create', '--name', 'busy', '--params', params, '--start');
    await until(first, id, (bot) => bot.quoting.fills > 0);
    await cli('bots', 'pause', 'busy');
    await until(first, id, (bot) => bot.openOrders === 0);
    const before = await cli<BotDetail>('bots', 'show', 'busy');
    expect(await first.stop()).toMatchObject({ code: 0 });

    const second = await startInstanceProcess({ home: folder, onTestFinished });
    const { items } = await cli<{ items: BotSummary[] }>('bots', 'list');
    expect(items.map(({ name }) => name)).toEqual(['First steps', 'busy']);
    const after = await cli<BotDetail>('bots', 'show', 'busy');
    expect(after.state).toBe('paused');
    const { realized, fees, rebates, volume, startEquity, inventory } = before.result;
    expect(after.result).toMatchObject({ realized, fees, rebates, volume, startEquity, inventory });
    expect(after.quoting.fills).toBe(before.quoting.fills);
    await cli('bots', 'resume', 'busy');
    await until(second, id, quotes);
  });

  it('P1 shows neither token nor code to ps, and keeps them out of the logs and databases', async ({
    onTestFinished,
  }) => {
    const instance = await startInstanceProcess({ home: folder, onTestFinished });
    const { code } = await cli<{ code: string }>('sign-in');
    const firstCode = instance.link?.split('#')[1] ?? '';
    expect(firstCode).toMatch(/^[A-Z0-9-]{19}$/);
    const commandLine = readFileSync(`/proc/${instance.pid}/cmdline`, 'utf8');
    expect(commandLine).toContain('start');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'token.json')
      .map((entry) => ({
        name: entry.name,
        text: readFileSync(join(entry.parentPath, entry.name), 'latin1'),
      }));
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['instance.db', 'journal.db']));
    for (const secret of [instance.token, code, firstCode, code.replaceAll('-', '')]) {
      expect(commandLine).not.toContain(secret);
      for (const { name, text } of files) expect(text.includes(secret), name).toBe(false);
    }
  });
});

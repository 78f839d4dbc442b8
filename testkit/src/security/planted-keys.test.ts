import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Backup } from '@mrmarket/instance/api/schemas/manage';
import { KeysClient } from '@mrmarket/instance/keys/testing/keys-client';
import { LiveReader } from '@mrmarket/instance/live/testing/live-reader';
import type { Sealed } from '@mrmarket/instance/vault/sealed-box';
import { foundIn, foundInMemory } from '@mrmarket/instance/vault/testing/memory-search';
import { entropyToWords } from 'drxa/bip/words';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf } from '../instance/children-of.ts';
import { startInstance } from '../instance/start-instance.ts';
import type { RunningInstance } from '../instance/start-instance.ts';
import { runWithDescriptors } from '../run-with-descriptors.ts';
import { operationsOf } from './fuzz-requests.ts';

const PASSPHRASE = 'planted-passphrase-7f3a91c2';
const WRONG = 'planted-wrong-passphrase-55d0';
const COPY_PASSPHRASE = 'planted-copy-passphrase-a21e';
const EXCHANGE = { apiKey: 'planted-exchange-key-61c0', secret: 'planted-exchange-secret-9be4' };
const CLI_SECRET = 'planted-typed-at-the-command-line-3d';
const SEED = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256));
const WORDS = entropyToWords(SEED);

/** Remembers what it was answered. */
class ListeningClient extends KeysClient {
  answers = '';

  override async call<T>(...request: Parameters<KeysClient['call']>) {
    const answer = await super.call<T>(...request);
    this.answers += `${JSON.stringify([...answer.headers])} ${answer.text}\n`;
    return answer;
  }
}

let home: string;
let instance: RunningInstance;
let client: ListeningClient;
const secrets = new Map<string, Uint8Array>([
  ['passphrase', Buffer.from(PASSPHRASE)],
  ['wrong passphrase', Buffer.from(WRONG)],
  ['passphrase of the copy', Buffer.from(COPY_PASSPHRASE)],
  ['exchange key', Buffer.from(EXCHANGE.apiKey)],
  ['exchange secret', Buffer.from(EXCHANGE.secret)],
  ['secret of the command line', Buffer.from(CLI_SECRET)],
  ['words', Buffer.from(WORDS)],
  ['seed', SEED],
  ['root key', createHmac('sha512', 'drxa/v1').update(SEED).digest()],
]);
/** Said by the command line. */
let commands = '';
/** What all processes were started with, by what they are. */
const started = new Map<string, Buffer>();
let backup: Backup;

function lookAt(name: string, pid: number): void {
  for (const file of ['cmdline', 'environ'])
    started.set(`${file} of ${name}`, readFileSync(`/proc/${pid}/${file}`));
}

async function runCommand(args: string[], inputs: Record<number, string>): Promise<number> {
  const { code, stdout, stderr } = await runWithDescriptors([...args, '--home', home], {
    inputs,
    onStart: ({ pid }) => {
      lookAt(`mrm ${args.join(' ')}`, pid!);
    },
  });
  commands += stdout + stderr;
  return code;
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'mrm-planted-keys-'));
  instance = startInstance({ home });
  const { address, token } = await instance.said('listening');
  await instance.said('running');
  client = new ListeningClient(address, `Bearer ${token}`);
  await client.makeVault(PASSPHRASE, WORDS);
  await client.done('POST', '/api/keys/lock', {});
  await client.refused('POST', '/api/keys/unlock', { typed: await client.typed(WRONG) });
  await client.done('POST', '/api/keys/unlock', { typed: await client.typed(PASSPHRASE) });
  await client.done('POST', '/api/keys/elevate', { typed: await client.typed(PASSPHRASE) });
  const id = 'exchange:binance';
  await client.done('POST', '/api/keys/secrets', {
    kind: 'exchange',
    id,
    label: 'Binance',
    typed: await client.typed(JSON.stringify(EXCHANGE)),
  });
  const revealed = await client.reader();
  const { sealed } = await client.done<{ sealed: Sealed }>('POST', '/api/keys/reveal', {
    id,
    replyTo: revealed.replyTo,
  });
  expect(JSON.parse(revealed.read(sealed))).toEqual(EXCHANGE);
  const exported = await client.reader();
  const scope = await client.done<{ sealed: Sealed }>('POST', '/api/keys/export-scope', {
    scope: 'wallet',
    replyTo: exported.replyTo,
  });
  secrets.set('key of a scope', Buffer.from(exported.read(scope.sealed)));
  await client.done('POST', '/api/keys/exports', { typed: await client.typed(COPY_PASSPHRASE) });
  await client.done('POST', '/api/addresses', { userId: 'ada', chain: 'ethereum' });
  await client.done('POST', '/api/keys/slots', { source: 'file' });
  secrets.set('key file', readFileSync(join(home, 'vault', 'vault.key')));
  expect(
    await runCommand(['keys', 'secrets', 'put', 'note', '--kind', 'other', '--secret-fd', '3'], {
      3: CLI_SECRET,
    }),
  ).toBe(0);
  await client.done('POST', '/api/keys/lock', {});
  const unlock = ['keys', 'unlock', '--passphrase-fd', '3'];
  expect(await runCommand(unlock, { 3: `${WRONG}\n` })).toBe(1);
  expect(await runCommand(unlock, { 3: `${PASSPHRASE}\n` })).toBe(0);
  // Until its words are confirmed, the signing process has the seed as it is.
  await client.done('POST', '/api/keys/elevate', { typed: await client.typed(PASSPHRASE) });
  const shown = await client.reader();
  const { words } = await client.done<{ words: Sealed }>('POST', '/api/keys/words/show', {
    replyTo: shown.replyTo,
  });
  expect(shown.read(words)).toBe(WORDS);
  backup = await client.done<Backup>('POST', '/api/backups', {});
  for (const pid of childrenOf(instance.pid)) lookAt(`child ${pid}`, pid);
  lookAt('the instance', instance.pid);
}, 240_000);

afterAll(async () => {
  instance.kill('SIGKILL');
  await instance.ended;
  rmSync(home, { recursive: true });
});

const hits = (where: string, bytes: Buffer): string[] =>
  [...foundIn(bytes, secrets)].map((form) => `${form} in ${where}`);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe('K19 secrets of the vault that were planted', () => {
  it('K19 are not in the memory of the instance, and those in use are in that of the signing process', () => {
    const names = ['passphrase', 'words', 'seed', 'root key'];
    const seeds = new Map([...secrets].filter(([name]) => names.includes(name)));
    expect([...foundInMemory(instance.pid, seeds)]).toEqual([]);
    const [signer] = childrenOf(instance.pid);
    expect([...foundInMemory(signer, seeds)]).toContain('seed: bytes');
    // A core file of either would hold what its memory does; the signing process writes none.
    expect(readFileSync(`/proc/${signer}/limits`, 'utf8')).toMatch(/Max core file size +0 +0 /);
  }, 240_000);

  it('K19 are in no file but the one that is the key', () => {
    const files = filesBelow(home);
    const names = files.map((file) => relative(home, file));
    expect(names).toEqual(
      expect.arrayContaining([
        'instance.db',
        'journal.db',
        'vault/vault.db',
        'logs/instance.log',
        `backups/${backup.name}/instance.db`,
      ]),
    );
    expect(names.some((name) => name.startsWith('vault/exports/'))).toBe(true);
    const found = files.flatMap((file) => hits(relative(home, file), readFileSync(file)));
    expect(found).toEqual(['key file: bytes in vault/vault.key']);
    for (const file of filesBelow(join(home, 'vault'))) expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('K19 are not in a backup, nor is the vault', () => {
    const names = filesBelow(join(home, 'backups', backup.name)).map((file) => relative(home, file));
    expect(names.map((name) => name.split('/').at(-1)).sort()).toEqual([
      'instance.db',
      'journal.db',
      'manifest.json',
    ]);
  });

  it('K19 are in no argument and no environment of the instance, its processes and its commands', () => {
    expect([...started.keys()].filter((name) => name.startsWith('environ'))).toHaveLength(4);
    expect([...started].flatMap(([name, bytes]) => hits(name, bytes))).toEqual([]);
    const [signer] = childrenOf(instance.pid);
    // Empty, but for what the shell adds that sets its limits.
    const names = readFileSync(`/proc/${signer}/environ`, 'utf8').split('\0').filter(Boolean);
    for (const name of names) expect(name).toMatch(/^(PWD|OLDPWD|SHLVL|_)=/);
  });

  it('K19 are in no answer, also not to a request that has them where they do not belong', async () => {
    const plain = { passphrase: PASSPHRASE, words: WORDS, seed: SEED.toString('hex'), ...EXCHANGE };
    const sealed = { challenge: PASSPHRASE, publicKey: SEED.toString('hex'), box: EXCHANGE.secret };
    for (const [method, path, body] of [
      ['POST', '/api/keys/unlock', plain],
      ['POST', '/api/keys/unlock', { typed: { sealed } }],
      ['POST', '/api/keys/unlock', { typed: PASSPHRASE }],
      ['POST', '/api/keys/init', { source: PASSPHRASE, seed: WORDS }],
      ['POST', '/api/keys/secrets', { kind: 'other', id: 'a', label: 'a', typed: EXCHANGE }],
      ['GET', `/api/keys/records?passphrase=${PASSPHRASE}`],
      ['GET', `/api/keys/exports/${PASSPHRASE}`],
      ['DELETE', `/api/keys/secrets/${EXCHANGE.secret}%20`],
    ] as const) {
      const [status] = await client.refused(method, path, body);
      expect([200, 400, 403, 404], `${method} ${path}: ${status}`).toContain(status);
    }
    const operations = operationsOf(await instance.call('GET', '/api/openapi.json'));
    const paths = operations
      .filter(({ method, path }) => method === 'GET' && path !== '/api/live' && !path.includes('{'))
      .map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['/api/keys', '/api/keys/records', '/api/addresses']));
    for (const path of [...paths, '/api/logs?limit=1000', '/api/audit?limit=1000', '/api/keys/audit'])
      client.answers += await (await fetch(`${client.origin}${path}`, { headers: client.headers })).text();
    expect(client.answers).toContain('exchange:binance');
    expect(hits('an answer', Buffer.from(client.answers))).toEqual([]);
  });

  it('K19 are in no frame of the live channels, no output and, after all this, in no log and no database', async () => {
    const reader = await LiveReader.open(client.origin, client.headers);
    let frames = '';
    for (const channel of ['keys', 'logs', 'alerts']) {
      reader.sub(channel);
      frames += JSON.stringify(await reader.nextData());
    }
    reader.socket.terminate();
    expect(frames).toContain('the vault is');
    const output = instance.errors() + JSON.stringify(instance.words);
    expect([
      ...hits('a frame', Buffer.from(frames)),
      ...hits('the output', Buffer.from(output)),
      ...hits('the output of a command', Buffer.from(commands)),
    ]).toEqual([]);
    const files = filesBelow(home).filter((file) => !file.endsWith('vault.key'));
    expect(files.flatMap((file) => hits(relative(home, file), readFileSync(file)))).toEqual([]);
  });
});

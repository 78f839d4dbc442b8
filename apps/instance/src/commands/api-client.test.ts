import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@mrmarket/testkit/run-cli';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeOf } from '../home.ts';
import { openApi } from './api-client.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-client-'));
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

/** Listens on loopback; the answer is its address. */
async function listen(answer: RequestListener): Promise<string> {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

function tokenFile(content: unknown): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(homeOf(folder).tokenFile, text, { mode: 0o600 });
}

/** The id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn('/bin/true');
  await new Promise((done) => child.once('exit', done));
  return child.pid ?? 0;
}

describe('without a running instance', () => {
  it.each([
    [['status']],
    [['sign-in']],
    [['bots', 'list']],
    [['bots', 'stop', 'x']],
    [['bots', 'kill', '--all']],
    [['bots', 'fills', 'x', '--csv']],
    [['keys', 'show']],
    [['keys', 'lock']],
    [['addresses', 'list']],
    [['addresses', 'prove', 'x']],
  ])('%j says so and how to start one', async (args) => {
    expect(await runCli([...args, '--home', folder])).toEqual({
      code: 1,
      stdout: '',
      stderr: `mrm: NOT_RUNNING: the instance on ${folder} is not running (no ${folder}/token.json); start it with mrm start\n`,
    });
  });

  it('finds the data folder by MRM_HOME', async () => {
    const { stderr } = await runCli(['status'], { MRM_HOME: folder });
    expect(stderr).toContain(`the instance on ${folder} is not running`);
  });

  it('shows the token of a start that was killed to nobody', async () => {
    let requests = 0;
    const address = await listen((_, response) => {
      requests++;
      response.end('{}');
    });
    tokenFile({ address, token: 'secret', pid: await deadPid() });
    expect(() => openApi(homeOf(folder))).toThrow(
      `the instance on ${folder} is not running (its last start ended without saying so)`,
    );
    expect(requests).toBe(0);
  });

  it('tells when nothing listens there any more', async () => {
    const address = await listen(() => undefined);
    await new Promise((done) => server?.close(done));
    tokenFile({ address, token: 'secret', pid: process.pid });
    const error = openApi(homeOf(folder)).get('/api/bots');
    await expect(error).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it.each(['', '{', '{"address":7}', 'null'])('refuses the token file %j', (text) => {
    tokenFile(text);
    expect(() => openApi(homeOf(folder))).toThrow(expect.objectContaining({ code: 'TOKEN_UNREADABLE' }));
  });
});

describe('what answers', () => {
  async function ask(answer: RequestListener): Promise<unknown> {
    tokenFile({ address: await listen(answer), token: 'secret', pid: process.pid });
    return openApi(homeOf(folder)).get('/api/bots');
  }

  it('gets the token in a header and nowhere else', async () => {
    let seen: unknown;
    const answer = await ask(({ url, headers }, response) => {
      seen = { url, authorization: headers.authorization };
      response.end('{"items": []}');
    });
    expect(seen).toEqual({ url: '/api/bots', authorization: 'Bearer secret' });
    expect(answer).toMatchObject({ value: { items: [] }, text: '{"items": []}' });
  });

  it.each([
    ['no error of the API', 500, 'oops', 'the instance answered with HTTP status 500 and no reason'],
    ['a redirect, which could carry the token away', 302, '', 'the instance did not answer: '],
  ])('%s is told as no answer', async (_, status, body, message) => {
    await expect(
      ask((__, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body)),
    ).rejects.toMatchObject({ code: 'NO_ANSWER', message: expect.stringContaining(message) as string });
  });

  it('shows the code and the problems of the API', async () => {
    const body = {
      code: 'REQUEST_INVALID',
      message: 'The body is wrong',
      problems: [{ field: 'name', message: 'is too long' }],
      requestId: 'x',
    };
    await expect(
      ask((_, response) => response.writeHead(400).end(JSON.stringify(body))),
    ).rejects.toMatchObject({ code: 'REQUEST_INVALID', message: 'The body is wrong\n  name: is too long' });
  });
});

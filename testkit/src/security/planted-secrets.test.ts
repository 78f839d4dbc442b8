import { readdirSync, readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstance } from '../instance/start-instance.ts';
import type { RunningInstance } from '../instance/start-instance.ts';
import { operationsOf } from './fuzz-requests.ts';

const OWNER_PASSWORD = 'planted-owner-password-7Qx';
const SMTP_PASSWORD = 'planted-smtp-password-8Ry';
const HOOK_SECRET = 'planted-hook-secret-9Sz-abcdef';
const HOOK_TOKEN = 'plantedhooktoken1Ta';
/** Where a secret has its place. */
const THEIR_PLACE = ['token.json', 'secret.key'];

let home: string;
let instance: RunningInstance;
let address: string;
let receiver: Server;
const secrets = new Map<string, string>();

/** A request as a browser of this origin sends it. */
async function browse(method: string, path: string, body: unknown, more: Record<string, string> = {}) {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: address, ...more },
    body: JSON.stringify(body),
  });
  return { response, text: await response.text() };
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'mrm-secrets-'));
  // Answers with the request it got, as badly written receivers do.
  receiver = createServer((request, response) => {
    response.statusCode = 500;
    response.end(`${request.url ?? ''} ${JSON.stringify(request.headers)}`);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in/${HOOK_TOKEN}?key=${HOOK_TOKEN}`;

  instance = startInstance({ home });
  const said = await instance.said('listening');
  address = said.address;
  await instance.said('running');
  const { code } = await instance.call<{ code: string }>('POST', '/api/access/sign-in-link');
  // Wrong ones first: what was typed must not stay either.
  await browse('POST', '/api/auth/claim', { code: 'WRNG-CODE-0000-XXXX', password: OWNER_PASSWORD });
  const claimed = await browse('POST', '/api/auth/claim', { code, password: OWNER_PASSWORD });
  const cookie = (claimed.response.headers.get('set-cookie') ?? '').split(';')[0];
  const { recoveryCodes } = JSON.parse(claimed.text) as { recoveryCodes: string[] };
  await browse('POST', '/api/auth/sign-in', { name: 'owner', password: `${OWNER_PASSWORD}x` });
  await browse('POST', '/api/auth/sign-in', {
    name: OWNER_PASSWORD,
    password: OWNER_PASSWORD,
    extra: OWNER_PASSWORD,
  });
  const key = { name: 'reader', scopes: ['read'], days: 1 };
  const act = { method: 'POST', path: '/api/api-keys', body: key };
  const step = await browse('POST', '/api/step-up', { act, password: OWNER_PASSWORD }, { cookie });
  const { token: stepUp } = JSON.parse(step.text) as { token: string };
  const made = await browse('POST', '/api/api-keys', key, { cookie, 'x-step-up': stepUp });
  const { key: apiKey } = JSON.parse(made.text) as { key: string };
  const targets = [
    { kind: 'webhook', name: 'hook', url: hook, secret: HOOK_SECRET },
    {
      kind: 'email',
      name: 'mail',
      to: 'a@b.example',
      from: 'c@d.example',
      host: '127.0.0.1',
      port: 1,
      security: 'none',
      user: 'someone',
      password: SMTP_PASSWORD,
    },
  ];
  for (const target of targets) {
    const { id } = await instance.call<{ id: string }>('POST', '/api/alert-targets', target);
    await instance.call('POST', `/api/alert-targets/${id}/test`, {});
    // And once more, refused for an unknown field.
    await browse('POST', '/api/alert-targets', { ...target, more: HOOK_SECRET }, { cookie });
  }
  await fetch(`${address}/api/bots?token=${HOOK_TOKEN}`, { headers: { authorization: `Bearer ${apiKey}` } });

  secrets.set('owner password', OWNER_PASSWORD);
  secrets.set('SMTP password', SMTP_PASSWORD);
  secrets.set('webhook secret', HOOK_SECRET);
  secrets.set('webhook token', HOOK_TOKEN);
  secrets.set('claim code', code);
  secrets.set('session token', cookie.slice(cookie.indexOf('=') + 1));
  secrets.set('API key', apiKey);
  secrets.set('step-up token', stepUp);
  secrets.set('command line token', said.token);
  for (const [i, recovery] of recoveryCodes.entries()) secrets.set(`recovery code ${i + 1}`, recovery);
});

afterAll(async () => {
  instance.kill('SIGKILL');
  await instance.ended;
  receiver.close();
  rmSync(home, { recursive: true });
});

/** The secret as it may stand somewhere. */
function forms(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
  ].map((form) => Buffer.from(form));
}

function found(where: string, bytes: Buffer): string[] {
  const hits: string[] = [];
  for (const [name, secret] of secrets)
    if (forms(secret).some((form) => bytes.includes(form))) hits.push(`${name} in ${where}`);
  return hits;
}

describe('P1 secrets that were planted', () => {
  it('P1 there are some of each kind, and a search finds what is there', () => {
    expect(secrets.size).toBeGreaterThanOrEqual(19);
    expect([...secrets.values()].filter((secret) => secret.length < 8)).toEqual([]);
    expect(found('a text', Buffer.from(`…${encodeURIComponent(SMTP_PASSWORD)}…`))).toEqual([
      'SMTP password in a text',
    ]);
  });

  it('P1 stand in no file of the data folder', () => {
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['instance.db', 'journal.db']));
    const hits = files
      .filter(({ name }) => !THEIR_PLACE.includes(name))
      .flatMap(({ parentPath, name }) => found(name, readFileSync(join(parentPath, name))));
    expect(hits).toEqual([]);
  });

  it('P1 stand in no answer of the API, nor among the figures', async () => {
    const operations = operationsOf(await instance.call('GET', '/api/openapi.json'));
    const { items } = await instance.call<{ items: { id: string }[] }>('GET', '/api/bots');
    const paths = operations
      .filter(({ method, path }) => method === 'GET' && path !== '/api/live')
      .map(({ path }) => path.replace('{id}', items[0].id).replace('{name}', 'pmm'));
    expect(paths.length).toBeGreaterThan(25);
    const hits: string[] = [];
    const { token } = await instance.said('listening');
    for (const path of [...paths, '/metrics', '/health', '/api/logs?limit=1000', '/api/audit?limit=1000']) {
      const response = await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${token}` } });
      hits.push(...found(path, Buffer.from(await response.text())));
    }
    expect(hits).toEqual([]);
  });

  it('P1 stand in no output, argument or environment of the process', () => {
    const { pid } = instance;
    const output = Buffer.from(
      instance.errors() + JSON.stringify(instance.words.filter(({ ev }) => ev !== 'listening')),
    );
    expect([
      ...found('its output', output),
      ...found('its arguments', readFileSync(`/proc/${pid}/cmdline`)),
      ...found('its environment', readFileSync(`/proc/${pid}/environ`)),
    ]).toEqual([]);
  });
});

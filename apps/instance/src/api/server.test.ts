import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../access/testing/test-browser.ts';
import { InstanceError } from '../errors.ts';
import { rawGet } from './testing/raw-http.ts';
import { serveInstance } from './testing/serve-instance.ts';
import type { ServedInstance } from './testing/serve-instance.ts';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly description: string }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
interface ErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly problems?: readonly { readonly field: string; readonly message: string }[];
  readonly requestId: string;
}

let served: ServedInstance;
beforeAll(async () => {
  served = await serveInstance({
    extend: (app) => {
      app.route({
        method: 'GET',
        url: '/api/test/fault',
        config: { access: { role: 'viewer' } },
        handler: async () => {
          throw new Error('the password is hunter2');
        },
      });
      app.route({
        method: 'GET',
        url: '/api/test/busy',
        config: { access: { role: 'viewer' } },
        handler: async () => {
          throw new InstanceError('DATABASE_LOCKED', 'Try again', { retryAfterSec: 1.2 });
        },
      });
    },
  });
});
afterAll(() => served.close());

describe('every route of the OpenAPI document', () => {
  it('refuses whoever has no session, but for health and sign-in', async () => {
    const document = (await (await served.owner()).get('/api/openapi.json')).json as OpenApi;
    const open = new Set<string>();
    let asked = 0;
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const method of Object.keys(operations)) {
        const body = method === 'get' ? undefined : {};
        const at = path.replace(/\{\w+\}/g, 'x');
        const { status } = await served.browser().send(method.toUpperCase(), at, body);
        asked += 1;
        if (status !== 401) open.add(`${method} ${path}`);
      }
    }
    expect(asked).toBeGreaterThan(45);
    expect([...open].sort()).toEqual([
      'get /api/auth/state',
      'get /health',
      'post /api/auth/claim',
      'post /api/auth/passkey/options',
      'post /api/auth/passkey/sign-in',
      'post /api/auth/recover',
      'post /api/auth/sign-in',
      'post /api/auth/sign-in/code',
    ]);
  });

  it('refuses a parameter that it does not have', async () => {
    const owner = await served.owner();
    const document = (await owner.get('/api/openapi.json')).json as OpenApi;
    const read = Object.keys(document.paths).filter(
      (path) => path.startsWith('/api/') && 'get' in document.paths[path] && !path.includes('{'),
    );
    expect(read.length).toBeGreaterThan(20);
    const answers = await Promise.all(
      read.map(async (path) => [path, (await owner.get(`${path}?planted=1`)).json] as const),
    );
    for (const [path, answer] of answers)
      expect(answer, path).toMatchObject({
        code: 'REQUEST_INVALID',
        message: expect.stringMatching(/planted is not a (parameter|field) of this request/) as string,
      });
  });

  it('has an access rule, or is not registered', async () => {
    const wrong = serveInstance({ extend: (app) => app.get('/api/forgotten', async () => 'open') });
    await expect(wrong).rejects.toThrow('GET /api/forgotten does not say who may use it');
  });

  it('stands in the document with references to named schemas, those of the live frames too', async () => {
    const text = (await (await served.owner()).get('/api/openapi.json')).text;
    const document = JSON.parse(text) as OpenApi;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['BotDetail', 'Error', 'KillStatus', 'LiveBook', 'ServerFrame', 'TapeEntry']),
    );
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect(referred).toContain('BotDetail');
    expect([...referred].filter((name) => !(name in document.components.schemas))).toEqual([]);
    expect(text).not.toContain('def-');
    expect(document.paths['/api/kill/lift']['post'].description).toBe(
      'Role owner. No API key. Needs X-Step-Up.',
    );
  });
});

describe('roles', () => {
  it('refuses an act above one’s own role', async () => {
    const viewer = await served.signedIn('viewer');
    expect(codeOf(await viewer.post('/api/kill'))).toBe('FORBIDDEN');
    expect((await viewer.get('/api/kill')).status).toBe(200);
    expect(codeOf(await viewer.get('/api/users'))).toBe('FORBIDDEN');
  });

  it('asks for the confirmation of exactly this act', async () => {
    const owner = await served.owner();
    expect(codeOf(await owner.post('/api/kill/lift'))).toBe('STEP_UP_REQUIRED');
    const lift = { method: 'POST', path: '/api/kill/lift', body: {} };
    expect((await owner.sendConfirmed(lift, 'three small boats at noon')).status).toBe(200);
    const other = { method: 'POST', path: '/api/kill', body: {} };
    const confirmation = await owner.post('/api/step-up', {
      act: other,
      password: 'three small boats at noon',
    });
    const { token } = confirmation.json as { token: string };
    const answer = await owner.send('POST', '/api/kill/lift', {}, { 'x-step-up': token });
    expect(codeOf(answer)).toBe('STEP_UP_REQUIRED');
  });

  it('lets the command line do it without, by its token', async () => {
    const response = await fetch(`${served.origin}/api/kill/lift`, {
      method: 'POST',
      headers: { authorization: await served.cli() },
    });
    expect(response.status).toBe(200);
  });

  it('keeps an API key to its scopes, and away from what no key may', async () => {
    const owner = await served.owner();
    const body = { name: 'reader', scopes: ['read'], days: 1 };
    const made = await owner.sendConfirmed(
      { method: 'POST', path: '/api/api-keys', body },
      'three small boats at noon',
    );
    const { key } = made.json as { key: string };
    const ask = (method: string, path: string) =>
      fetch(served.origin + path, { method, headers: { authorization: `Bearer ${key}` } });
    expect((await ask('GET', '/api/bots')).status).toBe(200);
    expect((await ask('GET', '/metrics')).status).toBe(200);
    expect(await (await ask('POST', '/api/kill')).text()).toContain('has no scope trade');
    expect(await (await ask('POST', '/api/backups')).text()).toContain('No API key may do this');
  });
});

describe('a wrong request', () => {
  const refused = async (path: string, body: unknown) => {
    const answer = await (await served.owner()).post(path, body);
    return { status: answer.status, ...(answer.json as ErrorAnswer) };
  };

  it('is told an unknown field by its name', async () => {
    const answer = await refused('/api/kill', { scop: { kind: 'bots', ids: ['a'] } });
    expect(answer).toMatchObject({ status: 400, code: 'REQUEST_INVALID', field: 'scop' });
    expect(answer.message).toBe('scop is not a field of this request');
    expect(served.services.bots.killStatus().halted).toBe(false);
  });

  it('is told all its problems at once, in dotted form', async () => {
    const market = { kind: 'generated', symbol: 'lower', zoom: 1 };
    const answer = await refused('/api/bots', { name: 7, strategy: 'pmm', market, colour: 'red' });
    expect(answer.problems?.map(({ field }) => field).sort()).toEqual([
      'colour',
      'market.symbol',
      'market.zoom',
      'name',
    ]);
    expect(answer.field).toBeUndefined();
  });

  it('hears of the variant it meant, not of all', async () => {
    const answer = await refused('/api/bots', { name: 'a', market: { kind: 'recorded' } });
    expect(answer.problems).toEqual([{ field: 'market.recording', message: 'is missing' }]);
    const unknown = await refused('/api/bots', { name: 'a', market: { kind: 'moon' } });
    expect(new Set(unknown.problems?.map(({ field }) => field))).toEqual(new Set(['market.kind']));
  });

  it('never has a number made of its text, nor a list of its value', async () => {
    const body = { name: 'key', scopes: 'read', days: '3' };
    const answer = await (await served.owner()).post('/api/api-keys', body);
    expect((answer.json as ErrorAnswer).problems?.map(({ field }) => field).sort()).toEqual([
      'days',
      'scopes',
    ]);
  });

  it('has its query read as numbers, and unknown parameters named', async () => {
    const owner = await served.owner();
    expect((await owner.get('/api/audit?limit=5')).status).toBe(200);
    expect((await owner.get('/api/audit?limit=five')).json).toMatchObject({
      code: 'REQUEST_INVALID',
      field: 'limit',
    });
    expect((await owner.get('/api/audit?limit=5000')).json).toMatchObject({
      code: 'REQUEST_INVALID',
      field: 'limit',
    });
    expect((await owner.get('/api/audit?page=2')).json).toMatchObject({
      code: 'REQUEST_INVALID',
      field: 'page',
    });
  });

  it('is refused when it is no JSON, or not sent as JSON', async () => {
    const owner = await served.owner();
    const send = (body: string, type: string) =>
      fetch(`${served.origin}/api/kill`, {
        method: 'POST',
        headers: { cookie: owner.cookie!, origin: served.origin, 'content-type': type },
        body,
      });
    expect((await send('{', 'application/json')).status).toBe(400);
    expect((await send('{"__proto__":{"a":1}}', 'application/json')).status).toBe(400);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await send('{}', type);
      expect([answer.status, await answer.json()]).toMatchObject([415, { code: 'MEDIA_TYPE_REFUSED' }]);
    }
  });

  it('is cut off at 256 KiB', async () => {
    const answer = await (await served.owner()).post('/api/bots', { name: 'x'.repeat(257 * 1024) });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('gets JSON for an unknown path of the API, whatever the method', async () => {
    const owner = await served.owner();
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await owner.send(method, '/api/nothing/here');
      expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
    }
    expect((await rawGet(served.port, '/api/%zz')).status).toBe(400);
  });
});

describe('a fault of the instance', () => {
  it('says a request id and nothing else; the log says the rest', async () => {
    const answer = await (await served.owner()).get('/api/test/fault');
    const body = answer.json as ErrorAnswer;
    expect([answer.status, body.code]).toEqual([500, 'INTERNAL']);
    expect(answer.text).not.toContain('hunter2');
    expect(answer.headers.get('x-request-id')).toBe(body.requestId);
    const { items } = served.services.log.page({ search: body.requestId });
    expect(items.map(({ message }) => message)).toContain('GET /api/test/fault failed: INTERNAL');
  });

  it('says when to try again where that is known', async () => {
    const answer = await (await served.owner()).get('/api/test/busy');
    expect([answer.status, codeOf(answer), answer.headers.get('retry-after')]).toEqual([
      503,
      'DATABASE_LOCKED',
      '2',
    ]);
  });
});

describe('answers', () => {
  it('carry the headers that keep browsers from doing more than they need', async () => {
    const { headers } = await (await served.owner()).get('/api/bots');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

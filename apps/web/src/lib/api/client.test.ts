import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answer, commandHeaders, onSignedOut } from './client.ts';
import type { ApiError } from './errors.ts';
import { addressOf, fetchClient } from './fetch-client.ts';

let server: Server | undefined;
afterEach(
  () => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
);

/** An instance that answers everything alike, and the requests it has seen. */
async function instance(status: number, body: string) {
  const seen: { request: IncomingMessage; body: string }[] = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      seen.push({ request, body: text });
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': 'req-1',
        connection: 'close',
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, api: fetchClient((input, init) => fetch(new URL(input as string, origin), init)) };
}

const failure = async (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: unknown) => error as ApiError,
  );

describe('the API client', () => {
  it('puts parameters into path and query', () => {
    expect(
      addressOf('/api/bots/{id}/fills', { path: { id: 'a/b' }, query: { limit: 5, cursor: undefined } }),
    ).toBe('/api/bots/a%2Fb/fills?limit=5');
  });

  it('X8: sends a command with its idempotency key, and what confirms it', async () => {
    const { seen, api } = await instance(200, '{"halted":true,"since":null,"by":null,"bots":[]}');
    const status = await answer(api.POST('/api/kill', { body: {}, headers: commandHeaders('k1', 'token') }));
    expect(status.halted).toBe(true);
    const [first] = seen;
    expect([first?.request.method, first?.request.url, first?.body]).toEqual(['POST', '/api/kill', '{}']);
    expect([first?.request.headers['idempotency-key'], first?.request.headers['x-step-up']]).toEqual([
      'k1',
      'token',
    ]);
  });

  it('gives code, message, fields and request id of what was refused', async () => {
    const body = {
      code: 'BOT_BAD_REQUEST',
      message: 'No.',
      requestId: 'req-9',
      problems: [{ field: 'a.b', message: 'Low.' }],
    };
    const { api } = await instance(400, JSON.stringify(body));
    const error = await failure(answer(api.GET('/api/bots')));
    expect([error.code, error.status, error.message, error.requestId]).toEqual([
      'BOT_BAD_REQUEST',
      400,
      'No.',
      'req-9',
    ]);
    expect([error.problemOf('a.b'), error.problemOf('c')]).toEqual(['Low.', undefined]);
  });

  it('has an answer for what is not from us: a proxy, an empty body', async () => {
    const { api } = await instance(502, '<html>Bad gateway</html>');
    const error = await failure(answer(api.GET('/api/bots')));
    expect([error.code, error.status, error.requestId]).toEqual(['INTERNAL', 502, 'req-1']);
  });

  it('U3: tells who listens when the session has ended', async () => {
    const { api } = await instance(401, '{"code":"NOT_SIGNED_IN","message":"Sign in.","requestId":"r"}');
    let told = 0;
    const stop = onSignedOut(() => (told += 1));
    await failure(answer(api.GET('/api/bots')));
    stop();
    await failure(answer(api.GET('/api/bots')));
    expect(told).toBe(1);
  });

  it('X9: is offline when nothing answers', async () => {
    const api = fetchClient(() => Promise.reject(new TypeError('Failed to fetch')));
    const error = await failure(answer(api.GET('/api/bots')));
    expect([error.code, error.status, error.offline]).toEqual(['OFFLINE', 0, true]);
  });
});

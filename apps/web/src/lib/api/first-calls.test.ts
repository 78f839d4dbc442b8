import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FirstCalls } from './first-calls.ts';

let server: Server;
let origin: string;
const seen: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.setHeader('connection', 'close');
    response.end('anew');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => void seen.splice(0));

/** Calls on their way for these paths; `age` in ms since the page came. */
const onTheirWay = (paths: readonly string[], age = 100): FirstCalls =>
  new FirstCalls(
    new Map(paths.map((path) => [origin + path, Promise.resolve(new Response('first'))])),
    () => age,
  );
const textOf = async (call: Promise<Response>): Promise<string> => (await call).text();

describe('the first calls of a page', () => {
  it('are given to who asks for the same address, once', async () => {
    const calls = onTheirWay(['/a', '/b']);
    expect(await textOf(calls.fetch(`${origin}/a`, { method: 'GET' }))).toBe('first');
    expect(seen).toEqual([]);
    expect(await textOf(calls.fetch(`${origin}/a`, { method: 'GET' }))).toBe('anew');
    expect(await textOf(calls.fetch(`${origin}/c`))).toBe('anew');
    expect(await textOf(calls.fetch(`${origin}/b`))).toBe('first');
    expect(seen).toEqual(['GET /a', 'GET /c']);
  });

  it('are forgotten after a command, which may have changed what they tell', async () => {
    const calls = onTheirWay(['/a']);
    await calls.fetch(`${origin}/a`, { method: 'POST' });
    expect(await textOf(calls.fetch(`${origin}/a`))).toBe('anew');
    expect(seen).toEqual(['POST /a', 'GET /a']);
  });

  it('are forgotten when they are old', async () => {
    expect(await textOf(onTheirWay(['/a'], 9999).fetch(`${origin}/a`))).toBe('first');
    expect(await textOf(onTheirWay(['/a'], 10_001).fetch(`${origin}/a`))).toBe('anew');
  });
});

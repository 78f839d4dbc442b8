import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstance } from '../instance/start-instance.ts';
import type { RunningInstance } from '../instance/start-instance.ts';
import { bodyFor, operationsOf, pathFor, unlikely } from './fuzz-requests.ts';
import type { Operation } from './fuzz-requests.ts';

/** Would end or halt the instance under test, or make one request last: they have tests of their own. */
const LEFT_OUT = ['/api/kill', '/api/backups', '/api/auth/claim', '/api/live'];
const REQUESTS = 2_500;

let home: string;
let instance: RunningInstance;
let operations: Operation[];
let token: string;
let address: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'mrm-fuzz-'));
  instance = startInstance({ home });
  ({ token, address } = await instance.said('listening'));
  await instance.said('running');
  operations = operationsOf(await instance.call('GET', '/api/openapi.json')).filter(
    ({ path }) => !LEFT_OUT.includes(path),
  );
});

afterAll(async () => {
  instance.kill('SIGTERM');
  await instance.ended;
  rmSync(home, { recursive: true });
});

/** Sends anything; the answer's status and body. */
async function send(
  { method, path }: { readonly method: string; readonly path: string },
  request: { readonly body?: string | undefined; readonly type: string },
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(request.body === undefined ? {} : { 'content-type': request.type }),
    },
    ...(request.body === undefined ? {} : { body: request.body }),
    redirect: 'manual',
  });
  return { status: response.status, text: await response.text() };
}

describe('the API under requests that nobody meant', () => {
  it(
    `answers ${REQUESTS} of them without a fault, refuses with code and request id, and its bot quotes on`,
    { timeout: 180_000 },
    async () => {
      const counts = new Map<number, number>();
      await fc.assert(
        fc.asyncProperty(
          fc.nat(operations.length - 1),
          fc.infiniteStream(unlikely),
          fc.constantFrom(
            'application/json',
            'application/json',
            'application/json',
            'text/plain',
            'application/xml',
          ),
          async (which, values, type) => {
            const operation = operations[which];
            const path = pathFor(operation, values);
            const body = operation.method === 'GET' ? undefined : bodyFor(operation, values);
            const { status, text } = await send({ method: operation.method, path }, { body, type });
            counts.set(status, (counts.get(status) ?? 0) + 1);
            const shown = `${operation.method} ${path} ${body?.slice(0, 300) ?? ''} → ${status} ${text.slice(0, 300)}`;
            expect(status, shown).toBeLessThan(500);
            if (status < 400) return;
            const error = JSON.parse(text) as Record<string, unknown>;
            expect(String(error['code']), shown).toMatch(/^[A-Z][A-Z0-9_]+$/);
            expect([typeof error['message'], typeof error['requestId']], shown).toEqual(['string', 'string']);
          },
        ),
        { numRuns: REQUESTS },
      );
      console.log(
        `answers: ${[...counts]
          .sort(([a], [b]) => a - b)
          .map(([status, n]) => `${status} × ${n}`)
          .join(', ')}`,
      );
      // Some of it must have got through, or nothing was tried.
      expect(counts.get(200) ?? 0).toBeGreaterThan(50);
      expect(counts.get(400) ?? 0).toBeGreaterThan(200);
      expect((await send({ method: 'GET', path: '/health' }, { type: '' })).status).toBe(200);
      const { items } = await instance.call<{ items: { name: string; state: string }[] }>('GET', '/api/bots');
      expect(items.length).toBeGreaterThan(0);
    },
  );
});

import { Type } from 'typebox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../access/testing/test-browser.ts';
import type { TestBrowser } from '../../access/testing/test-browser.ts';
import { InstanceError } from '../../errors.ts';
import { serveInstance } from '../testing/serve-instance.ts';
import type { ServedInstance } from '../testing/serve-instance.ts';

let served: ServedInstance;
let owner: TestBrowser;
/** Bodies of the commands that were really done. */
const done: unknown[] = [];
/** Set by tests that hold a command up. */
let gate: { readonly entered: () => void; readonly open: Promise<void> } | undefined;

beforeAll(async () => {
  served = await serveInstance({
    extend: (app) => {
      app.route({
        method: 'POST',
        url: '/api/test/order',
        config: { access: { role: 'operator' } },
        schema: { querystring: Type.Object({ x: Type.Optional(Type.String()) }) },
        handler: async (request) => {
          done.push(request.body);
          gate?.entered();
          await gate?.open;
          const { refuse, fail } = request.body as { refuse?: boolean; fail?: boolean };
          if (refuse === true) throw new InstanceError('BOT_STATE', 'Not now');
          if (fail === true) throw new Error('half way');
          return { number: done.length };
        },
      });
      app.route({
        method: 'POST',
        url: '/api/test/confirmed',
        config: { access: { role: 'owner', stepUp: true } },
        handler: async (request) => {
          done.push(request.body);
          return { number: done.length };
        },
      });
    },
  });
  owner = await served.owner();
});
afterAll(() => served.close());
beforeEach(() => {
  done.length = 0;
  gate = undefined;
});

const order = (key: string, body: unknown = { size: 1 }, browser = owner) =>
  browser.send('POST', '/api/test/order', body, { 'idempotency-key': key });

describe('a command with an idempotency key', () => {
  it('is done once; a repeat gets the first one’s answer', async () => {
    const first = await order('key-once-1');
    const second = await order('key-once-1');
    expect(second.json).toEqual(first.json);
    expect(second.status).toBe(200);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(done).toHaveLength(1);
  });

  it('is done once when its repeats come while it is under way', async () => {
    const entered = Promise.withResolvers<undefined>();
    const open = Promise.withResolvers<undefined>();
    gate = { entered: () => entered.resolve(undefined), open: open.promise };
    const first = order('key-race-1');
    await entered.promise;
    const repeats = [order('key-race-1'), order('key-race-1'), order('key-race-1')];
    open.resolve(undefined);
    const answers = await Promise.all([first, ...repeats]);
    expect(answers.map(({ json }) => json)).toEqual([
      { number: 1 },
      { number: 1 },
      { number: 1 },
      { number: 1 },
    ]);
    expect(done).toHaveLength(1);
  });

  it('refuses the same key with another body or for another route', async () => {
    await order('key-other-1', { size: 1 });
    const answer = await order('key-other-1', { size: 2 });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    const elsewhere = await owner.send(
      'POST',
      '/api/test/order?x=1',
      { size: 1 },
      { 'idempotency-key': 'key-other-1' },
    );
    expect(codeOf(elsewhere)).toBe('IDEMPOTENCY_CONFLICT');
    expect(done).toHaveLength(1);
  });

  it('may be sent again after it was refused: nothing was done', async () => {
    expect(codeOf(await order('key-again-1', { refuse: true }))).toBe('BOT_STATE');
    expect(codeOf(await order('key-again-1', { refuse: true }))).toBe('BOT_STATE');
    expect(done).toHaveLength(2);
  });

  it('is not tried twice after a fault: nobody knows what was done', async () => {
    const first = await order('key-fault-1', { fail: true });
    const second = await order('key-fault-1', { fail: true });
    expect([first.status, second.status]).toEqual([500, 500]);
    expect(second.json).toEqual(first.json);
    expect(done).toHaveLength(1);
  });

  it('is told so when the instance died in the middle of the first', async () => {
    await order('key-crash-1');
    // What a SIGKILL leaves: the claim without an answer.
    await served.services.database.prisma.command.updateMany({ data: { status: null, response: null } });
    const answer = await order('key-crash-1');
    expect([answer.status, codeOf(answer)]).toEqual([409, 'IDEMPOTENCY_INTERRUPTED']);
    expect(done).toHaveLength(1);
  });

  it('belongs to one person: the key of another is another', async () => {
    const operator = await served.signedIn('operator');
    await order('key-shared-1');
    await order('key-shared-1', { size: 1 }, operator);
    expect(done).toHaveLength(2);
  });

  it('needs no second confirmation for its repeat', async () => {
    const act = { method: 'POST', path: '/api/test/confirmed', body: { limit: 9 } };
    const { token } = (await owner.post('/api/step-up', { act, password: 'three small boats at noon' }))
      .json as { token: string };
    const headers = { 'idempotency-key': 'key-step-1' };
    const unconfirmed = await owner.send('POST', act.path, act.body, headers);
    expect(codeOf(unconfirmed)).toBe('STEP_UP_REQUIRED');
    const first = await owner.send('POST', act.path, act.body, { ...headers, 'x-step-up': token });
    const repeat = await owner.send('POST', act.path, act.body, { ...headers, 'x-step-up': token });
    expect([first.status, repeat.status]).toEqual([200, 200]);
    expect(repeat.json).toEqual(first.json);
    expect(done).toHaveLength(1);
  });

  it('is forgotten after 24 hours', async () => {
    let now = Date.UTC(2026, 0, 1);
    let count = 0;
    const aged = await serveInstance({
      clock: { now: () => now },
      extend: (app) => {
        app.route({
          method: 'POST',
          url: '/api/test/count',
          config: { access: { role: 'operator' } },
          handler: async () => ({ count: (count += 1) }),
        });
      },
    });
    const headers = { authorization: await aged.cli(), 'idempotency-key': 'key-aged-1' };
    const send = () => fetch(`${aged.origin}/api/test/count`, { method: 'POST', headers });
    const counts: unknown[] = [];
    for (const hours of [0, 23, 2]) {
      now += hours * 3600_000;
      counts.push(await (await send()).json());
    }
    await aged.close();
    expect(counts).toEqual([{ count: 1 }, { count: 1 }, { count: 2 }]);
  });

  it('refuses keys of a wrong form', async () => {
    for (const key of ['short', 'x'.repeat(101), 'with spaces in it']) {
      expect((await order(key)).json).toMatchObject({ code: 'REQUEST_INVALID', field: 'Idempotency-Key' });
    }
  });

  it('is stored without the key and without what is shown once', async () => {
    const key = 'key-secret-abcdef';
    const body = { name: 'k', scopes: ['read'], days: 1 };
    const act = { method: 'POST', path: '/api/api-keys', body };
    const { token } = (await owner.post('/api/step-up', { act, password: 'three small boats at noon' }))
      .json as { token: string };
    const made = await owner.send('POST', act.path, body, { 'x-step-up': token, 'idempotency-key': key });
    await order(key);
    const rows = JSON.stringify(
      await served.services.database.prisma.command.findMany(),
      (_name, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
    );
    expect(made.status).toBe(200);
    expect(rows).toContain('/api/test/order');
    expect(rows).not.toContain((made.json as { key: string }).key);
    expect(rows).not.toContain(key);
  });
});

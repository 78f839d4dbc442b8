import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWNER, PASSWORD, serveClaimed } from './testing/claimed.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import { codeOf } from './testing/test-browser.ts';
import type { TestBrowser } from './testing/test-browser.ts';

const DAY = 24 * 3600_000;

let served: ServedAccess;
let owner: TestBrowser;
beforeEach(async () => {
  ({ served, owner } = await serveClaimed());
});
afterEach(() => served.close());

interface Created {
  readonly key: string;
  readonly apiKey: { readonly id: string; readonly expiresAt: string };
}
const make = async (request: object): Promise<Created> => {
  const body = { name: 'reporter', scopes: ['read'], ...request };
  const answer = await owner.sendConfirmed({ method: 'POST', path: '/api/api-keys', body }, PASSWORD);
  return answer.json as Created;
};
const ask = (key: string, path: string, method = 'GET', body?: unknown) =>
  served.browser().send(method, path, body, { authorization: `Bearer ${key}` });
const actorOf = (key: string, ip = '127.0.0.1') =>
  served.access.authenticate({ authorization: `Bearer ${key}`, ip, device: 'test' });

describe('API keys (D16)', () => {
  it('need a confirmation, and are shown once', async () => {
    const request = { name: 'reporter', scopes: ['read'] };
    expect(codeOf(await owner.post('/api/api-keys', request))).toBe('STEP_UP_REQUIRED');
    const { key, apiKey } = await make({});
    expect(key).toMatch(/^mrm_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    const list = await owner.get('/api/api-keys');
    expect(list.json).toMatchObject({ items: [{ id: apiKey.id, name: 'reporter', revoked: false }] });
    expect(list.text).not.toContain(key.split('_').slice(2).join('_'));
  });

  it('read with the scope read, as an operator at most', async () => {
    const { key } = await make({});
    expect((await ask(key, '/api/audit')).status).toBe(200);
    expect(await actorOf(key)).toMatchObject({ kind: 'api-key', role: 'operator', scopes: ['read'] });
  });

  it('do not read with the scope trade alone', async () => {
    const { key } = await make({ scopes: ['trade'] });
    expect(codeOf(await ask(key, '/api/audit'))).toBe('FORBIDDEN');
  });

  it('reach no route of access control', async () => {
    const { key, apiKey } = await make({ scopes: ['read', 'trade'] });
    const routes: [string, string, unknown?][] = [
      ['GET', '/api/users'],
      ['POST', '/api/users', { name: 'eve', role: 'owner', password: PASSWORD }],
      ['GET', '/api/api-keys'],
      ['POST', '/api/api-keys', { name: 'more', scopes: ['trade'] }],
      ['DELETE', `/api/api-keys/${apiKey.id}`],
      ['GET', '/api/me/sessions'],
      ['GET', '/api/me/preferences'],
      ['POST', '/api/me/password', { current: PASSWORD, next: 'quite another password' }],
      ['POST', '/api/me/passkeys/options', {}],
      ['POST', '/api/me/recovery-codes', {}],
      ['POST', '/api/auth/sign-out'],
      [
        'POST',
        '/api/step-up',
        { act: { method: 'POST', path: '/api/users', body: null }, password: PASSWORD },
      ],
      ['POST', '/api/access/sign-in-link'],
    ];
    for (const [method, path, body] of routes) {
      expect([path, codeOf(await ask(key, path, method, body))]).toEqual([path, 'FORBIDDEN']);
    }
  });

  it('work only from their addresses', async () => {
    const { key } = await make({ addresses: ['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'] });
    expect(await actorOf(key, '192.0.2.7')).toBeDefined();
    expect(await actorOf(key, '::ffff:192.0.2.7')).toBeDefined();
    expect(await actorOf(key, '198.51.100.200')).toBeDefined();
    expect(await actorOf(key, '2001:db8:1::1')).toBeDefined();
    expect(await actorOf(key, '192.0.2.8')).toBeUndefined();
    expect(await actorOf(key, '2001:db9::1')).toBeUndefined();
    expect((await ask(key, '/api/audit')).status).toBe(401);
  });

  it('with something that is no address are refused', async () => {
    const body = { name: 'reporter', scopes: ['read'], addresses: ['192.0.2.7', 'home'] };
    const answer = await owner.sendConfirmed({ method: 'POST', path: '/api/api-keys', body }, PASSWORD);
    expect(answer.json).toMatchObject({ code: 'REQUEST_INVALID', field: 'addresses.1' });
  });

  it('expire: after 90 days when nothing else was said, after a year at most', async () => {
    const { key, apiKey } = await make({});
    expect(Date.parse(apiKey.expiresAt)).toBe(served.clock.now() + 90 * DAY);
    const body = { name: 'reporter', scopes: ['read'], days: 366 };
    const tooLong = await owner.sendConfirmed({ method: 'POST', path: '/api/api-keys', body }, PASSWORD);
    expect(tooLong.json).toMatchObject({ field: 'days' });
    served.clock.forward(90 * DAY - 1);
    expect(await actorOf(key)).toBeDefined();
    served.clock.forward(1);
    expect(await actorOf(key)).toBeUndefined();
  });

  it('that were revoked are good for nothing', async () => {
    const { key, apiKey } = await make({});
    expect((await ask(key, '/api/audit')).status).toBe(200);
    expect((await owner.send('DELETE', `/api/api-keys/${apiKey.id}`)).status).toBe(200);
    expect((await ask(key, '/api/audit')).status).toBe(401);
    const { items } = await served.audit.page({ action: 'api-key' });
    expect(items).toMatchObject([
      { action: 'api-key.revoke', actor: OWNER, target: apiKey.id },
      { action: 'api-key.create', actor: OWNER, target: apiKey.id },
    ]);
  });

  it('with another secret are not the key', async () => {
    const { key } = await make({});
    expect(await actorOf(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
    expect(await actorOf(key.slice(0, -1))).toBeUndefined();
  });

  it('end with the rights of the user who made them', async () => {
    const { key } = await make({});
    const create = { name: 'ann', role: 'owner', password: 'another long password' };
    await owner.sendConfirmed({ method: 'POST', path: '/api/users', body: create }, PASSWORD);
    const maker = await served.prisma.user.findFirstOrThrow({ where: { name: OWNER } });
    const ann = await served.prisma.user.findFirstOrThrow({ where: { name: 'ann' } });
    const by = { kind: 'user', id: ann.id, name: 'ann', role: 'owner' } as const;
    expect(await actorOf(key)).toMatchObject({ role: 'operator' });
    await served.access.users.edit(maker.id, { role: 'viewer' }, by, 'r1');
    expect(await actorOf(key)).toMatchObject({ role: 'viewer' });
    await served.access.users.edit(maker.id, { disabled: true }, by, 'r2');
    expect(await actorOf(key)).toBeUndefined();
    await served.access.users.edit(maker.id, { disabled: false }, by, 'r3');
    expect(await actorOf(key)).toBeDefined();
    await served.access.users.remove(maker.id, by, 'r4');
    expect(await actorOf(key)).toBeUndefined();
  });

  it('a wrong Authorization is not made good by a cookie', async () => {
    const answer = await owner.send('GET', '/api/audit', undefined, { authorization: 'Bearer nonsense' });
    expect(answer.status).toBe(401);
  });
});

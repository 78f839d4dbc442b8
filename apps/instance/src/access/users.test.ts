import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWNER, PASSWORD, serveClaimed } from './testing/claimed.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import { codeOf } from './testing/test-browser.ts';
import type { TestBrowser } from './testing/test-browser.ts';

let served: ServedAccess;
let owner: TestBrowser;
beforeEach(async () => {
  ({ served, owner } = await serveClaimed());
});
afterEach(() => served.close());

const act = (method: string, path: string, body?: unknown) =>
  owner.sendConfirmed({ method, path, body }, PASSWORD);
const create = async (name: string, role: string) => {
  const answer = await act('POST', '/api/users', { name, role, password: PASSWORD });
  return answer.json as { id: string };
};
const signIn = async (name: string) => {
  const browser = served.browser();
  await browser.post('/api/auth/sign-in', { name, password: PASSWORD });
  return browser;
};
const ownerId = async () => (await served.prisma.user.findFirstOrThrow({ where: { name: OWNER } })).id;

describe('users', () => {
  it('are made by the owner with a confirmation, and can sign in', async () => {
    const body = { name: 'ann', role: 'operator', password: PASSWORD };
    expect(codeOf(await owner.post('/api/users', body))).toBe('STEP_UP_REQUIRED');
    expect(await create('ann', 'operator')).toMatchObject({ name: 'ann', role: 'operator', disabled: false });
    const ann = await signIn('ann');
    expect((await ann.get('/api/auth/state')).json).toMatchObject({ me: { name: 'ann', role: 'operator' } });
    const { items } = (await owner.get('/api/users')).json as { items: unknown[] };
    expect(items).toMatchObject([
      { name: OWNER, role: 'owner' },
      { name: 'ann', passkeys: 0 },
    ]);
  });

  it('have names of their own, without regard to case', async () => {
    await create('ann', 'viewer');
    const answer = await act('POST', '/api/users', { name: 'ANN', role: 'viewer', password: PASSWORD });
    expect(answer.json).toMatchObject({ code: 'USER_EXISTS', field: 'name' });
  });

  it.each(['viewer', 'operator'])('are not the business of a %s', async (role) => {
    await create('ann', role);
    const ann = await signIn('ann');
    const body = { name: 'eve', role: 'owner', password: PASSWORD };
    for (const answer of [
      await ann.get('/api/users'),
      await ann.sendConfirmed({ method: 'POST', path: '/api/users', body }, PASSWORD),
      await ann.get('/api/api-keys'),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
    }
  });

  it('lose their sessions with a change of role, and have the new one after signing in again', async () => {
    const { id } = await create('ann', 'operator');
    const ann = await signIn('ann');
    expect((await ann.get('/api/audit')).status).toBe(200);
    expect((await act('PATCH', `/api/users/${id}`, { role: 'viewer' })).json).toMatchObject({
      role: 'viewer',
    });
    expect((await ann.get('/api/audit')).status).toBe(401);
    const again = await signIn('ann');
    expect(codeOf(await again.get('/api/audit'))).toBe('FORBIDDEN');
  });

  it('that are disabled lose their sessions and cannot sign in; enabled again they can', async () => {
    const { id } = await create('ann', 'operator');
    const ann = await signIn('ann');
    await act('PATCH', `/api/users/${id}`, { disabled: true });
    expect((await ann.get('/api/me/sessions')).status).toBe(401);
    const attempt = { name: 'ann', password: PASSWORD };
    expect(codeOf(await ann.post('/api/auth/sign-in', attempt))).toBe('SIGN_IN_REFUSED');
    await act('PATCH', `/api/users/${id}`, { disabled: false });
    expect((await ann.post('/api/auth/sign-in', attempt)).status).toBe(200);
  });

  it('that are removed lose their sessions and are gone', async () => {
    const { id } = await create('ann', 'operator');
    const ann = await signIn('ann');
    expect((await act('DELETE', `/api/users/${id}`)).status).toBe(200);
    expect((await ann.get('/api/me/sessions')).status).toBe(401);
    expect((await act('DELETE', `/api/users/${id}`)).status).toBe(404);
  });

  it('the last owner cannot be removed, disabled or made less', async () => {
    const id = await ownerId();
    for (const answer of [
      await act('DELETE', `/api/users/${id}`),
      await act('PATCH', `/api/users/${id}`, { disabled: true }),
      await act('PATCH', `/api/users/${id}`, { role: 'operator' }),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([409, 'LAST_OWNER']);
    }
    expect((await owner.get('/api/users')).status).toBe(200);
  });

  it('a disabled owner does not count as one', async () => {
    const { id } = await create('ann', 'owner');
    await act('PATCH', `/api/users/${id}`, { disabled: true });
    expect(codeOf(await act('DELETE', `/api/users/${await ownerId()}`))).toBe('LAST_OWNER');
  });

  it('of two owners who remove each other at once, one stays', async () => {
    const { id } = await create('ann', 'owner');
    const keeper = await ownerId();
    const results = await Promise.allSettled([
      served.access.users.remove(id, { kind: 'user', id: keeper, name: OWNER, role: 'owner' }, 'first'),
      served.access.users.remove(keeper, { kind: 'user', id, name: 'ann', role: 'owner' }, 'second'),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await served.prisma.user.count()).toBe(1);
  });

  it('D16: each change stands in the audit log with before and after', async () => {
    const { id } = await create('ann', 'operator');
    await act('PATCH', `/api/users/${id}`, { role: 'viewer' });
    await act('PATCH', `/api/users/${id}`, { disabled: true });
    await act('DELETE', `/api/users/${id}`);
    const { items } = await served.audit.page({ action: 'user', actor: OWNER });
    expect(items).toMatchObject([
      { action: 'user.remove', target: 'ann', before: { role: 'viewer' } },
      { action: 'user.disable', before: { disabled: false }, after: { disabled: true } },
      { action: 'user.role', before: { role: 'operator' }, after: { role: 'viewer' } },
      { action: 'user.create', target: 'ann', after: { role: 'operator' } },
      { action: 'user.recovery-codes', target: OWNER },
    ]);
  });
});

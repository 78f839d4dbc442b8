import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actHash } from './act-hash.ts';
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

const body = { name: 'ann', role: 'viewer', password: 'another long password' };
const act = { method: 'POST', path: '/api/users', body };
const confirm = async (browser = owner) => {
  const answer = await browser.post('/api/step-up', { act, password: PASSWORD });
  return answer.json as { token: string; expiresAt: string };
};
const doIt = (token: string, changes: { path?: string; body?: unknown; browser?: TestBrowser } = {}) =>
  (changes.browser ?? owner).send('POST', changes.path ?? act.path, changes.body ?? body, {
    'x-step-up': token,
  });

describe('the confirmation of a dangerous act', () => {
  it('lets the act through once', async () => {
    const { token } = await confirm();
    expect((await doIt(token)).status).toBe(200);
    const again = await doIt(token);
    expect([again.status, codeOf(again)]).toEqual([403, 'STEP_UP_REQUIRED']);
  });

  it('is for this body: another one is refused, and so is another path', async () => {
    const { token } = await confirm();
    expect(codeOf(await doIt(token, { body: { ...body, role: 'owner' } }))).toBe('STEP_UP_REQUIRED');
    const key = { name: 'bot', scopes: ['read'] };
    expect(codeOf(await doIt(token, { path: '/api/api-keys', body: key }))).toBe('STEP_UP_REQUIRED');
    expect((await doIt(token)).status).toBe(200);
  });

  it('does not mind the order of the fields', async () => {
    const { token } = await confirm();
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    expect((await doIt(token, { body: reordered })).status).toBe(200);
  });

  it('fits what was sent, not what defaults make of it', async () => {
    const key = { name: 'bot', scopes: ['read'] };
    const answer = await owner.sendConfirmed({ method: 'POST', path: '/api/api-keys', body: key }, PASSWORD);
    expect(answer.status).toBe(200);
  });

  it('is good for five minutes', async () => {
    const { token, expiresAt } = await confirm();
    expect(Date.parse(expiresAt)).toBe(served.clock.now() + 300_000);
    served.clock.forward(300_000);
    expect(codeOf(await doIt(token))).toBe('STEP_UP_REQUIRED');
  });

  it('is for this session: another browser of the same user cannot use it', async () => {
    const { token } = await confirm();
    const other = served.browser();
    await other.post('/api/auth/sign-in', { name: OWNER, password: PASSWORD });
    expect(codeOf(await doIt(token, { browser: other }))).toBe('STEP_UP_REQUIRED');
    expect((await doIt(token)).status).toBe(200);
  });

  it('of two requests that carry it at once, one gets through', async () => {
    const { token } = await confirm();
    const answers = await Promise.all([doIt(token), doIt(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('is not given for a wrong password, and that stands in the audit log (D16)', async () => {
    const answer = await owner.post('/api/step-up', { act, password: 'wrong' });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'STEP_UP_REFUSED']);
    await confirm();
    const { items } = await served.audit.page({ action: 'step-up' });
    expect(items).toMatchObject([
      { actor: OWNER, target: 'POST /api/users', outcome: 'done', after: { method: 'password' } },
      { actor: OWNER, target: 'POST /api/users', outcome: 'refused' },
    ]);
  });

  it('needs a password or a passkey', async () => {
    expect((await owner.post('/api/step-up', { act })).json).toMatchObject({ field: 'password' });
    expect(codeOf(await owner.post('/api/step-up/options', { act }))).toBe('PASSKEYS_UNAVAILABLE');
  });
});

describe('the hash of an act', () => {
  it('differs with method, path and every value, and not with order', () => {
    const hash = actHash({ method: 'POST', path: '/api/x', body: { a: [1, { b: null, c: 'd' }] } });
    expect(actHash({ method: 'post', path: '/api/x', body: { a: [1, { c: 'd', b: null }] } })).toBe(hash);
    const others = [
      { method: 'PUT', path: '/api/x', body: { a: [1, { b: null, c: 'd' }] } },
      { method: 'POST', path: '/api/y', body: { a: [1, { b: null, c: 'd' }] } },
      { method: 'POST', path: '/api/x', body: { a: [1, { b: 0, c: 'd' }] } },
      { method: 'POST', path: '/api/x', body: { a: [{ b: null, c: 'd' }, 1] } },
      { method: 'POST', path: '/api/x', body: { a: ['1', { b: null, c: 'd' }] } },
      { method: 'POST', path: '/api/x', body: null },
    ];
    expect(new Set([hash, ...others.map(actHash)]).size).toBe(others.length + 1);
  });

  it('takes a request without a body as one with null', () => {
    const path = '/api/x';
    expect(actHash({ method: 'DELETE', path, body: undefined })).toBe(
      actHash({ method: 'DELETE', path, body: null }),
    );
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Access } from './access.ts';
import { OWNER, PASSWORD, serveClaimed } from './testing/claimed.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import { codeOf } from './testing/test-browser.ts';
import type { TestBrowser } from './testing/test-browser.ts';

const HOUR = 3600_000;

let served: ServedAccess;
let owner: TestBrowser;
beforeEach(async () => {
  ({ served, owner } = await serveClaimed());
});
afterEach(() => served.close());

const signedIn = async () => {
  const browser = served.browser();
  await browser.post('/api/auth/sign-in', { name: OWNER, password: PASSWORD });
  return browser;
};
const sessionsOf = async (browser: TestBrowser) =>
  ((await browser.get('/api/me/sessions')).json as { items: { id: string; current: boolean }[] }).items;

describe('a session', () => {
  it('ends after twelve hours without use', async () => {
    served.clock.forward(12 * HOUR - 1);
    expect((await owner.get('/api/me/sessions')).status).toBe(200);
    served.clock.forward(12 * HOUR - 1);
    expect((await owner.get('/api/me/sessions')).status).toBe(200);
    served.clock.forward(12 * HOUR);
    expect((await owner.get('/api/me/sessions')).status).toBe(401);
  });

  it('ends after seven days even in use', async () => {
    for (let hours = 10; hours < 168; hours += 10) {
      served.clock.forward(10 * HOUR);
      expect((await owner.get('/api/me/sessions')).status).toBe(200);
    }
    served.clock.forward(8 * HOUR);
    expect((await owner.get('/api/me/sessions')).status).toBe(401);
  });

  it('ends at sign-out, and the cookie goes', async () => {
    const cookie = owner.cookie;
    expect((await owner.post('/api/auth/sign-out')).status).toBe(200);
    expect(owner.cookie).toBeUndefined();
    owner.cookie = cookie;
    expect((await owner.get('/api/me/sessions')).status).toBe(401);
  });

  it('survives a restart of the program, and its end does as well', async () => {
    const other = await signedIn();
    await other.post('/api/auth/sign-out');
    const restarted = new Access({ ...served, origin: () => served.origin });
    const known = { cookie: owner.cookie, ip: '127.0.0.1', device: 'test' };
    expect(await restarted.authenticate(known)).toMatchObject({ kind: 'user', name: OWNER, role: 'owner' });
    expect(await restarted.authenticate({ ...known, cookie: other.cookie })).toBeUndefined();
  });

  it('D16: stands in the list of the user’s own sign-ins, and can be ended there', async () => {
    const other = await signedIn();
    const sessions = await sessionsOf(owner);
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    const [theirs] = sessions.filter(({ current }) => !current);
    expect(theirs).toMatchObject({ ip: '127.0.0.1', device: 'test browser', method: 'password' });
    expect((await owner.send('DELETE', `/api/me/sessions/${theirs.id}`)).status).toBe(200);
    expect((await other.get('/api/me/sessions')).status).toBe(401);
    expect((await owner.send('DELETE', `/api/me/sessions/${theirs.id}`)).status).toBe(404);
  });

  it('of somebody else cannot be ended', async () => {
    const create = {
      method: 'POST',
      path: '/api/users',
      body: { name: 'eve', role: 'viewer', password: PASSWORD },
    };
    await owner.sendConfirmed(create, PASSWORD);
    const eve = served.browser();
    await eve.post('/api/auth/sign-in', { name: 'eve', password: PASSWORD });
    const [ours] = await sessionsOf(owner);
    expect((await eve.send('DELETE', `/api/me/sessions/${ours.id}`)).status).toBe(404);
    expect((await owner.get('/api/me/sessions')).status).toBe(200);
  });

  it('D16: its end stands in the audit log with the reason, and is told to those who hold sockets', async () => {
    const ended: string[] = [];
    served.access.sessions.onEnded((id) => ended.push(id));
    const [session] = await sessionsOf(owner);
    await owner.post('/api/auth/sign-out');
    expect(ended).toEqual([session.id]);
    const { items } = await served.audit.page({ action: 'session.end' });
    expect(items).toMatchObject([{ actor: OWNER, after: { reason: 'sign-out', session: session.id } }]);
  });

  it('past its time is ended by the sweep, although nobody asks for it any more', async () => {
    const ended: string[] = [];
    served.access.sessions.onEnded((id) => ended.push(id));
    served.clock.forward(12 * HOUR);
    await served.access.sweep();
    expect(ended).toHaveLength(1);
    const { items } = await served.audit.page({ action: 'session.end' });
    expect(items).toMatchObject([{ actorKind: 'system', after: { reason: 'expired' } }]);
    expect(await served.prisma.oneTimeCode.count()).toBe(0);
  });
});

describe('a new password', () => {
  it('signs out everywhere; the browser that set it gets a new session', async () => {
    const other = await signedIn();
    const before = owner.cookie;
    const change = { current: PASSWORD, next: 'quite another password' };
    expect((await owner.post('/api/me/password', change)).status).toBe(200);
    expect((await other.get('/api/me/sessions')).status).toBe(401);
    expect(owner.cookie).not.toBe(before);
    expect((await owner.get('/api/me/sessions')).status).toBe(200);
    const old = served.browser();
    old.cookie = before;
    expect((await old.get('/api/me/sessions')).status).toBe(401);
    const attempt = { name: OWNER, password: PASSWORD };
    expect(codeOf(await served.browser().post('/api/auth/sign-in', attempt))).toBe('SIGN_IN_REFUSED');
  });

  it('is refused without the current one', async () => {
    const answer = await owner.post('/api/me/password', { current: 'wrong', next: 'quite another password' });
    expect(answer.json).toMatchObject({ code: 'REQUEST_INVALID', field: 'current' });
    expect((await owner.get('/api/me/sessions')).status).toBe(200);
    const { items } = await served.audit.page({ action: 'user.password' });
    expect(items).toMatchObject([{ outcome: 'refused' }]);
  });
});

describe('preferences', () => {
  it('have defaults, and are kept for the user', async () => {
    const before = (await owner.get('/api/me/preferences')).json as Record<string, unknown>;
    expect(before).toMatchObject({ theme: 'system', currency: '', locale: 'en' });
    const chosen = { ...before, theme: 'dark', timeZone: 'Asia/Tokyo', locale: 'ja' };
    expect((await owner.send('PUT', '/api/me/preferences', chosen)).status).toBe(200);
    expect((await (await signedIn()).get('/api/me/preferences')).json).toEqual(chosen);
  });

  it('with a time zone that does not exist, or an unknown field, are refused', async () => {
    const before = (await owner.get('/api/me/preferences')).json as Record<string, unknown>;
    const set = (change: object) => owner.send('PUT', '/api/me/preferences', { ...before, ...change });
    expect((await set({ timeZone: 'Mars/Olympus' })).json).toMatchObject({ field: 'timeZone' });
    expect((await set({ fontSize: 12 })).json).toMatchObject({ field: 'fontSize' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWNER, PASSWORD, serveClaimed } from './testing/claimed.ts';
import { serveAccess } from './testing/serve-access.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import { codeOf } from './testing/test-browser.ts';
import type { TestBrowser } from './testing/test-browser.ts';

let served: ServedAccess;
let owner: TestBrowser;
let recoveryCodes: string[];
beforeEach(async () => {
  ({ served, owner, recoveryCodes } = await serveClaimed());
});
afterEach(() => served.close());

const signIn = (name: string, password: string, browser = served.browser()) =>
  browser.post('/api/auth/sign-in', { name, password });
const withoutRequestId = (text: string) => text.replace(/"requestId":"[^"]*"/, '');

describe('signing in with a password', () => {
  it('opens a session with a cookie that pages cannot read and other sites cannot send', async () => {
    const answer = await signIn(OWNER, PASSWORD);
    expect(answer.json).toMatchObject({ me: { name: OWNER, role: 'owner' } });
    const [cookie, ...attributes] = answer.headers.getSetCookie()[0].split('; ');
    expect(cookie).toMatch(/^__Host-mrm=[A-Za-z0-9_-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Strict', 'Secure']);
  });

  it('finds the name without regard to case', async () => {
    expect((await signIn(OWNER.toUpperCase(), PASSWORD)).status).toBe(200);
  });

  it('session fixation: a token planted before the sign-in is worth nothing after it', async () => {
    const planted = `__Host-mrm=${'x'.repeat(43)}`;
    const victim = served.browser();
    victim.cookie = planted;
    await signIn(OWNER, PASSWORD, victim);
    expect(victim.cookie).not.toBe(planted);
    const attacker = served.browser();
    attacker.cookie = planted;
    expect((await attacker.get('/api/me/sessions')).status).toBe(401);
  });

  it('session fixation: each sign-in has a token of its own, and ends the session the browser had', async () => {
    const browser = served.browser();
    await signIn(OWNER, PASSWORD, browser);
    const first = browser.cookie;
    await signIn(OWNER, PASSWORD, browser);
    expect(browser.cookie).not.toBe(first);
    const earlier = served.browser();
    earlier.cookie = first;
    expect((await earlier.get('/api/me/sessions')).status).toBe(401);
  });

  it('answers NOT_CLAIMED while there is no owner', async () => {
    const fresh = await serveAccess();
    const answer = await fresh.browser().post('/api/auth/sign-in', { name: OWNER, password: PASSWORD });
    await fresh.close();
    expect([answer.status, codeOf(answer)]).toEqual([409, 'NOT_CLAIMED']);
  });

  it('D16: sign-ins and refused sign-ins stand in the audit log, without a name that does not exist', async () => {
    await signIn(OWNER, PASSWORD);
    await signIn(OWNER, 'wrong password');
    await signIn('a-password-in-the-wrong-field', 'x');
    const { items } = await served.audit.page({ action: 'sign-in', limit: 3 });
    expect(items).toMatchObject([
      { actor: 'anonymous', target: 'unknown', outcome: 'refused' },
      { actor: 'anonymous', target: OWNER, outcome: 'refused', after: { method: 'password' } },
      { actor: OWNER, target: OWNER, outcome: 'done', after: { method: 'password' }, ip: '127.0.0.1' },
    ]);
  });
});

describe('guessing', () => {
  it('a name that exists and one that does not get the same answer, and both cost a slow hash', async () => {
    const before = served.access.passwords.hashes;
    const known = await signIn(OWNER, 'wrong password');
    expect(served.access.passwords.hashes).toBe(before + 1);
    const unknown = await signIn('nobody', 'wrong password');
    expect(served.access.passwords.hashes).toBe(before + 2);
    expect([unknown.status, withoutRequestId(unknown.text)]).toEqual([
      known.status,
      withoutRequestId(known.text),
    ]);
    expect([known.status, codeOf(known)]).toEqual([401, 'SIGN_IN_REFUSED']);
  });

  it.each([
    ['that exists', OWNER],
    ['that does not', 'nobody'],
  ])('after five wrong passwords for a name %s even the right one has to wait', async (_, name) => {
    await Promise.all(Array.from({ length: 5 }, () => signIn(name, 'wrong password')));
    const hashes = served.access.passwords.hashes;
    const answer = await signIn(name, PASSWORD);
    expect([answer.status, codeOf(answer)]).toEqual([429, 'TOO_MANY_TRIES']);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(served.access.passwords.hashes).toBe(hashes);
  });

  it('guesses sent at once count one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(OWNER, 'wrong password')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it('the wait ends, and the right password clears the account', async () => {
    await Promise.all(Array.from({ length: 5 }, () => signIn(OWNER, 'wrong password')));
    served.clock.forward(30_000);
    expect((await signIn(OWNER, PASSWORD)).status).toBe(200);
    expect((await signIn(OWNER, PASSWORD)).status).toBe(200);
  });

  it('guessing at step-up and at the change of a password is slowed down as well', async () => {
    const act = { method: 'DELETE', path: '/api/users/1', body: null };
    const confirm = (password: string) => owner.post('/api/step-up', { act, password });
    for (let tries = 0; tries < 4; tries += 1) expect(codeOf(await confirm('wrong'))).toBe('STEP_UP_REFUSED');
    const change = { current: 'wrong', next: 'another long password' };
    expect((await owner.post('/api/me/password', change)).json).toMatchObject({ field: 'current' });
    expect(codeOf(await confirm(PASSWORD))).toBe('TOO_MANY_TRIES');
  });
});

describe('recovery codes', () => {
  const recover = (recoveryCode: string, browser = served.browser()) =>
    browser.post('/api/auth/recover', { name: OWNER, recoveryCode, password: 'a quite new password' });

  it('set a new password, end every session and sign in', async () => {
    const browser = served.browser();
    const answer = await recover(recoveryCodes[3].toLowerCase(), browser);
    expect(answer.json).toMatchObject({ me: { name: OWNER } });
    expect((await owner.get('/api/me/sessions')).status).toBe(401);
    expect((await signIn(OWNER, PASSWORD)).status).toBe(401);
    expect((await signIn(OWNER, 'a quite new password')).status).toBe(200);
  });

  it('work once each', async () => {
    expect((await recover(recoveryCodes[0])).status).toBe(200);
    expect(codeOf(await recover(recoveryCodes[0]))).toBe('SIGN_IN_REFUSED');
    expect((await recover(recoveryCodes[1])).status).toBe(200);
  });

  it('a wrong code and a wrong name get the same answer, and both cost a slow hash', async () => {
    const before = served.access.passwords.hashes;
    const wrongCode = await recover('AAAA-AAAA-AAAA-AAAA');
    const wrongName = await served.browser().post('/api/auth/recover', {
      name: 'nobody',
      recoveryCode: recoveryCodes[0],
      password: 'a quite new password',
    });
    expect(served.access.passwords.hashes).toBe(before + 2);
    expect(withoutRequestId(wrongName.text)).toBe(withoutRequestId(wrongCode.text));
    expect(wrongCode.status).toBe(401);
  });

  it('printed anew, after a confirmation, the old ones are no longer good', async () => {
    const act = { method: 'POST', path: '/api/me/recovery-codes', body: {} };
    expect(codeOf(await owner.post(act.path))).toBe('STEP_UP_REQUIRED');
    const renewed = await owner.sendConfirmed(act, PASSWORD);
    const next = (renewed.json as { recoveryCodes: string[] }).recoveryCodes;
    expect(codeOf(await recover(recoveryCodes[0]))).toBe('SIGN_IN_REFUSED');
    expect((await recover(next[0])).status).toBe(200);
  });
});

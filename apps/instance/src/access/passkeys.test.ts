import { WebAuthnAuthenticator } from '@mrmarket/testkit/webauthn-authenticator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relyingParty } from './relying-party.ts';
import { OWNER, PASSWORD, serveClaimed } from './testing/claimed.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import { codeOf } from './testing/test-browser.ts';
import type { TestBrowser } from './testing/test-browser.ts';

let served: ServedAccess;
let owner: TestBrowser;
/** Where a browser shows the instance's pages when it is to have passkeys. */
let page: string;
beforeEach(async () => {
  ({ served, owner } = await serveClaimed());
  page = served.origin.replace('127.0.0.1', 'localhost');
});
afterEach(() => served.close());

interface Options {
  readonly challengeId: string;
  readonly options: Record<string, unknown>;
}
const optionsFrom = async (browser: TestBrowser, path: string, body: unknown = {}) =>
  (await browser.post(path, body)).json as Options;

const register = async (device: WebAuthnAuthenticator, origin = page) => {
  const { challengeId, options } = await optionsFrom(owner, '/api/me/passkeys/options');
  const response = device.create(options, origin);
  return owner.post('/api/me/passkeys', { challengeId, response, name: 'phone' });
};
const signIn = async (device: WebAuthnAuthenticator, origin = page, browser = served.browser()) => {
  const { challengeId, options } = await optionsFrom(browser, '/api/auth/passkey/options');
  return browser.post('/api/auth/passkey/sign-in', { challengeId, response: device.get(options, origin) });
};

describe('adding a passkey', () => {
  it.each(['ES256', 'EdDSA'] as const)('with %s: it is listed, counted, and signs in', async (algorithm) => {
    const device = new WebAuthnAuthenticator({ algorithm });
    const added = await register(device);
    expect(added.json).toMatchObject({ id: device.credentialId, name: 'phone', lastUsedAt: null });
    expect((await owner.get('/api/auth/state')).json).toMatchObject({ me: { passkeys: 1 } });
    expect((await owner.get('/api/me/passkeys')).json).toMatchObject({ items: [{ name: 'phone' }] });
    const browser = served.browser();
    expect((await signIn(device, page, browser)).json).toMatchObject({ me: { name: OWNER, role: 'owner' } });
    expect((await browser.get('/api/me/passkeys')).json).toMatchObject({
      items: [{ lastUsedAt: new Date(served.clock.now()).toISOString() }],
    });
  });

  it('asks the device to verify its user, to keep the key findable, and for ES256 or EdDSA', async () => {
    const { options } = await optionsFrom(owner, '/api/me/passkeys/options');
    expect(options).toMatchObject({
      rp: { id: 'localhost' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }],
    });
  });

  it('is refused from a page of another origin', async () => {
    const answer = await register(new WebAuthnAuthenticator(), 'https://evil.example');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'PASSKEY_REFUSED']);
    expect(await served.prisma.passkey.count()).toBe(0);
  });

  it('is refused when the device did not verify its user', async () => {
    expect(codeOf(await register(new WebAuthnAuthenticator({ verifiesUser: false })))).toBe(
      'PASSKEY_REFUSED',
    );
  });

  it('answers a request once', async () => {
    const { challengeId, options } = await optionsFrom(owner, '/api/me/passkeys/options');
    const add = (device: WebAuthnAuthenticator) =>
      owner.post('/api/me/passkeys', { challengeId, response: device.create(options, page), name: 'phone' });
    expect((await add(new WebAuthnAuthenticator())).status).toBe(200);
    expect(codeOf(await add(new WebAuthnAuthenticator()))).toBe('PASSKEY_REFUSED');
  });

  it('the same passkey is not added twice', async () => {
    const device = new WebAuthnAuthenticator();
    await register(device);
    expect((await register(device)).json).toMatchObject({
      message: expect.stringContaining('already') as string,
    });
  });

  it('that is nonsense is refused as such', async () => {
    const { challengeId } = await optionsFrom(owner, '/api/me/passkeys/options');
    const answer = await owner.post('/api/me/passkeys', { challengeId, response: { id: 7 }, name: 'phone' });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'PASSKEY_REFUSED']);
  });
});

describe('signing in with a passkey', () => {
  const device = () => new WebAuthnAuthenticator();

  it('names no passkeys before it knows who asks', async () => {
    await register(device());
    const { options } = await optionsFrom(served.browser(), '/api/auth/passkey/options');
    expect(options).not.toHaveProperty('allowCredentials');
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  });

  it.each(['https://evil.example', 'http://localhost:1'])('is refused from a page at %s', async (origin) => {
    const ours = device();
    await register(ours);
    const answer = await signIn(ours, origin);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'SIGN_IN_REFUSED']);
  });

  it('is refused when the counter does not grow: the key was copied', async () => {
    const ours = device();
    await register(ours);
    expect((await signIn(ours)).status).toBe(200);
    expect((await signIn(ours)).status).toBe(200);
    ours.counter = 1;
    expect(codeOf(await signIn(ours))).toBe('SIGN_IN_REFUSED');
    ours.counter = 2;
    expect((await signIn(ours)).status).toBe(200);
  });

  it('is refused when the answer is sent a second time', async () => {
    const ours = device();
    await register(ours);
    const { challengeId, options } = await optionsFrom(served.browser(), '/api/auth/passkey/options');
    const body = { challengeId, response: ours.get(options, page) };
    const answers = await Promise.all([
      served.browser().post('/api/auth/passkey/sign-in', body),
      served.browser().post('/api/auth/passkey/sign-in', body),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('is refused with the answer to another challenge', async () => {
    const ours = device();
    await register(ours);
    const first = await optionsFrom(served.browser(), '/api/auth/passkey/options');
    const second = await optionsFrom(served.browser(), '/api/auth/passkey/options');
    const body = { challengeId: second.challengeId, response: ours.get(first.options, page) };
    expect(codeOf(await served.browser().post('/api/auth/passkey/sign-in', body))).toBe('SIGN_IN_REFUSED');
  });

  it('is refused after five minutes', async () => {
    const ours = device();
    await register(ours);
    const { challengeId, options } = await optionsFrom(served.browser(), '/api/auth/passkey/options');
    served.clock.forward(300_000);
    const body = { challengeId, response: ours.get(options, page) };
    expect(codeOf(await served.browser().post('/api/auth/passkey/sign-in', body))).toBe('SIGN_IN_REFUSED');
  });

  it('is refused for a key that is not registered, and for a user who is disabled', async () => {
    const ours = device();
    await register(ours);
    expect(codeOf(await signIn(device()))).toBe('SIGN_IN_REFUSED');
    await served.prisma.user.updateMany({ data: { disabledAt: 1n } });
    expect(codeOf(await signIn(ours))).toBe('SIGN_IN_REFUSED');
  });

  it('still works while guessing has locked the account from other addresses', async () => {
    const ours = device();
    await register(ours);
    const elsewhere = { ip: '192.0.2.7', device: 'test' };
    const guess = { name: OWNER, password: 'wrong' };
    const guesses = Array.from({ length: 5 }, () => served.access.signIn.withPassword(guess, elsewhere));
    expect((await Promise.allSettled(guesses)).every(({ status }) => status === 'rejected')).toBe(true);
    const attempt = { name: OWNER, password: PASSWORD };
    expect(codeOf(await served.browser().post('/api/auth/sign-in', attempt))).toBe('TOO_MANY_TRIES');
    expect((await signIn(ours)).status).toBe(200);
  });
});

describe('confirming an act with a passkey', () => {
  const act = { method: 'POST', path: '/api/api-keys', body: { name: 'reporter', scopes: ['read'] } };

  it('is bound to the act that the challenge was made for', async () => {
    const ours = new WebAuthnAuthenticator();
    await register(ours);
    const confirm = async (asked: unknown, sent: unknown) => {
      const { challengeId, options } = await optionsFrom(owner, '/api/step-up/options', { act: asked });
      expect(options['allowCredentials']).toMatchObject([{ id: ours.credentialId }]);
      const passkey = { challengeId, response: ours.get(options, page) };
      return owner.post('/api/step-up', { act: sent, passkey });
    };
    const harmless = { method: 'POST', path: '/api/backups', body: {} };
    expect(codeOf(await confirm(harmless, act))).toBe('STEP_UP_REFUSED');
    const { token } = (await confirm(act, act)).json as { token: string };
    const done = await owner.send('POST', act.path, act.body, { 'x-step-up': token });
    expect(done.status).toBe(200);
  });

  it('is not done with the passkey of somebody else', async () => {
    await register(new WebAuthnAuthenticator());
    const create = { name: 'eve', role: 'operator', password: PASSWORD };
    await owner.sendConfirmed({ method: 'POST', path: '/api/users', body: create }, PASSWORD);
    const eve = served.browser();
    await eve.post('/api/auth/sign-in', { name: 'eve', password: PASSWORD });
    const theirs = new WebAuthnAuthenticator();
    const registration = await optionsFrom(eve, '/api/me/passkeys/options');
    await eve.post('/api/me/passkeys', {
      challengeId: registration.challengeId,
      response: theirs.create(registration.options, page),
      name: 'key',
    });
    const { challengeId, options } = await optionsFrom(owner, '/api/step-up/options', { act });
    const passkey = { challengeId, response: theirs.get(options, page) };
    expect(codeOf(await owner.post('/api/step-up', { act, passkey }))).toBe('STEP_UP_REFUSED');
  });

  it('D16: removing a passkey is confirmed, and stands in the audit log', async () => {
    const ours = new WebAuthnAuthenticator();
    await register(ours);
    const path = `/api/me/passkeys/${ours.credentialId}`;
    expect(codeOf(await owner.send('DELETE', path))).toBe('STEP_UP_REQUIRED');
    expect((await owner.sendConfirmed({ method: 'DELETE', path }, PASSWORD)).status).toBe(200);
    expect(codeOf(await signIn(ours))).toBe('SIGN_IN_REFUSED');
    const { items } = await served.audit.page({ action: 'passkey' });
    expect(items).toMatchObject([
      { action: 'passkey.remove', before: { name: 'phone' } },
      { action: 'passkey.add', after: { name: 'phone' } },
    ]);
  });
});

describe('the relying party', () => {
  it.each([
    ['http://127.0.0.1:8080', 'localhost', 'http://localhost:8080'],
    ['http://[::1]:8080', 'localhost', 'http://localhost:8080'],
    ['http://localhost:8080', 'localhost', 'http://localhost:8080'],
    ['https://market.example.org', 'market.example.org', 'https://market.example.org'],
  ])('of %s is %s', (origin, id, at) => {
    expect(relyingParty(origin)).toEqual({ id, origin: at });
  });

  it('is refused for an address, which browsers do not take', () => {
    expect(() => relyingParty('https://192.0.2.7')).toThrow(/no passkeys for addresses/);
  });
});

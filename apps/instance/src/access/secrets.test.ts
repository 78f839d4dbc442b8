import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WebAuthnAuthenticator } from '@mrmarket/testkit/webauthn-authenticator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWNER, PASSWORD } from './testing/claimed.ts';
import { serveAccess } from './testing/serve-access.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import type { Answer } from './testing/test-browser.ts';

let served: ServedAccess;
beforeEach(async () => {
  served = await serveAccess();
});
afterEach(() => served.close());

/** The bytes of every file of the instance but the token file, whose secret is meant to stand there. */
const filesOf = async (): Promise<Map<string, Buffer>> => {
  const names = await readdir(served.home.path, { recursive: true });
  const files = new Map<string, Buffer>();
  for (const name of names) {
    const path = join(served.home.path, name);
    if (path !== served.home.tokenFile && (await stat(path)).isFile()) files.set(name, await readFile(path));
  }
  return files;
};

describe('secrets', () => {
  it('P1: stand in no answer but the one that makes them, no log line, no audit row and no file', async () => {
    const answers: Answer[] = [];
    const kept = (answer: Answer): Answer => {
      answers.push(answer);
      return answer;
    };
    const unknown = served.browser();
    const secrets: Record<string, string> = {
      password: PASSWORD,
      'wrong password': 'planted-wrong-password',
      'password as a name': 'planted-password-as-name',
      'next password': 'planted next password',
      'new user’s password': 'planted password of ann',
      'recovered password': 'planted recovered password',
    };

    const link = await served.access.signInLink();
    secrets['claim code'] = link.code;
    const owner = served.browser();
    const claimed = await owner.post('/api/auth/claim', { code: link.code, name: OWNER, password: PASSWORD });
    const { recoveryCodes } = claimed.json as { recoveryCodes: string[] };
    recoveryCodes.forEach((code, index) => (secrets[`recovery code ${index}`] = code));
    secrets['session token'] = owner.cookie!.split('=')[1];
    kept(await unknown.post('/api/auth/sign-in', { name: OWNER, password: secrets['wrong password'] }));
    kept(await unknown.post('/api/auth/sign-in', { name: secrets['password as a name'], password: 'x' }));

    const act = {
      method: 'POST',
      path: '/api/users',
      body: { name: 'ann', role: 'viewer', password: secrets['new user’s password'] },
    };
    const confirmation = await owner.post('/api/step-up', { act, password: PASSWORD });
    secrets['step-up token'] = (confirmation.json as { token: string }).token;
    kept(await owner.send('POST', act.path, act.body, { 'x-step-up': secrets['step-up token'] }));

    const keyAct = { method: 'POST', path: '/api/api-keys', body: { name: 'bot', scopes: ['read'] } };
    const made = (await owner.sendConfirmed(keyAct, PASSWORD)).json as { key: string };
    secrets['API key'] = made.key;
    secrets['API key’s secret'] = made.key.slice(-43);
    kept(
      await served.browser().send('GET', '/api/audit', undefined, { authorization: `Bearer ${made.key}` }),
    );

    const device = new WebAuthnAuthenticator();
    const options = (await owner.post('/api/me/passkeys/options')).json as {
      challengeId: string;
      options: Record<string, unknown>;
    };
    const response = device.create(options.options, 'https://evil.example');
    kept(await owner.post('/api/me/passkeys', { challengeId: options.challengeId, response, name: 'k' }));

    const change = { current: PASSWORD, next: secrets['next password'] };
    kept(await owner.post('/api/me/password', change));
    secrets['next session token'] = owner.cookie!.split('=')[1];
    const recovery = { name: OWNER, recoveryCode: recoveryCodes[0], password: secrets['recovered password'] };
    kept(await owner.post('/api/auth/recover', recovery));
    const signIn = await served.access.signInLink();
    secrets['sign-in code'] = signIn.code;
    kept(await owner.post('/api/auth/sign-in/code', { code: signIn.code }));
    for (const path of ['/api/users', '/api/api-keys', '/api/audit?limit=1000', '/api/me/sessions']) {
      kept(await owner.get(path));
    }

    // What is to be searched is there at all.
    expect(served.logged.length).toBeGreaterThan(3);
    expect((await served.audit.page({})).items.length).toBeGreaterThan(10);
    const files = await filesOf();
    expect([...files.keys()]).toContain('instance.db');
    expect(Buffer.concat([...files.values()]).includes(OWNER)).toBe(true);

    const places = new Map<string, Buffer>([
      ...files,
      ['log', Buffer.from(served.logged.join('\n'))],
      ['answers', Buffer.from(answers.map(({ text }) => text).join('\n'))],
    ]);
    const found = Object.entries(secrets).flatMap(([name, secret]) =>
      [...places]
        .filter(([, bytes]) => bytes.includes(secret) || bytes.includes(withoutDashes(secret)))
        .map(([place]) => `${name} in ${place}`),
    );
    expect(found).toEqual([]);
  });
});

/** Codes are compared in this form; it must not be what is kept. */
function withoutDashes(secret: string): string {
  return /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/.test(secret) ? secret.replaceAll('-', '') : secret;
}

import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveAccess } from './testing/serve-access.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import type { TokenFile } from './token-file.ts';

let served: ServedAccess;
beforeEach(async () => {
  served = await serveAccess();
});
afterEach(() => served.close());

const content = async () => JSON.parse(await readFile(served.home.tokenFile, 'utf8')) as TokenFile;
const asCli = (token: string, ip = '127.0.0.1') =>
  served.access.authenticate({ authorization: `Bearer ${token}`, ip, device: 'mrm' });

describe('the token file of the command line', () => {
  it('has mode 0600 and says where the instance is', async () => {
    expect((await stat(served.home.tokenFile)).mode & 0o777).toBe(0o600);
    expect(await content()).toMatchObject({ address: served.origin, pid: process.pid });
    expect((await content()).token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('lets its reader act as the owner from this machine, and from no other', async () => {
    const { token } = await content();
    expect(await asCli(token)).toMatchObject({ kind: 'cli', role: 'owner' });
    expect(await asCli(token, '::1')).toMatchObject({ kind: 'cli' });
    expect(await asCli(token, '192.0.2.7')).toBeUndefined();
    expect(await asCli(`${token}x`)).toBeUndefined();
  });

  it('gets a link over HTTP that claims the instance', async () => {
    const { token } = await content();
    const authorization = { authorization: `Bearer ${token}` };
    const answer = await served.browser().send('POST', '/api/access/sign-in-link', {}, authorization);
    const { link, code } = answer.json as { link: string; code: string };
    expect(link).toBe(`${served.origin}/claim#${code}`);
    const claim = { code, password: 'three small boats at noon' };
    expect((await served.browser().post('/api/auth/claim', claim)).status).toBe(200);
  });

  it('needs no step-up, and has no preferences of its own', async () => {
    const authorization = { authorization: `Bearer ${(await content()).token}` };
    const user = { name: 'ann', role: 'viewer', password: 'another long password' };
    const browser = served.browser();
    expect((await browser.send('POST', '/api/users', user, authorization)).status).toBe(200);
    expect((await browser.send('GET', '/api/me/preferences', undefined, authorization)).status).toBe(403);
  });

  it('changes with each start, and the old token is good for nothing', async () => {
    const before = await content();
    await served.access.close();
    await served.access.start(served.origin);
    const after = await content();
    expect(after.token).not.toBe(before.token);
    expect(await asCli(before.token)).toBeUndefined();
    expect(await asCli(after.token)).toBeDefined();
  });

  it('goes when the instance stops, and its token with it', async () => {
    const { token } = await content();
    await served.access.close();
    await expect(stat(served.home.tokenFile)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await asCli(token)).toBeUndefined();
    await expect(served.access.signInLink()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('stays when another start has replaced it', async () => {
    await writeFile(served.home.tokenFile, '{"token":"of another"}');
    await served.access.close();
    expect(await readFile(served.home.tokenFile, 'utf8')).toBe('{"token":"of another"}');
  });
});

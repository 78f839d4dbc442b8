import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawGet } from '../testing/raw-http.ts';
import { serveInstance } from '../testing/serve-instance.ts';
import type { ServedInstance } from '../testing/serve-instance.ts';

const PAGE = '<!doctype html><title>console</title>';
const SCRIPT = 'export const answer = 42;';

let folder: string;
let served: ServedInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mrm-web-'));
  const web = join(folder, 'build');
  await mkdir(join(web, '_app', 'immutable'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'outside');
  await writeFile(join(web, '200.html'), PAGE);
  await writeFile(join(web, '.hidden'), 'hidden');
  await writeFile(join(web, '_app', 'version.json'), '{}');
  await writeFile(join(web, '_app', 'immutable', 'start.js'), SCRIPT);
  await writeFile(join(web, '_app', 'immutable', 'start.js.br'), brotliCompressSync(SCRIPT));
  served = await serveInstance({ webRoot: web });
});
afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(served.origin + path, { headers });

describe('the console', () => {
  it('is served at every path that is a page, fresh each time, and framed by nobody', async () => {
    for (const path of ['/', '/bots/abc', '/sign-in?x=1']) {
      const answer = await get(path);
      expect([answer.status, await answer.text()]).toEqual([200, PAGE]);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(answer.headers.get('content-security-policy')).not.toContain('default-src');
    }
  });

  it('keeps built files in the cache for ever and sends them compressed', async () => {
    const answer = await get('/_app/immutable/start.js', { 'accept-encoding': 'br' });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(await answer.text()).toBe(SCRIPT);
    expect((await get('/_app/version.json')).headers.get('cache-control')).toBe('no-cache');
  });

  it('sends built files without what concerns documents alone, but never to be taken for something else', async () => {
    const { headers } = await get('/_app/immutable/start.js');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).toBe('DENY');
    for (const name of ['content-security-policy', 'permissions-policy', 'cross-origin-opener-policy'])
      expect([name, headers.get(name)]).toEqual([name, null]);
  });

  it('answers 404 for a built file that is not there, and JSON for the API', async () => {
    expect((await get('/_app/immutable/gone.js')).status).toBe(404);
    const answer = await get('/api/gone');
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    const posted = await fetch(`${served.origin}/bots`, { method: 'POST' });
    expect(posted.status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/_app/../../secret.txt',
    '/_app/..%5c..%5csecret.txt',
    '/..%252fsecret.txt',
    '//etc/passwd',
    '/_app/immutable/%00/../../../secret.txt',
    '/.hidden',
  ])('gives no file from outside of it: %s', async (path) => {
    const { text } = await rawGet(served.port, path);
    expect(text).toMatch(/^HTTP\/1\.1 (200|400|403|404)/);
    expect(text).not.toContain('outside');
    expect(text).not.toContain('hidden');
    expect(text).not.toContain('root:');
  });
});

describe('without a built console', () => {
  it('says how to get one', async () => {
    const bare = await serveInstance({ webRoot: join(folder, 'nowhere') });
    const answer = await fetch(bare.origin);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('not built')]);
    await bare.close();
  });
});

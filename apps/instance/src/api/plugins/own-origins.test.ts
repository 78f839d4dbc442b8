import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../access/testing/test-browser.ts';
import { rawGet } from '../testing/raw-http.ts';
import { serveInstance } from '../testing/serve-instance.ts';
import type { ServedInstance } from '../testing/serve-instance.ts';
import { OwnOrigins } from './own-origins.ts';

describe('own names', () => {
  const origins = new OwnOrigins({
    host: '192.0.2.7',
    port: () => 8080,
    publicOrigins: ['https://market.example.org'],
  });

  it.each([
    '127.0.0.1:8080',
    'localhost:8080',
    '[::1]:8080',
    '192.0.2.7:8080',
    'market.example.org',
    'LOCALHOST:8080',
  ])('answers to %s', (host) => expect(origins.isOwnHost(host)).toBe(true));

  it.each([
    'evil.example',
    'evil.example:8080',
    '127.0.0.1',
    '127.0.0.1:81',
    'localhost.evil.example:8080',
    '',
    'a@localhost:8080',
  ])('does not answer to "%s"', (host) => expect(origins.isOwnHost(host)).toBe(false));

  it('takes an Origin only under the very name the request was sent to', () => {
    expect(origins.isOwnOrigin('http://localhost:8080', 'localhost:8080')).toBe(true);
    expect(origins.isOwnOrigin('https://market.example.org', 'market.example.org')).toBe(true);
    expect(origins.isOwnOrigin('http://localhost:8080', '127.0.0.1:8080')).toBe(false);
    expect(origins.isOwnOrigin('http://market.example.org', 'market.example.org')).toBe(false);
    expect(origins.isOwnOrigin('http://localhost:3000', 'localhost:8080')).toBe(false);
    expect(origins.isOwnOrigin('null', 'localhost:8080')).toBe(false);
    expect(origins.isOwnOrigin('http://evil.example', 'evil.example')).toBe(false);
  });

  it('does not take a request for local that a proxy on this machine passed on', () => {
    expect(origins.isLoopbackRequest({ host: 'localhost:8080' })).toBe(true);
    expect(origins.isLoopbackRequest({ host: 'market.example.org' })).toBe(false);
    expect(origins.isLoopbackRequest({ host: 'localhost:8080', 'x-forwarded-for': '198.51.100.1' })).toBe(
      false,
    );
  });
});

describe('a page of somebody else', () => {
  let served: ServedInstance;
  beforeAll(async () => {
    served = await serveInstance();
  });
  afterAll(() => served.close());

  const kill = async (headers: Readonly<Record<string, string>>) => {
    const { cookie } = await served.owner();
    return fetch(`${served.origin}/api/kill`, { method: 'POST', headers: { cookie: cookie!, ...headers } });
  };

  it.each([
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['no Origin', {}],
  ])('cannot use the cookie: %s', async (_case, headers) => {
    const answer = await kill(headers);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'ORIGIN_REFUSED' }]);
  });

  it.each(['cross-site', 'same-site', 'none'])('cannot use the cookie: Sec-Fetch-Site %s', async (site) => {
    const answer = await kill({ origin: served.origin, 'sec-fetch-site': site });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'ORIGIN_REFUSED' }]);
    expect(served.services.bots.killStatus().halted).toBe(false);
  });

  it('cannot sign a browser in for somebody else', async () => {
    const answer = await served
      .browser()
      .send('POST', '/api/auth/sign-in', { name: 'a', password: 'b' }, { origin: 'http://evil.example' });
    expect(codeOf(answer)).toBe('ORIGIN_REFUSED');
  });

  it('is our own page when Origin and site are ours', async () => {
    expect((await kill({ origin: served.origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('cannot come under a name of its own (DNS rebinding)', async () => {
    const { cookie } = await served.owner();
    const answer = await rawGet(served.port, '/api/bots', [
      `Cookie: ${cookie!}`,
      'X-Forwarded-Host: evil.example',
    ]);
    expect(answer.status).toBe(200);
    for (const path of ['/api/bots', '/', '/health']) {
      const response = await served.app.inject({
        url: path,
        headers: { host: `evil.example:${served.port}`, cookie: cookie! },
      });
      expect([response.statusCode, response.json()]).toMatchObject([421, { code: 'HOST_REFUSED' }]);
    }
  });

  it('cannot claim through a proxy on this machine', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.1' };
    const answer = await served
      .browser()
      .send('POST', '/api/auth/sign-in/code', { code: 'AAAA-AAAA' }, headers);
    expect(codeOf(answer)).toBe('LOOPBACK_ONLY');
  });
});

import { describe, expect, it } from 'vitest';
import { codeOf } from '../access/testing/test-browser.ts';
import { rawHttp } from './testing/raw-http.ts';
import { serveInstance } from './testing/serve-instance.ts';

describe('a slow sender', () => {
  it('is cut off with half a body, and with half a head', async () => {
    const slow = await serveInstance({ requestTimeoutMs: 200 });
    try {
      const head = `POST /api/auth/sign-in HTTP/1.1\r\nHost: 127.0.0.1:${slow.port}\r\nContent-Type: application/json\r\n`;
      const half = await rawHttp(slow.port, `${head}Content-Length: 1000\r\n\r\n{"name":`);
      const headOnly = await rawHttp(slow.port, head);
      expect(half).not.toContain('200 OK');
      expect(headOnly).toContain('408 Request Timeout');
      expect((await slow.browser().get('/health')).status).toBe(200);
    } finally {
      await slow.close();
    }
  });
});

describe('a stop', () => {
  it('waits neither for a connection without a request nor for half a request', async () => {
    const stopping = await serveInstance();
    const silent = rawHttp(stopping.port, '');
    const half = rawHttp(stopping.port, 'POST /api/auth/sign-in HTTP/1.1\r\n');
    await stopping.browser().get('/health');
    await stopping.close();
    expect(await Promise.all([silent, half])).toEqual(['', '']);
  });
});

describe('rate limits', () => {
  it('stop a flood with 429 and Retry-After, but never the kill switch', async () => {
    const tight = await serveInstance({ rateLimits: { reads: 3, writes: 3 } });
    try {
      const owner = await tight.owner();
      const statuses: number[] = [];
      for (let count = 0; count < 5; count += 1) statuses.push((await owner.get('/api/bots')).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      const refused = await owner.get('/api/bots');
      expect(codeOf(refused)).toBe('RATE_LIMITED');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      for (let count = 0; count < 10; count += 1) expect((await owner.post('/api/kill')).status).toBe(200);
      expect((await tight.browser().get('/health')).status).toBe(200);
    } finally {
      await tight.close();
    }
  });
});

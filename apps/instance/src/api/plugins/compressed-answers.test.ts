import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressAnswers } from './compressed-answers.ts';

const LONG = { items: Array.from({ length: 200 }, (_, index) => ({ id: index, name: 'a bot' })) };
const TEXT = JSON.stringify(LONG);

let app: FastifyInstance;
beforeAll(async () => {
  app = Fastify();
  compressAnswers(app);
  app.get('/long', async () => LONG);
  app.get('/short', async () => ({ items: [] }));
  app.get('/binary', async (_request, reply) =>
    reply.type('application/octet-stream').send('x'.repeat(5000)),
  );
  await app.ready();
});
afterAll(() => app.close());

const get = (url: string, accepted?: string) =>
  app.inject({ url, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } });

describe('answers', () => {
  it('come in the best coding that the client accepts, and say how long they are', async () => {
    const brotli = await get('/long', 'gzip, deflate, br, zstd');
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      vary: 'accept-encoding',
      'content-length': String(brotli.rawPayload.length),
    });
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(TEXT);
    expect(brotli.rawPayload.length).toBeLessThan(TEXT.length / 4);
    const gzipped = await get('/long', 'gzip;q=0.8, br;q=0');
    expect(gzipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzipped.rawPayload).toString()).toBe(TEXT);
  });

  it.each([undefined, 'identity', 'gzip;q=0'])(
    'come as they are to a client that accepts %s',
    async (accepted) => {
      const answer = await get('/long', accepted);
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.headers['vary']).toBe('accept-encoding');
      expect(answer.body).toBe(TEXT);
    },
  );

  it('come as they are when they are short or no text', async () => {
    for (const path of ['/short', '/binary']) {
      const answer = await get(path, 'br');
      expect(answer.headers['content-encoding']).toBeUndefined();
    }
  });
});

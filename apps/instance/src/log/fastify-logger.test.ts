import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { fastifyLogger } from './fastify-logger.ts';
import { InstanceLog } from './log-store.ts';

it('fastifyLogger keeps method, path and status of requests, and no header, body or query', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mrm-log-'));
  const log = new InstanceLog({ folder });
  const app = fastify({ loggerInstance: fastifyLogger(log) });
  app.post('/thing', () => {
    throw new Error('it broke');
  });
  await app.inject({
    method: 'POST',
    url: '/thing?note=planted-query',
    headers: { 'x-note': 'planted-header' },
    payload: { note: 'planted-body' },
  });
  await app.close();
  const lines = log.page({}).items;
  const text = JSON.stringify(lines);
  expect(text).not.toContain('planted');
  expect(lines.find((line) => line.message === 'incoming request')?.fields).toMatchObject({
    req: { method: 'POST', path: '/thing' },
  });
  expect(lines.find((line) => line.level === 'error')).toMatchObject({ source: 'http', message: 'it broke' });
  expect(text).toContain('"statusCode":500');
  await log.close();
  rmSync(folder, { recursive: true });
});

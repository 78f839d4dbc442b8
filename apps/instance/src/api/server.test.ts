import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveInstance } from './testing/serve-instance.ts';
import type { ServedInstance } from './testing/serve-instance.ts';

let served: ServedInstance;
beforeAll(async () => {
  served = await serveInstance();
});
afterAll(() => served.close());

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly security?: readonly unknown[] }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

describe('every route of the OpenAPI document', () => {
  it('refuses whoever has no session, but for health and sign-in', async () => {
    const owner = await served.owner();
    const document = (await owner.get('/api/openapi.json')).json as OpenApi;
    const open: string[] = [];
    let asked = 0;
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const method of Object.keys(operations)) {
        const answer = await served
          .browser()
          .send(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'), method === 'get' ? undefined : {});
        asked += 1;
        if (answer.status !== 401) open.push(path);
      }
    }
    expect(asked).toBeGreaterThan(30);
    expect([...new Set(open)].filter((path) => path !== '/health' && !path.startsWith('/api/auth/'))).toEqual(
      [],
    );
    expect(open).not.toContain('/api/auth/sign-out');
  });
});

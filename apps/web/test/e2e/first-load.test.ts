import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const KIB = 1024;
const served = useConsole();

/** How much JavaScript a page needs until it shows all it has, compressed, in KiB; without what waits for idle time. */
async function firstLoad(path: string, signedIn: boolean): Promise<number> {
  const { page } = await served().open({ signedIn });
  await page.addInitScript(() => {
    globalThis.requestIdleCallback = () => 0;
  });
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response);
  });
  await page.goto(path);
  await settled(page);
  await page.waitForLoadState('networkidle');
  const sizes = await Promise.all(scripts.map(async (it) => gzipSync(await it.body(), { level: 9 }).length));
  return sizes.reduce((sum, size) => sum + size, 0) / KIB;
}

describe('first JS: what a page loads before it is whole', () => {
  it.each([
    { path: '/sign-in', signedIn: false, most: 60 },
    { path: '/about', signedIn: true, most: 60 },
    { path: '/', signedIn: true, most: 110 },
    { path: '/strategies', signedIn: true, most: 110 },
    { path: '/market-making/new', signedIn: true, most: 120 },
  ])('$path: at most $most KiB of JavaScript', async ({ path, signedIn, most }) => {
    const kib = await firstLoad(path, signedIn);
    expect(kib).toBeGreaterThan(30);
    expect(kib).toBeLessThanOrEqual(most);
  });
});

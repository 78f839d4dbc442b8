import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const KIB = 1024;
const served = useConsole();

/**
 * How much JavaScript a page needs until it was scrolled through and shows all it has, compressed, in KiB; without what
 * waits for idle time.
 */
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
  await page.locator('h1').first().waitFor();
  const waiting = page.locator('[data-slot=view-state][data-state=waiting]');
  while ((await waiting.count()) > 0) await waiting.evaluateAll(([part]) => part?.scrollIntoView());
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

  it('the page of a bot: at most 190 KiB, the charts counted', async () => {
    const market = { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' };
    const { id } = await served().call<{ id: string }>('POST', '/api/bots', {
      name: 'tidewater',
      strategy: 'pmm',
      market,
      start: true,
    });
    const kib = await firstLoad(`/market-making/${id}`, true);
    expect(kib).toBeLessThanOrEqual(190);
  });

  it('X11: who comes from a light page to another finds the words of that one', async () => {
    const { page } = await served().open();
    await page.goto('/about');
    await page.getByRole('link', { name: 'Strategies' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Strategies' }).waitFor();
    await page.getByRole('main').getByText('What a bot can do, what can go wrong').waitFor();
  });
});

import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { PHONE } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
let path = '';
beforeAll(async () => {
  const { items } = await served().call<{ items: { id: string }[] }>('GET', '/api/bots');
  path = `/market-making/${items[0]?.id ?? ''}`;
});

const main = (page: Page) => page.getByRole('main');
const book = (page: Page) => main(page).getByText('Order book', { exact: true }).first();
/** It stands below the charts, some screens further down. */
const orders = (page: Page) => main(page).getByText('Open orders', { exact: true });

describe('what is out of sight on the page of a bot', () => {
  it('is drawn when it comes near, and not before', async () => {
    const { page } = await served().open({ context: { viewport: PHONE } });
    await page.addInitScript(() => {
      globalThis.requestIdleCallback = () => 0;
    });
    await page.goto(path);
    await book(page).waitFor();
    expect(await orders(page).count()).toBe(0);
    for (let pages = 0; pages < 20 && (await orders(page).count()) === 0; pages++) {
      await page.mouse.wheel(0, PHONE.height);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
    }
    await orders(page).first().waitFor();
  });

  it('is drawn by itself once the page is left alone: it can be searched and printed', async () => {
    const { page } = await served().open({ context: { viewport: PHONE } });
    await page.goto(path);
    await book(page).waitFor();
    expect(await orders(page).count()).toBe(0);
    await orders(page).first().waitFor({ state: 'attached' });
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});

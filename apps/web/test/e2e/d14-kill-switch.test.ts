import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { PHONE, routesOf, visit } from '../support/routes.ts';
import { OWNER } from '../support/start-console.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
afterEach(async () => {
  await served().call('POST', '/api/kill/lift', {});
});

const dialogOf = (page: Page) => page.getByRole('alertdialog', { name: /^Stop quoting/ });
const halted = async (): Promise<boolean> =>
  (await served().call<{ halted: boolean }>('GET', '/api/kill')).halted;

/** The two presses of D14. */
async function stop(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Stop quoting' }).click();
  await dialogOf(page).getByRole('button', { name: 'Stop quoting' }).click();
}

const KILLED = {
  halted: true,
  since: '2026-11-25T14:02:11.000Z',
  by: 'ada',
  bots: [
    { id: 'one', name: 'north-quay', venue: 'paper', state: 'done', cancelled: 4, of: 4, detail: '' },
    {
      id: 'two',
      name: 'tidewater',
      venue: 'other',
      state: 'failed',
      cancelled: 1,
      of: 3,
      detail: 'The venue did not answer.',
    },
  ],
} as const;

describe('D14: the kill switch', () => {
  it('two presses stop everything, without typing or password; the result is said at once', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    await stop(page);
    const result = dialogOf(page).locator('[aria-live=assertive]');
    await result.filter({ hasText: /Quoting has stopped\. \d+ orders canceled\./ }).waitFor();
    expect(await halted()).toBe(true);
    const { items } = await served().call<{ items: { openOrders: number }[] }>('GET', '/api/bots');
    expect(items.map(({ openOrders }) => openOrders)).toEqual([0]);
    await dialogOf(page).getByRole('button', { name: 'Close' }).click();
    await page.getByText('Quoting is stopped on this instance.').first().waitFor();
  });

  it.each([
    ['1280×800', { width: 1280, height: 800 }],
    ['375×812', PHONE],
  ])('%s: stands on every page, in view, with its words', async (_name, viewport) => {
    const { page } = await served().open({ viewport });
    for (const path of await routesOf(served())) {
      await visit(page, path);
      const button = page.getByRole('banner').getByRole('button', { name: 'Stop quoting' });
      expect(await button.innerText(), path).toBe('Stop quoting');
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      const box = await button.boundingBox();
      expect(
        box === null ? 'gone' : box.y >= 0 && box.x >= 0 && box.x + box.width <= viewport.width,
        path,
      ).toBe(true);
    }
  });

  it('works with the socket blocked', async () => {
    const { page } = await served().open();
    await page.routeWebSocket('**/api/live', (socket) => void socket.close());
    await visit(page, '/market-making');
    await stop(page);
    await dialogOf(page)
      .getByText(/Quoting has stopped/)
      .waitFor();
    expect(await halted()).toBe(true);
  });

  it('works while everything else of the instance fails', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: GET \/api\/.* 500/);
    await page.routeWebSocket('**/api/live', () => undefined);
    await page.route(/\/api\/(?!auth|kill)/, (route) =>
      route.fulfill({ status: 500, json: { code: 'INTERNAL', message: 'No.' } }),
    );
    await page.goto('/');
    await stop(page);
    await dialogOf(page)
      .getByText(/Quoting has stopped/)
      .waitFor();
    expect(await halted()).toBe(true);
  });

  it('by keyboard alone: Enter opens it, Space confirms, Escape closes', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    await page.getByRole('banner').getByRole('button', { name: 'Stop quoting' }).focus();
    await page.keyboard.press('Enter');
    await dialogOf(page).waitFor();
    const safe = dialogOf(page).getByRole('button', { name: 'Keep quoting' });
    expect(await safe.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await halted()).toBe(false);
    await page.keyboard.press('Space');
    await dialogOf(page)
      .getByText(/Quoting has stopped/)
      .waitFor();
    expect(await halted()).toBe(true);
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'hidden' });
    const opener = page.getByRole('banner').getByRole('button', { name: 'Stop quoting' });
    expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('a partial failure is listed by venue, and only what failed is tried again', async () => {
    const { page } = await served().open();
    await page.routeWebSocket('**/api/live', () => undefined);
    const sent: { body: unknown; key: string }[] = [];
    await page.route('**/api/kill', async (route) => {
      const request = route.request();
      if (request.method() === 'POST')
        sent.push({ body: request.postDataJSON(), key: request.headers()['idempotency-key'] ?? '' });
      const [first, second] = KILLED.bots;
      const mended = sent.length > 1 ? { ...second, state: 'done', cancelled: 3, detail: '' } : second;
      await route.fulfill({
        json:
          sent.length === 0
            ? { halted: false, since: null, by: null, bots: [] }
            : { ...KILLED, bots: [first, mended] },
      });
    });
    await visit(page, '/');
    await stop(page);
    const dialog = dialogOf(page);
    await dialog.getByText('Canceling failed for 1 of 2 bots').waitFor();
    expect(await dialog.getByRole('listitem').filter({ hasText: 'north-quay' }).innerText()).toContain(
      '4 of 4',
    );
    const failed = await dialog.getByRole('listitem').filter({ hasText: 'tidewater' }).innerText();
    expect(failed).toContain('1 of 3');
    expect(failed).toContain('The venue did not answer.');

    await dialog.getByRole('button', { name: 'Retry only failed' }).click();
    await dialog.getByText('Quoting has stopped. 7 orders canceled.').waitFor();
    expect(sent.map(({ body }) => body)).toEqual([{}, { scope: { kind: 'bots', ids: ['two'] } }]);
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it('a stop that does not arrive says so; Retry sends the same command', async () => {
    const { page, problems } = await served().open();
    problems.expect(/failed: POST \/api\/kill/);
    const keys: string[] = [];
    await page.route('**/api/kill', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      keys.push(route.request().headers()['idempotency-key'] ?? '');
      return keys.length === 1 ? route.abort('connectionrefused') : route.continue();
    });
    await visit(page, '/');
    await stop(page);
    const dialog = dialogOf(page);
    await dialog.getByText('The stop did not arrive').waitFor();
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await dialog.getByText(/Quoting has stopped/).waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    expect(await halted()).toBe(true);
  });

  it('is lifted by the owner with the password, as an act of its own', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    await stop(page);
    await dialogOf(page)
      .getByText(/Quoting has stopped/)
      .waitFor();
    await dialogOf(page).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Lift the halt' }).first().click();
    const lift = page.getByRole('alertdialog', { name: 'Lift the halt of the instance?' });
    expect(await lift.getByRole('button', { name: 'Lift the halt' }).isDisabled()).toBe(true);
    await lift.getByLabel('Your password').fill(OWNER.password);
    await lift.getByRole('button', { name: 'Lift the halt' }).click();
    await page.getByRole('status').filter({ hasText: 'The halt is lifted' }).waitFor();
    expect(await halted()).toBe(false);
    await page.getByText('Quoting is stopped on this instance.').waitFor({ state: 'detached' });
  });
});

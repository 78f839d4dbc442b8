import type { Locator, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { routesOf, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
afterEach(async () => {
  await served().call('POST', '/api/kill/lift', {});
});

const alert = (page: Page, id: string): Locator => page.locator(`[data-alert="${id}"]`);
const inState = (page: Page, id: string, state: string): Locator =>
  alert(page, id).locator(`[data-status=${state}]`);
const INSTANCE = 'halted/instance';
/** The banner of the shell, by its link. */
const banner = (page: Page): Locator =>
  page.getByRole('status').filter({ has: page.getByRole('link', { name: 'See alerts' }) });
const said = (page: Page, text: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor();

async function botId(): Promise<string> {
  const { items } = await served().call<{ items: { id: string }[] }>('GET', '/api/bots');
  return items[0]?.id ?? '';
}

describe('D13: alerts', () => {
  it('normal, then firing with its cause and a banner on every page, then normal again', async () => {
    const { page } = await served().open();
    await visit(page, '/alerts');
    await inState(page, INSTANCE, 'normal').waitFor();
    expect(await banner(page).count()).toBe(0);

    await served().call('POST', '/api/kill', {});
    await inState(page, INSTANCE, 'firing').waitFor();
    expect(await alert(page, INSTANCE).innerText()).toContain('is halted by the kill switch');
    // What fires stands before what is well.
    expect(await page.locator('[data-alert]').first().locator('[data-status=firing]').count()).toBe(1);
    await page.getByText(/^2 firing, /).waitFor();
    for (const path of await routesOf(served())) {
      await visit(page, path);
      await banner(page).getByText('2 alerts are firing').waitFor();
    }
    await banner(page).getByRole('link', { name: 'See alerts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor();

    await served().call('POST', '/api/kill/lift', {});
    // It has to be well for ten seconds.
    await inState(page, INSTANCE, 'normal').waitFor({ timeout: 40_000 });
    await page.getByText(/^0 firing, /).waitFor();
    await banner(page).waitFor({ state: 'detached' });
  }, 180_000);

  it('acknowledged or silenced ones leave the banner, keep firing on their page, and say who and until when', async () => {
    const { page } = await served().open();
    const bot = `halted/${await botId()}`;
    await visit(page, '/alerts');
    await served().call('POST', '/api/kill', {});
    await banner(page).getByText('2 alerts are firing').waitFor();

    await page.getByRole('button', { name: 'Acknowledge Halted, this instance' }).click();
    await said(page, 'Acknowledged');
    await alert(page, INSTANCE).getByText('acknowledged by ada').waitFor();
    await banner(page).getByText('First steps: is halted').waitFor();
    expect(await banner(page).getByText('2 alerts are firing').count()).toBe(0);

    await page.getByRole('combobox', { name: 'Silence Halted, First steps' }).selectOption('60');
    await said(page, 'Silenced');
    await alert(page, bot).getByText('silenced until').waitFor();
    await banner(page).waitFor({ state: 'detached' });
    expect(await inState(page, bot, 'firing').count()).toBe(1);

    const colleague = await served().open();
    await visit(colleague.page, '/alerts');
    await alert(colleague.page, bot).getByText('silenced until').waitFor();
    expect(await banner(colleague.page).count()).toBe(0);

    await alert(page, bot).getByRole('button', { name: 'End silence' }).click();
    await said(page, 'Silence ended');
    await banner(page).getByText('First steps: is halted').waitFor();
    await banner(colleague.page).waitFor();
  });

  it('the page of the rules says that one of them fires', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/alerts');
    await served().call('POST', '/api/kill', {});
    await page.locator('[data-rule=halted] [data-status=firing]').waitFor();
    expect(await page.locator('[data-rule=disk-low] [data-status]').innerText()).toBe('normal');
  });

  it('without figures there is no state: no data, and no banner', async () => {
    const { page } = await served().open();
    const { items } = await served().call<{ items: { id: string }[] }>('GET', '/api/alerts');
    const blind = items.map((item) => ({ ...item, state: 'no-data', detail: 'cannot be told' }));
    await page.routeWebSocket('**/api/live', () => undefined);
    await page.route('**/api/alerts', (route) => route.fulfill({ json: { items: blind } }));
    await visit(page, '/alerts');
    expect(await inState(page, 'disk-low/instance', 'no-data').innerText()).toBe('no data');
    await page.getByText(`0 firing, 0 pending, ${blind.length} without data, 0 normal`).waitFor();
    expect(await banner(page).count()).toBe(0);
  });
});

describe('D13: rules', () => {
  it('a rule that has to hold is pending, without a banner, and fires once it held', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/alerts');
    // What the tests before provoked has to be over.
    await page.locator('[data-rule=halted] [data-status=normal]').waitFor({ timeout: 40_000 });
    const rule = page.locator('[data-rule=balance-low]');
    await hold(page, '86400');
    await rule.getByText('86400 s').waitFor();
    const market = { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' };
    await served().call('POST', '/api/bots', {
      name: 'thin',
      strategy: 'pmm',
      market,
      quoteBalance: '1',
      baseBalance: '0',
      start: true,
    });
    await rule.locator('[data-status=pending]').waitFor();
    const other = (await served().open()).page;
    await visit(other, '/alerts');
    expect(await other.locator('[data-alert^="balance-low/"] [data-status=pending]').count()).toBe(1);
    expect(await banner(other).count()).toBe(0);
    const thin = other.getByRole('listitem').filter({ hasText: 'Balance low · thin' });
    expect(await thin.innerText()).toContain('1 USDT (the smallest order needs 5)');

    await hold(page, '0');
    await rule.getByText('at once').waitFor();
    await rule.locator('[data-status=firing]').waitFor();
    await banner(other).getByText('thin: runs low').waitFor();
  });

  it('a rule turned off watches nothing, and a bad figure is refused at its field', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/alerts');
    await page.getByRole('button', { name: 'Edit Disk low' }).click();
    const threshold = page.getByLabel('Threshold, GiB');
    await threshold.fill('much');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Enter a number of zero or more.').waitFor();
    expect(await threshold.getAttribute('aria-invalid')).toBe('true');
    await threshold.fill('2.5');
    await page.getByLabel('Rule is on').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, 'Rule saved');
    const rule = page.locator('[data-rule=disk-low]');
    await rule.getByText('2.5 GiB').waitFor();
    await rule.getByText('off', { exact: true }).waitFor();
    await visit(page, '/alerts');
    await alert(page, 'disk-low/instance').waitFor({ state: 'detached' });
    await alert(page, 'clock-off/instance').waitFor();
  });
});

/** Has the low balance hold so many seconds before it fires. */
async function hold(page: Page, seconds: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit Balance low' }).click();
  await page.getByLabel('Has to hold for, seconds').fill(seconds);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Has to hold for, seconds').waitFor({ state: 'detached' });
}

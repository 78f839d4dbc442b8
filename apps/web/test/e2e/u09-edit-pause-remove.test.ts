import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Bot } from '../support/bots.ts';
import { makeBot } from '../support/bots.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const read = (id: string): Promise<Bot> => served().call<Bot>('GET', `/api/bots/${id}`);
const dialog = (page: Page) => page.getByRole('alertdialog');
const controls = (page: Page) => page.locator('main header').first();
const status = (page: Page, state: string) =>
  page.locator(`main header [data-slot=status-tag][data-status=${state}]`);

describe('U9: edit, pause, resume, remove', () => {
  it('an edit shows old and new before it counts, and then counts', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'editable', { bidSpreadBp: 20 });
    await visit(page, `/market-making/${id}/edit`);
    expect(await page.getByRole('button', { name: 'Save changes' }).isDisabled()).toBe(true);
    await page.getByLabel('Bid spread', { exact: true }).fill('35');
    const change = (within: ReturnType<Page['locator']>) =>
      within.getByRole('row', { name: /^Bid spread.*20.*35$/ });
    await change(page.locator('main')).first().waitFor();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await change(dialog(page)).waitFor();
    expect((await read(id)).parameters).toMatchObject({ bidSpreadBp: 20 });

    // Enter on the confirming button changes nothing.
    await dialog(page).getByRole('button', { name: 'Save changes' }).focus();
    await page.keyboard.press('Enter');
    expect(await dialog(page).isVisible()).toBe(true);
    expect((await read(id)).parameters).toMatchObject({ bidSpreadBp: 20 });

    await dialog(page).getByRole('button', { name: 'Save changes' }).click();
    await page.waitForURL(`**/market-making/${id}`);
    expect((await read(id)).parameters).toMatchObject({ bidSpreadBp: 35 });
  });

  it('pause asks first, cancels what is open, and resume quotes again', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'pausable');
    await visit(page, `/market-making/${id}`);
    await status(page, 'running').waitFor();
    await controls(page).getByRole('button', { name: 'Pause' }).click();
    expect(await dialog(page).innerText()).toMatch(/Pause pausable\?[\s\S]*Cancels \d+ open orders/);
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Keep running');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    expect((await read(id)).state).toBe('running');

    await controls(page).getByRole('button', { name: 'Pause' }).click();
    await dialog(page).getByRole('button', { name: 'Pause' }).click();
    await status(page, 'paused').waitFor();
    expect(await read(id)).toMatchObject({ state: 'paused', openOrders: 0 });

    await controls(page).getByRole('button', { name: 'Resume' }).click();
    await dialog(page).getByRole('button', { name: 'Resume' }).click();
    await status(page, 'running').waitFor();
  });

  it('remove says which orders go and which amounts come back; Enter destroys nothing', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'removable');
    await visit(page, `/market-making/${id}`);
    await status(page, 'running').waitFor();
    await controls(page).getByRole('button', { name: 'Remove' }).click();
    expect(await dialog(page).innerText()).toMatch(
      /Cancels \d+ open orders and ends the bot\. Returned: [\d,.]+ (USDT|BTC), [\d,.]+ (USDT|BTC)\./,
    );
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await controls(page).getByRole('button', { name: 'Remove' }).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).focus();
    await page.keyboard.press('Enter');
    expect(await dialog(page).isVisible()).toBe(true);
    expect((await read(id)).name).toBe('removable');

    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await page.waitForURL('**/market-making');
    const { items } = await served().call<{ items: Bot[] }>('GET', '/api/bots');
    expect(items.map(({ name }) => name)).not.toContain('removable');
  });
});

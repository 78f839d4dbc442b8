import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { routesOf, settled, visit } from '../support/routes.ts';
import { OWNER } from '../support/start-console.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const said = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor();
const confirm = (page: Page, action: string): Promise<void> =>
  page.getByRole('alertdialog').getByRole('button', { name: action, exact: true }).click();
const confirmWithPassword = async (page: Page, action: string): Promise<void> => {
  await page.getByRole('alertdialog').getByLabel('Your password').fill(OWNER.password);
  await confirm(page, action);
};

describe('P20: a bot at work', () => {
  it('has its state and a Stop on every page that shows it, under errors too', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: GET \/api\/.* 500/);
    const market = { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' };
    const { id } = await served().call<{ id: string }>('POST', '/api/bots', {
      name: 'tidewater',
      strategy: 'pmm',
      market,
      start: true,
    });
    await page.route(/\/api\/(alerts|bots\/[^/]+\/)/, (route) =>
      route.fulfill({ status: 500, json: { code: 'INTERNAL', message: 'The disk did not answer.' } }),
    );
    for (const path of ['/', '/market-making', `/market-making/${id}`]) {
      await page.goto(path);
      const actions = page.getByRole('main').getByRole('group', { name: 'Actions for tidewater' });
      await actions.getByRole('button', { name: /^Stop/ }).waitFor();
      const own = page.getByRole('group', { name: 'Actions for tidewater' });
      const place = page.getByRole('main').locator('li, tr, header').filter({ has: own }).first();
      expect(
        await place.locator('[data-slot=status-tag], [data-slot=badge]').first().innerText(),
        path,
      ).toMatch(/running|degraded/);
    }
  });
});

describe('P18: every command ends in a visible result', () => {
  it('of a bot: pause, resume, stop, start, edit, remove', async () => {
    const { page } = await served().open();
    const [, , , bot = ''] = await routesOf(served());
    await visit(page, bot);
    const actions = page.getByRole('group', { name: 'Actions for First steps' });
    const press = (act: string): Promise<void> =>
      actions.getByRole('button', { name: act, exact: true }).click();
    await press('Pause');
    await confirm(page, 'Pause');
    await said(page, 'First steps is paused');
    await press('Resume');
    await confirm(page, 'Resume');
    await said(page, 'First steps is resuming');
    await press('Stop');
    await confirm(page, 'Stop');
    await said(page, 'First steps is stopping');
    await press('Start');
    await said(page, 'First steps is starting');

    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await settled(page);
    await page.getByLabel('Name', { exact: true }).fill('Second steps');
    await page.getByRole('button', { name: 'Save changes' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Change First steps?' });
    // Old and new stand beside each other before anything is sent.
    expect(await dialog.getByRole('row').nth(1).getByRole('cell').allInnerTexts()).toEqual([
      expect.stringContaining('Name'),
      'First steps',
      'Second steps',
    ]);
    await confirm(page, 'Save changes');
    await said(page, 'First steps was changed');
    await page.getByRole('heading', { level: 1, name: 'Second steps' }).waitFor();

    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await confirm(page, 'Remove');
    await said(page, 'Second steps was removed');
    await page.getByRole('heading', { level: 1, name: 'Market making' }).waitFor();
    await page.getByRole('link', { name: 'Second steps' }).waitFor({ state: 'detached' });
  });

  it('of a new bot: it is reviewed, created, started and quotes', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making/new');
    await page.getByLabel('Name', { exact: true }).fill('north-quay');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('heading', { name: 'Review the new bot' }).waitFor();
    await page.getByRole('button', { name: 'Create bot' }).click();
    await said(page, 'north-quay was created');
    await page.getByRole('heading', { level: 1, name: 'north-quay' }).waitFor();
  });

  it('of people and keys: added, changed, disabled, created, revoked', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/access');
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('Name', { exact: true }).fill('grace');
    await page.getByLabel('Password', { exact: true }).fill('another-long-password');
    await page.getByRole('button', { name: 'Add a user' }).last().click();
    await confirmWithPassword(page, 'Add a user');
    await said(page, 'grace added as viewer');
    await page.getByRole('button', { name: 'Disable grace' }).click();
    await confirmWithPassword(page, 'Disable');
    await said(page, 'grace is disabled');

    await page.getByRole('button', { name: 'Create an API key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('reader');
    await page.getByRole('button', { name: 'Create an API key' }).last().click();
    await confirmWithPassword(page, 'Create an API key');
    await said(page, 'API key reader created');
    await page.getByRole('button', { name: 'I have saved it' }).click();
    await page.getByRole('button', { name: 'Revoke reader' }).click();
    await confirm(page, 'Revoke');
    await said(page, 'reader is revoked');
  });

  it('of targets and rules: saved, tested, turned off, removed', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/alerts');
    await page.getByRole('button', { name: 'Add a target' }).click();
    await page.getByLabel('Name', { exact: true }).fill('hook');
    // Nothing listens on the discard port: the result is a failure, and is said.
    await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:9/');
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, 'Target hook saved.');
    await page.getByRole('button', { name: 'Send test to hook' }).click();
    await page.getByText(/Test to hook (failed|is queued): /).waitFor();
    await page.getByRole('button', { name: 'Remove hook' }).click();
    await confirm(page, 'Remove');
    await said(page, 'Target hook removed');
  });

  // The last one: a changed password ends the other sessions of that user.
  it('of oneself: the password is changed, a backup made', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: POST \/api\/me\/password/);
    await visit(page, '/preferences');
    const form = page.locator('form');
    await form.getByLabel('Current password').fill('not the password');
    await form.getByLabel('New password').fill(OWNER.password);
    await form.getByLabel('Password again').fill(OWNER.password);
    await form.getByRole('button', { name: 'Change password' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('Current password').fill(OWNER.password);
    await form.getByRole('button', { name: 'Change password' }).click();
    await said(page, 'Password changed');
    await visit(page, '/manage/backup');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await said(page, /Backup .* made/);
  });
});

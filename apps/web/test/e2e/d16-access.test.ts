import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { OWNER } from '../support/start-console.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const table = (page: Page, name: string): Locator => page.getByRole('table', { name });
const row = (page: Page, name: string, text: string): Locator =>
  table(page, name).locator('[data-slot=table-row]').filter({ hasText: text });
const said = (page: Page, text: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor();
const dialog = (page: Page): Locator => page.getByRole('alertdialog');

/** A request as a program makes it: with nothing but a key. */
function withKey(key: string, path: string, method = 'GET'): Promise<Response> {
  return fetch(`${served().address}${path}`, { method, headers: { authorization: `Bearer ${key}` } });
}

/** A request of the page itself, with its session. */
function fromPage(page: Page, method: string, path: string, body: unknown): Promise<number> {
  return page.evaluate(
    async (sent) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(sent.path, {
        method: sent.method,
        headers,
        body: JSON.stringify(sent.body),
      });
      return response.status;
    },
    { method, path, body },
  );
}

/** Asks for a key by the form; the dialog that wants the password is open then. */
async function askForKey(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create an API key' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create an API key' }).last().click();
  await dialog(page).waitFor();
}

async function keyNames(): Promise<string[]> {
  const { items } = await served().call<{ items: { name: string }[] }>('GET', '/api/api-keys');
  return items.map(({ name }) => name);
}

describe('D16: API keys', () => {
  it('is shown once, reads with it, may not trade, and is refused once it is revoked', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/access');
    await askForKey(page, 'reader');
    await dialog(page).getByLabel('Your password').fill(OWNER.password);
    await dialog(page).getByRole('button', { name: 'Create an API key' }).click();
    const shown = page.locator('[data-slot=new-key]');
    const key = await shown.innerText();
    expect(key).toMatch(/^mrm_/);

    const answer = await withKey(key, '/api/bots');
    expect(answer.status).toBe(200);
    const { items } = (await answer.json()) as { items: { id: string }[] };
    expect(items).toHaveLength(1);
    expect((await withKey(key, `/api/bots/${items[0]?.id}/pause`, 'POST')).status).toBe(403);
    expect((await withKey(key, '/api/api-keys')).status).toBe(403);

    await page.getByRole('button', { name: 'I have saved it' }).click();
    await shown.waitFor({ state: 'detached' });
    await page.reload();
    await row(page, 'API keys', 'reader').waitFor();
    expect(await page.content()).not.toContain(key);
    expect(await row(page, 'API keys', 'reader').innerText()).not.toContain('never');

    await page.getByRole('button', { name: 'Revoke reader' }).click();
    const safe = dialog(page).getByRole('button', { name: 'Keep key' });
    expect(await safe.evaluate((button) => button === document.activeElement)).toBe(true);
    await dialog(page).getByRole('button', { name: 'Revoke', exact: true }).click();
    await said(page, 'reader is revoked');
    expect((await withKey(key, '/api/bots')).status).toBe(401);
    await row(page, 'API keys', 'reader').getByText('revoked').waitFor();
    expect(await page.getByRole('button', { name: 'Revoke reader' }).count()).toBe(0);
  });

  it('is not created without the password, nor with a wrong one, nor by a session alone', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: POST \/api\/(step-up|api-keys) 40[13]/);
    await visit(page, '/manage/access');
    const body = { name: 'sneaky', scopes: ['read'], days: 90 };
    expect(await fromPage(page, 'POST', '/api/api-keys', body)).toBe(403);

    await askForKey(page, 'sneaky');
    const create = dialog(page).getByRole('button', { name: 'Create an API key' });
    expect(await create.isDisabled()).toBe(true);
    await dialog(page).getByLabel('Your password').fill('not the password at all');
    await create.click();
    await dialog(page).getByRole('alert').waitFor();
    expect(await dialog(page).getByLabel('Your password').inputValue()).toBe('');
    expect(await keyNames()).not.toContain('sneaky');
  });

  it('is bound to addresses and to days: bad ones are refused at their fields', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/access');
    await page.getByRole('button', { name: 'Create an API key' }).click();
    await page.getByLabel('Days until it expires').fill('900');
    await page.getByLabel('Only from these addresses (optional)').fill('office');
    await page.getByRole('button', { name: 'Create an API key' }).last().click();
    for (const label of ['Name', 'Days until it expires', 'Only from these addresses (optional)'])
      expect(await page.getByLabel(label, { exact: true }).getAttribute('aria-invalid'), label).toBe('true');
    expect(await dialog(page).count()).toBe(0);

    await page.getByLabel('Name', { exact: true }).fill('elsewhere');
    await page.getByLabel('Days until it expires').fill('30');
    await page.getByLabel('Only from these addresses (optional)').fill('192.0.2.0/24');
    await page.getByRole('button', { name: 'Create an API key' }).last().click();
    await dialog(page).getByLabel('Your password').fill(OWNER.password);
    await dialog(page).getByRole('button', { name: 'Create an API key' }).click();
    const key = await page.locator('[data-slot=new-key]').innerText();
    expect((await withKey(key, '/api/bots')).status).toBeGreaterThanOrEqual(401);
    expect(await row(page, 'API keys', 'elsewhere').innerText()).toContain('192.0.2.0/24');
  });
});

describe('D16: sign-ins', () => {
  it('another session is listed with its browser, and signed out from here', async () => {
    const { page } = await served().open();
    const { address } = served();
    const signedIn = await fetch(`${address}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: address, 'user-agent': FIREFOX },
      body: JSON.stringify(OWNER),
    });
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const other = (): Promise<Response> => fetch(`${address}/api/overview`, { headers: { cookie } });
    expect((await other()).status).toBe(200);

    await visit(page, '/manage/access');
    const listed = row(page, 'Your sessions', 'Firefox · Linux');
    expect(await listed.innerText()).toContain('password');
    expect(await listed.innerText()).toContain('127.0.0.1');
    const own = row(page, 'Your sessions', 'this session');
    expect(await own.getByRole('button').count()).toBe(0);
    await listed.getByRole('button', { name: 'Sign out Firefox · Linux' }).click();
    await dialog(page).getByRole('button', { name: 'Sign out', exact: true }).click();
    await said(page, 'Firefox · Linux is signed out');
    await listed.waitFor({ state: 'detached' });
    expect((await other()).status).toBe(401);
    await own.waitFor();
  });
});

describe('D16: the audit log', () => {
  it('has who, when, what, before and after of each act, also of those that were refused', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: POST \/api\/step-up 40[13]/);
    await visit(page, '/manage/access');
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('Name', { exact: true }).fill('grace');
    await page.getByLabel('Password', { exact: true }).fill('planted-password-of-grace');
    await page.getByRole('button', { name: 'Add a user' }).last().click();
    await dialog(page).getByLabel('Your password').fill('a wrong password, planted');
    await dialog(page).getByRole('button', { name: 'Add a user' }).click();
    await dialog(page).getByRole('alert').waitFor();
    await dialog(page).getByLabel('Your password').fill(OWNER.password);
    await dialog(page).getByRole('button', { name: 'Add a user' }).click();
    await said(page, 'grace added as viewer');
    await page.getByRole('combobox', { name: 'Change role of grace' }).selectOption('operator');
    await dialog(page).getByLabel('Your password').fill(OWNER.password);
    await dialog(page).getByRole('button', { name: 'Change role' }).click();
    await said(page, 'grace is now operator');

    await visit(page, '/manage/access');
    const changed = row(page, 'Audit log', 'role: viewer → operator');
    const cells = await changed.getByRole('cell').allInnerTexts();
    expect(cells[1]).toBe('ada');
    expect(cells[2]).toMatch(/^user\./);
    expect(cells.at(-1)).toBe('done');
    const at = Date.parse((await changed.locator('time').first().getAttribute('datetime')) ?? '');
    expect(Math.abs(Date.now() - at)).toBeLessThan(600_000);
    await row(page, 'Audit log', 'step-up')
      .filter({ hasText: /refused|failed/ })
      .first()
      .waitFor();
    for (const secret of ['planted-password-of-grace', 'a wrong password, planted', OWNER.password])
      expect(await page.content()).not.toContain(secret);

    await changed.getByRole('button', { name: 'role: viewer → operator' }).click();
    const detail = page.getByRole('dialog', { name: /^user\./ });
    expect(await detail.getByRole('row').nth(1).getByRole('cell').allInnerTexts()).toEqual([
      'viewer',
      'operator',
    ]);
    expect(await detail.innerText()).toContain('ada (user)');
    await detail.getByRole('button', { name: 'Close' }).click();
  });

  it('tells the command line from people, and is filtered by who and by what over the whole log', async () => {
    const { page } = await served().open();
    await served().call('POST', '/api/kill', {});
    await served().call('POST', '/api/kill/lift', {});
    await visit(page, '/manage/access');
    await row(page, 'Audit log', 'kill.lift').first().waitFor();
    expect(await row(page, 'Audit log', 'kill.lift').first().innerText()).toContain('command line');

    const who = page.getByRole('textbox', { name: 'Who' });
    const action = page.getByRole('textbox', { name: /^Action, e\.g\. / });
    await action.fill('kill');
    await page.getByRole('button', { name: 'Search the log' }).click();
    await row(page, 'Audit log', 'claim').first().waitFor({ state: 'detached' });
    const actions = await table(page, 'Audit log').locator('td:nth-child(3)').allInnerTexts();
    expect(new Set(actions)).toEqual(new Set(['kill', 'kill.lift']));

    await who.fill('ada');
    await page.getByRole('button', { name: 'Search the log' }).click();
    await page.getByText('No act matches the filter').waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).first().click();
    await row(page, 'Audit log', 'claim').first().waitFor();
  });
});

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { kept } from '../support/kept.ts';
import { routesOf, settled, visit } from '../support/routes.ts';
import { OWNER, startConsole } from '../support/start-console.ts';
import type { Console } from '../support/start-console.ts';

let served: Console;
afterEach(async () => {
  const problems = await served.closePages();
  await served.close();
  expect(problems).toEqual([]);
});

/** Notes every address that is asked for and every line on the console. */
function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on('request', (request) => heard.push(request.url(), request.headers()['referer'] ?? ''));
  page.on('console', (message) => heard.push(message.text()));
  page.on('framenavigated', (frame) => heard.push(frame.url()));
  return heard;
}

describe('P1: secrets', () => {
  it('of the claim: password, one-time code and recovery codes are in no address, store, console or page', async () => {
    served = await startConsole({ claimed: false });
    const { page, context } = await served.open();
    const heard = listen(page);
    const code = await served.code();
    const password = 'planted-password-7f3a';
    // The fragment is what the terminal prints; it is sent to nobody, and gone from the address at once.
    await page.goto(`/claim#${code}`);
    await page.waitForURL((url) => url.hash === '');
    const linked = heard.splice(0).filter((line) => !line.endsWith(`/claim#${code}`));
    await page.getByLabel('Your name').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
    await page.getByRole('button', { name: 'Claim' }).click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    const recovery = await page.getByRole('main').locator('ol li').allInnerTexts();
    const shown = await kept(page, context);
    for (const secret of [code, password]) expect(shown).not.toContain(secret);
    await page.getByLabel('I have saved them').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await settled(page);

    const rest = `${await kept(page, context)}${heard.join('\n')}${linked.join('\n')}`;
    expect(recovery.length).toBeGreaterThan(0);
    for (const secret of [code, password, ...recovery]) expect(rest).not.toContain(secret);
  });

  it('of alert targets: address, signing key and mail password leave the fields and never come back', async () => {
    served = await startConsole();
    const { page, context } = await served.open();
    const heard = listen(page);
    const secrets = {
      address: 'https://hooks.example.org/planted-path-91c2',
      key: 'planted-signing-key-5b8d-0123456789',
      mail: 'planted-mail-password-44ee',
    };
    await visit(page, '/manage/alerts');
    await page.getByRole('button', { name: 'Add a target' }).click();
    await page.getByLabel('Name', { exact: true }).fill('hook');
    await page.getByLabel('Address', { exact: true }).fill(secrets.address);
    const key = page.getByLabel('Signing secret (optional)');
    expect([await key.getAttribute('type'), await key.getAttribute('autocomplete')]).toEqual([
      'password',
      'off',
    ]);
    await key.fill(secrets.key);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').filter({ hasText: 'Target hook saved.' }).waitFor();

    await page.getByRole('button', { name: 'Add a target' }).click();
    await page
      .getByRole('radio', { name: 'e-mail' })
      .or(page.getByRole('button', { name: 'e-mail' }))
      .first()
      .click();
    await page.getByLabel('Name', { exact: true }).fill('mail');
    await page.getByLabel('To', { exact: true }).fill('ops@example.org');
    await page.getByLabel('From', { exact: true }).fill('mrm@example.org');
    await page.getByLabel('Mail server').fill('mail.example.org');
    await page.getByLabel('User (optional)').fill('mrm');
    await page.getByLabel('Password (optional)').fill(secrets.mail);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').filter({ hasText: 'Target mail saved.' }).waitFor();

    for (const path of ['/manage/alerts', '/manage/access', '/manage/logs']) {
      await visit(page, path);
      const rest = `${await kept(page, context)}${heard.join('\n')}`;
      for (const [name, secret] of Object.entries(secrets))
        expect(rest, `${name} on ${path}`).not.toContain(secret);
    }
  });

  it('of people and programs: passwords and API keys are nowhere once they were saved', async () => {
    served = await startConsole();
    const { page, context } = await served.open();
    const heard = listen(page);
    await visit(page, '/manage/access');
    await page.getByRole('button', { name: 'Create an API key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('reader');
    await page.getByRole('button', { name: 'Create an API key' }).last().click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Your password').fill(OWNER.password);
    await dialog.getByRole('button', { name: 'Create an API key' }).click();
    const key = await page.locator('[data-slot=new-key]').innerText();
    expect(key.length).toBeGreaterThan(20);
    await page.getByRole('button', { name: 'I have saved it' }).click();
    await page.locator('[data-slot=new-key]').waitFor({ state: 'detached' });

    for (const path of await routesOf(served)) {
      await visit(page, path);
      const rest = `${await kept(page, context)}${heard.join('\n')}`;
      for (const secret of [key, OWNER.password]) expect(rest, path).not.toContain(secret);
    }
  });
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

/** Refuses the first such command as a broken server would; notes the idempotency key of each. */
async function failOnce(page: Page, path: string): Promise<string[]> {
  const keys: string[] = [];
  await page.route(path, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    if (keys.length > 1) return route.continue();
    const body = { code: 'INTERNAL', message: 'The disk did not answer.', requestId: 'req-planted' };
    return route.fulfill({ status: 500, contentType: 'application/json', body: JSON.stringify(body) });
  });
  return keys;
}

describe('X8: results of commands', () => {
  it('a failed one stays as an alert with its request; Retry sends the same key', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: POST \/api\/backups 500/);
    const keys = await failOnce(page, '**/api/backups');
    await page.clock.install();
    await visit(page, '/manage/backup');
    await page.getByRole('button', { name: 'Back up now' }).click();
    const toast = page.getByRole('alert').filter({ hasText: 'No backup was made' });
    await toast.waitFor();
    await page.clock.runFor(600_000);
    expect(await toast.innerText()).toContain('The disk did not answer.');
    expect(await toast.innerText()).toContain('req-planted');

    await toast.getByRole('button', { name: 'Retry' }).click();
    const done = page.getByRole('status').filter({ hasText: /Backup .* made/ });
    await done.waitFor();
    await toast.waitFor({ state: 'detached' });
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);

    await page.clock.runFor(10_000);
    await done.waitFor({ state: 'detached' });
  });

  it('a failed command of a dialog is said in the dialog, which stays; trying again keeps the key', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: POST .*\/pause 500/);
    const keys = await failOnce(page, '**/api/bots/*/pause');
    await visit(page, '/market-making');
    await page.getByRole('button', { name: 'Pause First steps' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Pause First steps?' });
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await dialog.getByRole('alert').getByText('The disk did not answer.').waitFor();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('status').filter({ hasText: 'First steps is paused' }).waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);

    // Another opening is another command.
    await page.getByRole('button', { name: 'Resume First steps' }).click();
    const resumed = page.waitForRequest('**/api/bots/*/resume');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Resume' }).click();
    expect((await resumed).headers()['idempotency-key']).not.toBe(keys[0]);
    await page.getByRole('status').filter({ hasText: 'First steps is resuming' }).waitFor();
  });

  it('is dismissed by hand', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: POST \/api\/backups 500/);
    await failOnce(page, '**/api/backups');
    await visit(page, '/manage/backup');
    await page.getByRole('button', { name: 'Back up now' }).click();
    const toast = page.getByRole('alert').filter({ hasText: 'No backup was made' });
    await toast.getByRole('button', { name: 'Dismiss' }).click();
    await toast.waitFor({ state: 'detached' });
  });
});

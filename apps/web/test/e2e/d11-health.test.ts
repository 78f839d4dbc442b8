import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

interface Item {
  readonly name: string;
  readonly title: string;
  readonly state: string;
  readonly since: string;
  readonly figures: Readonly<Record<string, string>>;
}
/** What nothing but its own trouble changes. */
const STEADY = ['database', 'journal', 'disk', 'clock', 'alerts'];
const health = (): Promise<{ items: Item[] }> => served().call('GET', '/api/health');
const item = (page: Page, name: string): Locator => page.locator(`[data-item="${name}"]`);
const inState = (page: Page, name: string, word: string): Locator =>
  item(page, name).locator(`[data-status=${word}]`);
const names = (page: Page): Promise<(string | null)[]> =>
  page.locator('[data-item]').evaluateAll((items) => items.map((each) => each.getAttribute('data-item')));

/** The data folder of the instance, as its own page names it. */
async function dataFolder(): Promise<string> {
  const disk = (await health()).items.find(({ name }) => name === 'disk');
  return disk?.figures['folder'] ?? '';
}

describe('D11: health', () => {
  it('shows each part of the instance with its state, since when, and its figures', async () => {
    const { page } = await served().open();
    await visit(page, '/manage');
    await page.locator('[data-item^="bot:"]').waitFor();
    const { items } = await health();
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['process', 'loop', 'database', 'journal', 'disk', 'clock', 'alerts']),
    );
    for (const { name, title } of items)
      expect(await item(page, name).getByRole('heading').innerText(), name).toBe(title);
    // Since when it has been so, not when it was looked at last. Process and loop change on a busy machine.
    for (const { name, since } of items.filter((each) => STEADY.includes(each.name)))
      expect(await item(page, name).locator('time').getAttribute('datetime'), name).toBe(since);
    expect(await inState(page, 'disk', 'ok').innerText()).toBe('ok');
    const figures = await item(page, 'process').locator('dt').allInnerTexts();
    expect(figures).toEqual(expect.arrayContaining(['cpu', 'memory']));
  });

  it('P19: a source that fails is unknown and says why; the others stay, and the error is remembered', async () => {
    const { page } = await served().open();
    await visit(page, '/manage');
    await inState(page, 'database', 'ok').waitFor();
    await page.locator('[data-item^="bot:"]').waitFor();
    const before = await names(page);
    // A file where the folder of the backups should be: what looks for the newest backup fails on it.
    const backups = join(await dataFolder(), 'backups');
    rmSync(backups, { recursive: true, force: true });
    writeFileSync(backups, '');

    await inState(page, 'database', 'unknown').waitFor();
    const failed = await item(page, 'database').innerText();
    expect(failed).toContain('cannot be read');
    expect(failed).toContain('Last error: ENOTDIR');
    // Old figures would look like new ones.
    expect(await item(page, 'database').locator('dd').count()).toBe(0);
    for (const name of ['disk', 'clock', 'alerts'])
      expect(await inState(page, name, 'ok').count(), name).toBe(1);
    const after = await names(page);
    expect([...after].sort()).toEqual([...before].sort());
    expect(after.indexOf('database')).toBeLessThan(after.indexOf('disk'));
    await page.getByText(/^\d+ failed, 2 unknown, /).waitFor();

    rmSync(backups);
    await inState(page, 'database', 'ok').waitFor();
    expect(await item(page, 'database').innerText()).toContain('Last error: ENOTDIR');
    expect(await item(page, 'disk').innerText()).not.toContain('Last error');
  });

  it('a halted bot stands before what is well, says why, and leads to its page', async () => {
    const { page } = await served().open();
    await visit(page, '/manage');
    await served().call('POST', '/api/kill', {});
    const halted = page.locator('[data-item^="bot:"]').filter({ has: page.locator('[data-status=failed]') });
    await halted.waitFor();
    expect(await halted.innerText()).toContain('OPERATOR');
    const order = await names(page);
    expect(order.findIndex((name) => name?.startsWith('bot:'))).toBeLessThan(order.indexOf('disk'));
    await halted.getByRole('link', { name: 'First steps' }).click();
    await page.getByRole('heading', { level: 1, name: 'First steps' }).waitFor();
    await served().call('POST', '/api/kill/lift', {});
  });

  it('P19: with the request refused the live channel fills the page, and the other way round', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: GET \/api\/health 500/);
    await page.route('**/api/health', (route) =>
      route.fulfill({ status: 500, json: { code: 'INTERNAL', message: 'The disk did not answer.' } }),
    );
    await page.goto('/manage');
    await inState(page, 'disk', 'ok').waitFor();
    await page.getByText('The disk did not answer.').waitFor({ state: 'detached' });

    const other = await served().open();
    await other.page.routeWebSocket('**/api/live', () => undefined);
    await other.page.goto('/manage');
    await inState(other.page, 'disk', 'ok').waitFor();
  });
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Bot } from '../support/bots.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const bots = async (): Promise<Bot[]> => (await served().call<{ items: Bot[] }>('GET', '/api/bots')).items;
const preview = (page: Page) => page.getByRole('table', { name: 'Quotes the bot would place' });

interface Schema {
  readonly properties: Readonly<Record<string, { readonly title: string }>>;
}

describe('U7: a new bot', () => {
  it('the form is drawn from the schema of the strategy: every parameter and every limit', async () => {
    const { page } = await served().open();
    const strategy = await served().call<{ schema: Schema }>('GET', '/api/strategies/pmm');
    const limits = await served().call<{ schema: Schema }>('GET', '/api/risk-limits/schema');
    await visit(page, '/market-making/new');
    await page.getByLabel('Pair').selectOption({ label: 'BTC/USDT perpetual' });
    await page.locator('[data-field=positionMode]').waitFor({ state: 'attached' });
    const fields = await page
      .locator('[data-field]')
      .evaluateAll((all) => all.map((field) => field.getAttribute('data-field')));
    for (const name of [
      ...Object.keys(strategy.schema.properties),
      ...Object.keys(limits.schema.properties),
    ]) {
      expect(fields).toContain(name);
    }
    expect(await page.getByLabel('USDT at the start').count()).toBe(1);
    expect(await page.getByLabel('BTC at the start').count()).toBe(1);
  });

  it('the preview shows the quotes on the current book, and follows the spread', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making/new');
    const distances = async (): Promise<number[]> =>
      (await preview(page).locator('tbody tr td:last-child').allInnerTexts()).map(Number);
    await preview(page).waitFor();
    expect((await distances()).length).toBeGreaterThanOrEqual(2);
    await page.getByLabel('Bid spread', { exact: true }).fill('50');
    await page.getByLabel('Ask spread', { exact: true }).fill('50');
    await preview(page)
      .locator('tbody td')
      .filter({ hasText: /^-?(49\.9|50\.\d)$/ })
      .first()
      .waitFor();
    for (const distance of await distances()) expect(Math.abs(distance)).toBeGreaterThan(49);
  });

  it('a bad spread is refused beside its field, and no bot is made', async () => {
    const { page } = await served().open();
    const before = (await bots()).length;
    await visit(page, '/market-making/new');
    await page.getByLabel('Name', { exact: true }).fill('never-made');
    const spread = page.getByLabel('Bid spread', { exact: true });
    await spread.fill('-1');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.locator('#parameters-bidSpreadBp[aria-invalid=true]').waitFor();
    expect(await spread.evaluate((field) => document.activeElement === field)).toBe(true);
    const described = (await spread.getAttribute('aria-describedby')) ?? '';
    const words = await page
      .locator(
        described
          .split(' ')
          .map((id) => `#${id}`)
          .join(', '),
      )
      .allInnerTexts();
    expect(words.join(' ')).toMatch(/at least 0/);
    expect(await page.getByRole('button', { name: 'Create bot' }).count()).toBe(0);
    expect(await bots()).toHaveLength(before);
  });

  it('a good form: review in words, then the bot is there with what was asked for', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making/new');
    await page.getByLabel('Name', { exact: true }).fill('south-quay');
    await page.getByLabel('Pair').selectOption({ label: 'ETH/USDT spot' });
    await page.getByLabel('USDT at the start').fill('12345.67');
    await page.getByLabel('Bid spread', { exact: true }).fill('12.5');
    await page.getByRole('button', { name: 'Review' }).click();
    const review = page
      .getByRole('region', { name: 'Review the new bot' })
      .or(page.locator('[aria-labelledby=review-title]'));
    expect(await review.innerText()).toMatch(/south-quay[\s\S]*12345\.67[\s\S]*12\.5/);
    await page.getByRole('button', { name: 'Create bot' }).click();
    await page.getByRole('heading', { level: 1, name: 'south-quay' }).waitFor();
    const made = (await bots()).find(({ name }) => name === 'south-quay');
    const bot = await served().call<Bot>('GET', `/api/bots/${made?.id}`);
    expect(bot.parameters).toMatchObject({ bidSpreadBp: 12.5 });
    await visit(page, '/market-making');
    await page.getByRole('link', { name: 'south-quay' }).waitFor();
  });
});

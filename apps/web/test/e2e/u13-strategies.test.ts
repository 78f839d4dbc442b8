import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot, mainText } from '../support/bots.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const DISCLAIMER = 'On paper. A past result says nothing sure about a later one.';

/** What stands beside each figure of a result: text of the nearest description that holds it. */
const results = (page: Page): Promise<string[]> =>
  page
    .locator('main [data-slot=amount], main [data-slot=percent]')
    .evaluateAll((all) => all.map((element) => element.closest('dd, li, section')?.textContent ?? ''));

describe('U13: the catalog of strategies', () => {
  it.each(['/strategies', '/strategies/pmm'])('%s: says risk, minimum capital and history', async (path) => {
    const { page } = await served().open();
    await visit(page, path);
    for (const term of ['Risk', 'Minimum capital', 'History here']) {
      const text = await page
        .locator('main dt', { hasText: term })
        .first()
        .locator('xpath=following-sibling::dd[1]')
        .innerText();
      expect(text.length).toBeGreaterThan(10);
    }
  });

  it.each(['/strategies', '/strategies/pmm'])(
    '%s: no figure of a result without its window and disclaimer',
    async (path) => {
      const { page } = await served().open();
      const { id } = await firstBot(served());
      const { items } = await served().call<{ items: Record<string, unknown>[] }>('GET', '/api/strategies');
      // A history worth showing, whatever the bot of this instance has earned until now.
      const history = {
        days: 12.5,
        since: '2026-01-01T00:00:00.000Z',
        pnl: '1234.56',
        maxDrawdown: '78.9',
        fills: 321,
        quote: 'USDT',
        bots: [id],
      };
      await page.route('**/api/strategies', (route) =>
        route.fulfill({ json: { items: items.map((one) => ({ ...one, history })) } }),
      );
      await page.route('**/api/strategies/pmm', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...((await answer.json()) as object), history } });
      });
      await visit(page, path);
      const beside = await results(page);
      expect(beside.length).toBeGreaterThanOrEqual(2);
      for (const text of beside) {
        expect(text).toMatch(/over 12\.5 days, since\s+.*2026/);
        expect(text).toContain('largest drawdown');
        expect(text).toContain(DISCLAIMER);
      }
      // Nor one in plain words: a yield, a rate of return, a promise.
      expect(await mainText(page)).not.toMatch(/\b(APY|APR|ROI|yield|guaranteed?|returns? of)\b/i);
    },
  );

  it('where nothing has traded it says so, and shows no figure', async () => {
    const { page } = await served().open();
    await page.route('**/api/strategies', async (route) => {
      const { items } = (await (await route.fetch()).json()) as { items: Record<string, unknown>[] };
      await route.fulfill({ json: { items: items.map((one) => ({ ...one, history: null })) } });
    });
    await visit(page, '/strategies');
    await page.getByText('No bot of this instance has traded with it yet.').first().waitFor();
    expect(await results(page)).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot, SOME_FILL } from '../support/bots.ts';
import { columnsWith } from '../support/canvas-columns.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const END = Date.UTC(2026, 0, 1, 12);
const COUNT = 50;
const points = Array.from({ length: COUNT }, (_, n) => ({
  at: new Date(END - (COUNT - 1 - n) * 10_000).toISOString(),
  equity: 100_000 + n,
  drawdown: n,
  inventory: n / 100,
  mid: 60_000 + n,
  bid: 59_990 + n,
  ask: 60_010 + n,
  uptime: 1,
}));

/** Opens the page of a bot whose history is {@link points}, with nothing live. */
async function open(page: Page): Promise<void> {
  const { id } = await firstBot(served());
  await page.routeWebSocket('**/api/live', () => undefined);
  await page.route(`**/api/bots/${id}/series*`, (route) => route.fulfill({ json: { stepSec: 10, points } }));
  await visit(page, `/market-making/${id}`);
}

const price = (page: Page) => page.getByRole('region', { name: /^Price and own quotes/ });
const readout = (page: Page): Promise<string> => price(page).locator('[data-readout]').innerText();

describe('X7: a chart', () => {
  it('is also a table with the same values', async () => {
    const { page } = await served().open();
    await open(page);
    await price(page).getByRole('button', { name: 'Table' }).click();
    const table = price(page).getByRole('table', { name: /^Price and own quotes.*data/ });
    const rows = await table
      .getByRole('row')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map(({ innerText }) => innerText)),
      );
    const newestFirst = points.toReversed().map(({ mid, bid, ask }) => [mid, bid, ask]);
    const figures = rows
      .slice(1)
      .map(([, ...cells]) => cells.map((cell) => Number(cell.replaceAll(',', ''))));
    expect(figures).toEqual(newestFirst);
    expect(rows[1]?.[0]).toContain('12:00:00');
    await price(page).getByRole('button', { name: 'Hide table' }).click();
    expect(await price(page).getByRole('table').count()).toBe(0);
  });

  it('arrow keys, page keys, Home and End move the readout, and say it', async () => {
    const { page } = await served().open();
    await open(page);
    const slider = price(page).getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await readout(page)).toMatch(/60,000\.0[\s\S]*59,990\.0[\s\S]*60,010\.0/);
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/11:51:50.*Mid 60,000\.0, Own bid 59,990\.0/);
    await page.keyboard.press('ArrowRight');
    expect(await readout(page)).toContain('60,001.0');
    await page.keyboard.press('PageUp');
    expect(await slider.getAttribute('aria-valuenow')).toBe('6');
    await page.keyboard.press('ArrowLeft');
    expect(await readout(page)).toContain('60,005.0');
    await page.keyboard.press('End');
    expect(await slider.getAttribute('aria-valuenow')).toBe(String(COUNT - 1));
    await page.keyboard.press('ArrowRight');
    expect(await readout(page)).toContain('60,049.0');
  });

  it('the crosshair of one chart is that of all, and the readout follows the pointer', async () => {
    const { page } = await served().open();
    await open(page);
    const plot = price(page).locator('.u-over');
    await plot.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await plot.boundingBox())!;
    await page.mouse.move(x + 2, y + height / 2);
    await price(page).locator('[data-readout]').getByText('60,000.0').waitFor();
    const equity = page.getByRole('region', { name: /^Equity, / });
    await equity
      .locator('[data-readout]')
      .getByText(/^100,000/)
      .waitFor();
    await page.mouse.move(x + width - 2, y + height / 2);
    await equity
      .locator('[data-readout]')
      .getByText(/^100,049/)
      .waitFor();
  });

  it('marks the fills where they were: buys and sells, each in its colour', async () => {
    const { page } = await served().open();
    const { id } = await firstBot(served());
    const fill = (at: number, side: 'buy' | 'sell') => ({
      ...SOME_FILL,
      id: `${at}`,
      at: points[at]!.at,
      side,
      price: String(points[at]!.mid),
    });
    const items = [fill(30, 'sell'), fill(10, 'buy')];
    await page.route(`**/api/bots/${id}/fills*`, (route) => route.fulfill({ json: { items, next: null } }));
    await open(page);
    const canvas = price(page).locator('canvas');
    await canvas.waitFor();
    const middle = async (token: string): Promise<number> => {
      const columns = await columnsWith(canvas, token);
      return (columns.indexOf(true) + columns.lastIndexOf(true)) / 2;
    };
    const line = await columnsWith(canvas, '--chart-1');
    const [left, right] = [line.indexOf(true), line.lastIndexOf(true)];
    const where = (x: number): number => ((x - left) / (right - left)) * (COUNT - 1);
    await expect.poll(async () => where(await middle('--gain'))).toBeCloseTo(10, 0);
    expect(where(await middle('--loss'))).toBeCloseTo(30, 0);
  });
});

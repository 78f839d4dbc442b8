import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot } from '../support/bots.ts';
import { columnsWith } from '../support/canvas-columns.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const END = Date.UTC(2026, 0, 1, 12);

/** A point each 10 s, with a hole of ten minutes in the middle. */
const points = Array.from({ length: 121 }, (_, n) => n)
  .filter((n) => n <= 30 || n >= 90)
  .map((n) => ({
    at: new Date(END - (120 - n) * 10_000).toISOString(),
    equity: 100_000 + n,
    drawdown: n / 2,
    inventory: n / 100,
    mid: 60_000,
    bid: 59_990,
    ask: 60_010,
    uptime: 1,
  }));

const chart = (page: Page, title: RegExp) => page.getByRole('region', { name: title });

/** The longest run of columns without the line, between columns with it, as a share of the line's width. */
function widestHole(columns: readonly boolean[]): number {
  const first = columns.indexOf(true);
  const last = columns.lastIndexOf(true);
  let widest = 0;
  for (let x = first, run = 0; x <= last; x++) {
    run = columns[x] ? 0 : run + 1;
    widest = Math.max(widest, run);
  }
  return widest / (last - first);
}

describe('U12: the charts of a bot', () => {
  it('PnL, equity, drawdown, inventory and the price stand over the same time', async () => {
    const { page } = await served().open();
    const { id } = await firstBot(served());
    await page.routeWebSocket('**/api/live', () => undefined);
    await page.route(`**/api/bots/${id}/series*`, (route) =>
      route.fulfill({ json: { stepSec: 10, points } }),
    );
    const [read] = await Promise.all([
      page.waitForResponse(`**/api/bots/${id}`),
      visit(page, `/market-making/${id}`),
    ]);
    const { result } = (await read.json()) as { result: { equity: string; pnl: string } };
    const newest = async (title: RegExp): Promise<string> => {
      await chart(page, title).locator('canvas').waitFor();
      return (await chart(page, title).locator('[data-readout]').innerText()).replaceAll(/\s+/g, ' ');
    };
    const figure = async (title: RegExp): Promise<number> => {
      const [text] = /[−\d][\d.,]*$/.exec(await newest(title)) ?? [];
      return Number(text?.replace('−', '-').replaceAll(',', ''));
    };
    // A chart leaves out decimals that are finer than its steps.
    const pnl = 100_120 - (Number(result.equity) - Number(result.pnl));
    expect(Math.abs((await figure(/^PnL, USDT$/)) - pnl)).toBeLessThan(1);
    expect(await figure(/^Equity, USDT$/)).toBe(100_120);
    expect(await figure(/^Drawdown, USDT$/)).toBe(-60);
    expect(await figure(/^Inventory, BTC$/)).toBe(1.2);
    expect(await newest(/^Price and own quotes, USDT$/)).toMatch(
      /^Mid 60,000[.0]* Own bid 59,990[.0]* Own ask 60,010[.0]*$/,
    );
  });

  it('another range is asked for anew', async () => {
    const { page } = await served().open();
    const { id } = await firstBot(served());
    await visit(page, `/market-making/${id}`);
    for (const [label, range] of [
      ['6 h', '6h'],
      ['30 d', '30d'],
      ['All', 'all'],
    ] as const) {
      const [request] = await Promise.all([
        page.waitForRequest((one) => one.url().includes(`/api/bots/${id}/series`)),
        page.getByRole('group', { name: 'Range' }).getByRole('button', { name: label, exact: true }).click(),
      ]);
      expect(new URL(request.url()).searchParams.get('range')).toBe(range);
      const answer = await request.response();
      expect(answer?.status()).toBe(200);
    }
  });

  it('a hole in the data stays a hole in the line, and has no rows in the table', async () => {
    const { page } = await served().open();
    const { id } = await firstBot(served());
    let whole = false;
    await page.routeWebSocket('**/api/live', () => undefined);
    await page.route(`**/api/bots/${id}/series*`, (route) => {
      const answer = whole
        ? points.map((point, n) => ({ ...point, at: new Date(END + n * 10_000) }))
        : points;
      return route.fulfill({ json: { stepSec: 10, points: answer } });
    });
    await visit(page, `/market-making/${id}`);
    const equity = /^Equity, /;
    const canvas = chart(page, equity).locator('canvas');
    await canvas.waitFor();
    // Half the time is missing: half the width is empty.
    await expect.poll(async () => widestHole(await columnsWith(canvas, '--chart-1'))).toBeGreaterThan(0.4);

    await chart(page, equity).getByRole('button', { name: 'Table' }).click();
    expect(await chart(page, equity).getByRole('row').count()).toBe(1 + points.length);

    whole = true;
    await page.reload();
    await canvas.waitFor();
    await expect.poll(async () => widestHole(await columnsWith(canvas, '--chart-1'))).toBeLessThan(0.05);
  });
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot } from '../support/bots.ts';
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
    drawdown: 0,
    inventory: 1,
    mid: 60_000,
    bid: 59_990,
    ask: 60_010,
    uptime: 1,
  }));

const chart = (page: Page, title: RegExp) => page.getByRole('region', { name: title });

/** Of each column of pixels: whether the chart's line passes through it. */
const drawn = (page: Page, title: RegExp, colour: string): Promise<boolean[]> =>
  chart(page, title)
    .locator('canvas')
    .evaluate((element, name) => {
      const canvas = element as HTMLCanvasElement;
      const context = canvas.getContext('2d')!;
      // The browser says what the token is in bytes.
      const probe = document.createElement('canvas').getContext('2d')!;
      probe.fillStyle = getComputedStyle(canvas).getPropertyValue(name).trim();
      probe.fillRect(0, 0, 1, 1);
      const wanted = probe.getImageData(0, 0, 1, 1).data;
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: width }, (_, x) => {
        for (let y = 0; y < height; y++) {
          const at = (y * width + x) * 4;
          const near = [0, 1, 2].every((part) => Math.abs(data[at + part]! - wanted[part]!) < 24);
          if (near && data[at + 3]! > 200) return true;
        }
        return false;
      });
    }, colour);

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
    await visit(page, `/market-making/${id}`);
    for (const title of [/^Price and own quotes/, /^PnL, /, /^Equity, /, /^Drawdown, /, /^Inventory, /]) {
      await chart(page, title).locator('canvas').waitFor();
    }
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
    await chart(page, equity).locator('canvas').waitFor();
    // Half the time is missing: half the width is empty.
    await expect.poll(async () => widestHole(await drawn(page, equity, '--chart-1'))).toBeGreaterThan(0.4);

    await chart(page, equity).getByRole('button', { name: 'Table' }).click();
    expect(await chart(page, equity).getByRole('row').count()).toBe(1 + points.length);

    whole = true;
    await page.reload();
    await chart(page, equity).locator('canvas').waitFor();
    await expect.poll(async () => widestHole(await drawn(page, equity, '--chart-1'))).toBeLessThan(0.05);
  });
});

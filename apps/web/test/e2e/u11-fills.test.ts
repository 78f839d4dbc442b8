import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot } from '../support/bots.ts';
import { tapLive } from '../support/live-tap.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const COUNT = 150;

/** The n-th fill of a bot that has traded much; prices and fees with all their decimals. */
const fill = (n: number) => ({
  id: String(n).padStart(12, '0'),
  at: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
  tradeId: `t${n}`,
  clientId: `c${n}`,
  side: n % 2 === 0 ? 'buy' : 'sell',
  price: (60_000 + n).toFixed(1),
  quantity: `0.${String(n + 1).padStart(5, '0')}`,
  quote: `${n}.0000001`,
  fee: '0.00000012',
  feeAsset: 'USDT',
  maker: n % 3 !== 0,
  realized: '-0.00000001',
});

/** Opens the page of a bot with {@link COUNT} fills, newest first; `came` brings another. */
async function open(page: Page): Promise<{ came: (n: number) => void }> {
  const { id } = await firstBot(served());
  // What the bot itself has traded stays out.
  const tap = await tapLive(page, (channel, data) => (channel === `fills:${id}` ? [] : data));
  const items = Array.from({ length: COUNT }, (_, n) => fill(n)).reverse();
  await page.route(`**/api/bots/${id}/fills*`, (route) => route.fulfill({ json: { items, next: null } }));
  await visit(page, `/market-making/${id}`);
  await tap.first(`fills:${id}`);
  tap.mute(`fills:${id}`);
  return { came: (n) => tap.put(`fills:${id}`, [fill(n)]) };
}

const rows = (page: Page): Locator => page.getByRole('table', { name: 'Fills' });
const top = (row: Locator): Promise<number> => row.evaluate((element) => element.getBoundingClientRect().top);

/** The line of a fill in the file: what the columns of the table show, as it came. */
function csvLine(n: number): string {
  const { at, side, price, quantity, quote, fee, maker, realized } = fill(n);
  return [at, side, price, quantity, quote, fee, maker ? 'maker' : 'taker', realized].join(',');
}

/** The lines of the file that the table saves, without its head. */
async function saved(page: Page, table: Locator): Promise<string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    table.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('fills.csv');
  return (await readFile(await download.path(), 'utf8')).split('\r\n').slice(1, -1);
}

describe('U11: fills and trades', () => {
  it('a new fill does not move the row that is being read', async () => {
    const { page } = await served().open();
    const { came } = await open(page);
    const region = page.getByRole('region', { name: 'Fills', exact: true }).last();
    await region.scrollIntoViewIfNeeded();
    await region.evaluate((element) => element.scrollTo({ top: 2_000 }));
    const read = rows(page).getByRole('row').filter({ hasText: '60,090.0' });
    await read.waitFor();
    const before = await top(read);
    for (let n = COUNT; n < COUNT + 5; n++) came(n);
    await page.locator(`table[aria-rowcount="${COUNT + 6}"]`).waitFor();
    expect(await top(read)).toBeCloseTo(before, 0);
    // At its head the list shows what comes.
    await region.evaluate((element) => element.scrollTo({ top: 0 }));
    await rows(page).getByText('60,154.0').waitFor();
  });

  it('new trades do not move the tape that is being read; a button says how many came', async () => {
    const { page } = await served().open();
    const { id } = await firstBot(served());
    // What the market itself has traded stays out.
    const tap = await tapLive(page, (channel, data) => (channel === `tape:${id}` ? [] : data));
    await visit(page, `/market-making/${id}`);
    await tap.first(`tape:${id}`);
    tap.mute(`tape:${id}`);
    const trade = (n: number) => ({
      id: `x${n}`,
      at: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
      side: 'buy',
      price: (70_000 + n).toFixed(1),
      quantity: '0.001',
      own: n % 10 === 0,
    });
    tap.put(
      `tape:${id}`,
      Array.from({ length: 100 }, (_, n) => trade(n)),
    );
    const tape = page.getByRole('region', { name: 'Trades', exact: true }).last();
    await tape.getByText('70,099.0').waitFor();
    await tape.evaluate((element) => element.scrollTo({ top: 600 }));
    const read = tape.getByText('70,065.0');
    await read.waitFor();
    const before = await top(read);
    tap.put(`tape:${id}`, [trade(100), trade(101), trade(102)]);
    await page.getByRole('button', { name: '3 new' }).waitFor();
    expect(await top(read)).toBeCloseTo(before, 0);
    await page.getByRole('button', { name: '3 new' }).click();
    await tape.getByText('70,102.0').waitFor();

    await page.getByRole('group', { name: 'Which trades' }).getByRole('button', { name: 'Own' }).click();
    await tape.getByText('70,099.0').waitFor({ state: 'detached' });
    expect(await tape.getByRole('listitem').count()).toBeGreaterThan(0);
    for (const text of await tape.getByRole('listitem').allInnerTexts()) expect(text).toMatch(/70,\d\d0\.0/);
  });

  it('filters, and saves the rows shown with every decimal as it came', async () => {
    const { page } = await served().open();
    await open(page);
    const table = page.locator('[data-slot=data-table]').filter({ has: rows(page) });
    const filter = table.getByRole('searchbox', { name: 'Filter' });
    await filter.fill('60001.0');
    await page.locator('table[aria-label=Fills][aria-rowcount="2"]').waitFor();
    expect(await rows(page).getByText('60,001.0').count()).toBe(1);
    expect(await saved(page, table)).toEqual([csvLine(1)]);

    await filter.fill('');
    await page.locator(`table[aria-label=Fills][aria-rowcount="${COUNT + 1}"]`).waitFor();
    expect(await saved(page, table)).toEqual(Array.from({ length: COUNT }, (_, n) => csvLine(COUNT - 1 - n)));
  });
});

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openGallery, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const names = (page: Page): Promise<string[]> =>
  page.locator('[data-slot=table-row] a[href^="/market-making/"]').allInnerTexts();

interface Bot {
  readonly name: string;
  readonly result: { readonly equity: string | null; readonly pnl: string };
}

beforeAll(async () => {
  for (const [name, quoteBalance] of [
    ['tidewater', '9000.5'],
    ['Copperline', '100000'],
    ['north "quay", old', '25000.000001'],
  ]) {
    const market = { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' };
    await served().call('POST', '/api/bots', { name, strategy: 'pmm', market, quoteBalance, parameters: {} });
  }
});

describe('X6: a table', () => {
  it('P9: is sorted by keyboard: a header is a button, and aria-sort says which way', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making');
    const header = page.getByRole('columnheader', { name: 'Bot', exact: true });
    await header.getByRole('button').focus();
    expect(await header.getAttribute('aria-sort')).toBe('none');
    await page.keyboard.press('Enter');
    await page.locator('th[aria-sort=ascending]').waitFor();
    const up = await names(page);
    expect(up).toHaveLength(4);
    expect(up).toEqual([...up].sort((a, b) => a.localeCompare(b)));
    await page.keyboard.press('Space');
    await page.locator('th[aria-sort=descending]').waitFor();
    expect(await names(page)).toEqual(up.reverse());
    expect(await page.locator('th[aria-sort=ascending], th[aria-sort=descending]').count()).toBe(1);
  });

  it('keeps sort, filter and columns in the URL: a reload shows the same', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making');
    await page.getByRole('button', { name: 'Bot', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Filter' }).fill('t');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Realized', exact: true }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Realized' }).waitFor();
    const before = await names(page);
    const address = page.url();

    await page.reload();
    await page.getByRole('columnheader', { name: 'Realized' }).waitFor();
    expect(page.url()).toBe(address);
    expect(await names(page)).toEqual(before);
    expect(await page.getByRole('searchbox', { name: 'Filter' }).inputValue()).toBe('t');
    expect(await page.getByRole('columnheader', { name: 'Bot', exact: true }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
  });

  it('filters, says how many rows are left, and offers to clear a filter that leaves none', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making');
    const filter = page.getByRole('searchbox', { name: 'Filter' });
    await filter.fill('COPPER');
    await page.getByText('1 rows').waitFor();
    expect(await names(page)).toEqual(['Copperline']);
    await filter.fill('no such bot');
    await page.getByText('No row matches “no such bot”.').waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await page.getByText('4 rows').waitFor();
  });

  it('U20: its CSV has every decimal as the instance gave it, and quoted names', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('bots.csv');
    const rows = parseCsv(await readFile(await file.path(), 'utf8'));
    const header = rows[0] ?? [];
    const column = (title: RegExp): number => header.findIndex((name) => title.test(name));
    const { items } = await served().call<{ items: Bot[] }>('GET', '/api/bots');
    const still = items.filter(({ name }) => name !== 'First steps');
    expect(still).toHaveLength(3);
    for (const bot of still) {
      const row = rows.find((cells) => cells[column(/^Bot$/)] === bot.name);
      expect(row?.[column(/^PnL/)], bot.name).toBe(bot.result.pnl);
      expect(row?.[column(/^Equity/)], bot.name).toBe(bot.result.equity ?? '');
    }
  });

  it('of 10,000 rows draws fewer than 500, and sorts and scrolls through all of them', async () => {
    const { page } = await served().open();
    await openGallery(page);
    const table = page.locator('#data-table-many');
    const region = table.getByRole('region', { name: 'Ten thousand bots' });
    const rows = table.locator('[data-slot=table-row]');
    expect(await table.getByRole('table').getAttribute('aria-rowcount')).toBe('10001');
    expect(await rows.count()).toBeLessThan(500);
    await table.getByRole('button', { name: 'Fills' }).click();
    await table.locator('th[aria-sort=ascending]').waitFor();
    expect(await rows.first().innerText()).toContain('bot-00000');
    await region.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await table.locator('[aria-rowindex="10001"]').waitFor();
    expect(await rows.count()).toBeLessThan(500);
    expect(await rows.last().getByRole('cell').last().innerText()).toMatch(/^\d{4,5}$/);
  });
});

/** CSV after RFC 4180, written apart from the code that made it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

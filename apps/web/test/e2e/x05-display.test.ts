import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot, mainText, SOME_FILL } from '../support/bots.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

interface Overview {
  readonly totals: { readonly equity: string; readonly pnl: string; readonly today: string }[];
  readonly rates: { readonly from: string; readonly to: string; readonly rate: string }[];
}

const END = '2026-01-01T20:00:00.000Z';

/** Opens the page of a bot that stands still, with one point of history and one fill. */
async function openBot(page: Page): Promise<void> {
  const { id } = await firstBot(served());
  await page.routeWebSocket('**/api/live', () => undefined);
  const point = {
    at: END,
    equity: 123_456,
    drawdown: 7,
    inventory: 3.25,
    mid: 60_000,
    bid: 59_990,
    ask: 60_010,
    uptime: 1,
  };
  const fill = { ...SOME_FILL, at: END };
  await page.route(`**/api/bots/${id}/series*`, (route) =>
    route.fulfill({ json: { stepSec: 10, points: [point] } }),
  );
  await page.route(`**/api/bots/${id}/fills*`, (route) =>
    route.fulfill({ json: { items: [fill], next: null } }),
  );
  await visit(page, `/market-making/${id}`);
}

/** Does something on the page of preferences, and waits until it is stored. */
async function prefer(page: Page, act: () => Promise<void>): Promise<void> {
  await visit(page, '/preferences');
  const saved = page.waitForResponse((response) => response.request().method() === 'PUT');
  await act();
  expect((await saved).status()).toBe(200);
}

const zone = (page: Page, name: string) => async (): Promise<void> => {
  await page.getByRole('combobox', { name: 'Time zone' }).fill(name);
  await page.getByRole('combobox', { name: 'Time zone' }).press('Tab');
};

const fillTime = (page: Page): Promise<string> =>
  page.getByRole('table', { name: 'Fills' }).locator('time').innerText();
const chartTime = async (page: Page): Promise<string | null> =>
  page.getByRole('slider', { name: /^Price and own quotes/ }).getAttribute('aria-valuetext');

describe('X5: display', () => {
  it('times are of UTC; another zone changes them in tables and charts', async () => {
    const { page } = await served().open();
    await openBot(page);
    expect(await fillTime(page)).toBe('2026-01-01 20:00:00');
    expect(await chartTime(page)).toContain('20:00:00');

    await prefer(page, zone(page, 'Asia/Tokyo'));
    await openBot(page);
    expect(await fillTime(page)).toBe('2026-01-02 05:00:00');
    expect(await chartTime(page)).toContain('05:00:00');
    await prefer(page, zone(page, 'UTC'));
  });

  it('hidden balances are hidden on the page of a bot, in its charts too, after a reload too; prices stay', async () => {
    const { page } = await served().open();
    await openBot(page);
    const chart = (title: RegExp) => page.getByRole('region', { name: title });
    await chart(/^Equity, /)
      .locator('canvas')
      .waitFor();
    expect(await mainText(page)).toContain('123,456');

    await prefer(page, () => page.getByRole('switch', { name: 'Hide balances' }).check());
    await openBot(page);
    for (const again of [false, true]) {
      if (again) await page.reload();
      await chart(/^PnL, /)
        .locator('canvas')
        .waitFor();
      await page.getByLabel('hidden', { exact: true }).first().waitFor();
      expect(await chart(/^Equity, /).count()).toBe(0);
      expect(await chart(/^Inventory, /).count()).toBe(0);
      const text = await mainText(page);
      expect(text).not.toContain('123,456');
      expect(text).toContain('60,000.0');
    }
    await prefer(page, () => page.getByRole('switch', { name: 'Hide balances' }).uncheck());
  });

  it('another currency changes all totals by the price of the instance; without a price they stay, and say so', async () => {
    const { page } = await served().open();
    await served().call('POST', '/api/kill', {});
    const { totals, rates } = await served().call<Overview>('GET', '/api/overview');
    const [total] = totals;
    const rate = Number(rates.find(({ from, to }) => from === 'USDT' && to === 'BTC')?.rate);
    expect(rate).toBeGreaterThan(0);
    const region = page.getByRole('region', { name: 'Totals in USDT' });
    const figures = async (): Promise<Record<string, number>> => {
      await visit(page, '/');
      const shown = await region.locator('dl > div').evaluateAll((all) =>
        all.map((one): [string, string] => {
          const text = (part: string): string => one.querySelector(part)?.textContent?.trim() ?? '';
          return [text('dt'), text('dd').replace('\u2212', '-').replaceAll(',', '')];
        }),
      );
      return Object.fromEntries(shown.map(([name, value]) => [name, Number(value)]));
    };
    const choose = (currency: string) => async (): Promise<void> => {
      await page.getByRole('combobox', { name: 'Display currency' }).selectOption({ label: currency });
    };

    expect((await figures())['Equity USDT']).toBeCloseTo(Number(total?.equity), 1);
    await prefer(page, choose('BTC'));
    const inBitcoin = await figures();
    expect(inBitcoin['Equity BTC']).toBeCloseTo(Number(total?.equity) * rate, 5);
    expect(inBitcoin['PnL BTC']).toBeCloseTo(Number(total?.pnl) * rate, 5);
    expect(inBitcoin['Today BTC']).toBeCloseTo(Number(total?.today) * rate, 5);
    expect(Object.keys(inBitcoin).filter((name) => name.includes('USDT'))).toEqual([]);
    await page.getByText(/^At 1 BTC = [\d,]+\.\d\d USDT\.$/).waitFor();
    await page.reload();
    await page.getByText('Equity BTC', { exact: true }).waitFor();

    await prefer(page, choose('SOL'));
    expect((await figures())['Equity USDT']).toBeCloseTo(Number(total?.equity), 1);
    await page.getByText('No price of USDT in SOL here, so these stay in USDT.').waitFor();
    await prefer(page, choose('As traded'));
    await served().call('POST', '/api/kill/lift', {});
  });
});

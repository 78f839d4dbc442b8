import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

interface Bot {
  readonly name: string;
  readonly state: string;
  readonly instrument: { readonly quote: string; readonly moneyDecimals: number };
  readonly result: { readonly equity: string };
}
interface Overview {
  readonly bots: Bot[];
  readonly totals: { readonly quote: string; readonly equity: string; readonly bots: number }[];
}

/** Two bots that count in USDT, one in bitcoin; stopped, so that no figure moves. */
beforeAll(async () => {
  for (const [name, symbol, quoteBalance] of [
    ['tidewater', 'BTCUSDT', '2500'],
    ['ether', 'ETHBTC', '1.5'],
  ] as const) {
    const market = { kind: 'generated', product: 'spot', symbol };
    const body = { name, strategy: 'pmm', market, quoteBalance, baseBalance: '0', start: true };
    await served().call('POST', '/api/bots', body);
    await served().instance.said('running', (word) => word.name === name);
  }
  await served().call('POST', '/api/kill', {});
  await served().call('POST', '/api/kill/lift', {});
});

/** What the page says of one currency: its figures by their names. */
async function totals(page: Page, quote: string): Promise<Record<string, string>> {
  const section = page.getByRole('region', { name: `Totals in ${quote}`, exact: true });
  await section.getByText(`Equity ${quote}`, { exact: true }).waitFor();
  return Object.fromEntries(
    await section.locator('dl > div').evaluateAll((figures) =>
      figures.map((figure): [string, string] => {
        const text = (part: string): string => figure.querySelector(part)?.textContent?.trim() ?? '';
        return [text('dt'), text('dd')];
      }),
    ),
  );
}
const plain = (text: string | undefined): number => Number((text ?? '').replaceAll(/[\s,]/g, ''));

describe('P22: bots that count in different currencies', () => {
  it('the overview has the totals of each currency, none over both, and says so', async () => {
    const { page } = await served().open();
    const { bots, totals: sums } = await served().call<Overview>('GET', '/api/overview');
    const of = (quote: string): Bot[] => bots.filter(({ instrument }) => instrument.quote === quote);
    expect(of('USDT')).toHaveLength(2);
    expect(of('BTC')).toHaveLength(1);
    expect(sums.map(({ quote, bots: count }) => [quote, count])).toEqual([
      ['USDT', 2],
      ['BTC', 1],
    ]);

    await visit(page, '/');
    const usdt = await totals(page, 'USDT');
    const btc = await totals(page, 'BTC');
    const sum = of('USDT').reduce((total, { result }) => total + Number(result.equity), 0);
    expect(plain(usdt['Equity USDT'])).toBeCloseTo(sum, 1);
    expect(plain(btc['Equity BTC'])).toBeCloseTo(Number(of('BTC')[0]?.result.equity), 5);
    expect([usdt['Quoting'], btc['Quoting']]).toEqual(['0 of 2', '0 of 1']);
    expect(await page.getByRole('region', { name: /^Totals in / }).count()).toBe(2);
    await page.getByText('Each currency stands for itself; nothing is added up across them.').waitFor();
  });

  it('the table of the bots has the currency in each row, and no unit in its headers', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making');
    const row = (name: string) => page.locator('[data-slot=table-row]').filter({ hasText: name });
    const amounts = (name: string): Promise<string[]> =>
      row(name).locator('[data-slot=amount]').allInnerTexts();
    await row('ether').waitFor();
    for (const [name, unit] of [
      ['First steps', 'USDT'],
      ['tidewater', 'USDT'],
      ['ether', 'BTC'],
    ] as const) {
      const shown = await amounts(name);
      expect(shown.length, name).toBeGreaterThan(1);
      for (const amount of shown) expect(amount, name).toMatch(new RegExp(`${unit}$`));
    }
    const headers = await page.getByRole('columnheader').allInnerTexts();
    for (const header of headers) expect(header).not.toMatch(/USDT|BTC/);
  });
});

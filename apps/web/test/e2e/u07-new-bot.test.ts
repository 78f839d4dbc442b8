import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Bot } from '../support/bots.ts';
import { overflow } from '../support/layout.ts';
import { DESKTOP, PHONE, unfold, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const bots = async (): Promise<Bot[]> => (await served().call<{ items: Bot[] }>('GET', '/api/bots')).items;
const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true });
const review = (page: Page): Promise<void> => page.getByRole('button', { name: 'Review' }).click();

interface Schema {
  readonly properties: Readonly<
    Record<string, { readonly title: string; readonly description: string; readonly default?: unknown }>
  >;
}

/** Names of the fields the form has, in the groups that are open. */
const drawn = (page: Page): Promise<(string | null)[]> =>
  page.locator('[data-field]').evaluateAll((all) => all.map((one) => one.getAttribute('data-field')));

const quotes = (page: Page): Locator =>
  page.getByRole('table', { name: 'Quotes the bot would place' }).locator('tbody tr');

interface Row {
  readonly side: string;
  readonly price: number;
  readonly distance: number;
}

const shownQuotes = async (page: Page): Promise<Row[]> =>
  (
    await quotes(page).evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td')].map(({ innerText }) => innerText)),
    )
  ).map(([side = '', price = '', , distance = '']) => ({
    side,
    price: Number(price.replaceAll(',', '')),
    distance: Number(distance),
  }));

/** The middle of the book that the preview stands on. */
async function shownMid(page: Page): Promise<number> {
  const text = await page.locator('figcaption', { hasText: 'mid' }).innerText();
  return Number(/mid ([\d,.]+)/.exec(text)?.[1]?.replaceAll(',', ''));
}

/** All that describes a control to a screen reader. */
async function description(page: Page, control: Locator): Promise<string> {
  const ids = ((await control.getAttribute('aria-describedby')) ?? '').split(' ').filter(Boolean);
  const texts = await Promise.all(ids.map((id) => page.locator(`#${id}`).innerText()));
  return texts.join(' ');
}

describe('U7: a new bot', () => {
  it('the form is drawn from the schemas: each parameter and limit with its title, help and default', async () => {
    const { page } = await served().open();
    const { schema } = await served().call<{ schema: Schema }>('GET', '/api/strategies/pmm');
    const limits = await served().call<{ schema: Schema }>('GET', '/api/risk-limits/schema');
    await visit(page, '/market-making/new');
    await field(page, 'Pair').selectOption({ label: 'BTC/USDT perpetual' });
    await unfold(page);
    await page.locator('[data-field=positionMode]').waitFor();
    const parts = [
      ['parameters', Object.entries(schema.properties)],
      ['limits', Object.entries(limits.schema.properties)],
    ] as const;
    expect(await drawn(page)).toHaveLength(parts.reduce((sum, [, properties]) => sum + properties.length, 0));
    for (const [part, properties] of parts) {
      // `leverage` is a parameter and a limit; parameters come first.
      const order = part === 'limits' ? -1 : 0;
      for (const [name, { title, description: help, default: usual }] of properties) {
        const one = page.locator(`[data-field="${name}"]`).nth(order);
        const text = await one.innerText();
        expect(text, `${part} ${name}`).toContain(title);
        expect(text, `${part} ${name}`).toContain(help);
        if (typeof usual !== 'number') continue;
        const input = one.locator('input');
        // A field is filled with its default, or is empty and says it.
        const shown = (await input.inputValue()) || (await input.getAttribute('placeholder'));
        expect([String(usual), `${usual} by default`], `${part} ${name}`).toContain(shown);
      }
    }

    // What is for perpetuals alone is not asked for on spot.
    await field(page, 'Pair').selectOption({ label: 'BTC/USDT spot' });
    await page.locator('[data-field=positionMode]').waitFor({ state: 'detached' });
    expect(await drawn(page)).toContain('bidSpreadBp');
  });

  it('the form follows a schema it has never seen', async () => {
    const { page } = await served().open();
    const strange = {
      name: 'tide',
      title: 'Tide',
      summary: 'Ebbs and flows.',
      risk: 'Drowns.',
      minimumCapital: 'A bucket.',
      bots: 0,
      history: null,
      schema: {
        type: 'object',
        required: ['pull'],
        properties: {
          pull: { type: 'number', title: 'Pull', description: 'Of the moon.', minimum: 1, maximum: 9 },
          spring: { type: 'boolean', title: 'Spring tide', description: 'Twice a month.', default: true },
        },
      },
    };
    await page.route('**/api/strategies', (route) => route.fulfill({ json: { items: [strange] } }));
    await page.route('**/api/bots/preview', (route) => route.abort('aborted'));
    await visit(page, '/market-making/new?strategy=tide');
    expect(await field(page, 'Spring tide').isChecked()).toBe(true);
    await field(page, 'Name').fill('ebb');
    await field(page, 'Pull').fill('10');
    await review(page);
    await page.locator('#parameters-pull[aria-invalid=true]').waitFor();
    expect(await description(page, field(page, 'Pull'))).toMatch(/Must be at most 9\. Of the moon\./);
    expect(await page.locator('[data-field=bidSpreadBp]').count()).toBe(0);
  });

  it('the preview stands on the current book: each quote at its distance from the mid, by spread and levels', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making/new');
    await field(page, 'Bid spread').fill('50');
    await field(page, 'Ask spread').fill('70');
    await field(page, 'Levels').fill('3');
    await field(page, 'Level spread').fill('10');
    await quotes(page).nth(5).waitFor();
    const rows = await shownQuotes(page);
    const mid = await shownMid(page);
    // As in a book: the highest price on top.
    expect(rows.map(({ side }) => side)).toEqual(['Sell', 'Sell', 'Sell', 'Buy', 'Buy', 'Buy']);
    expect(rows.map(({ price }) => price)).toEqual(rows.map(({ price }) => price).sort((a, b) => b - a));
    for (const [index, distance] of [90, 80, 70, 50, 60, 70].entries()) {
      const row = rows[index]!;
      expect(Math.abs(row.distance - distance), `${row.side} ${row.price}`).toBeLessThan(0.5);
      const measured = (Math.abs(row.price - mid) / mid) * 10_000;
      expect(Math.abs(measured - row.distance), `${row.side} ${row.price}`).toBeLessThan(0.1);
    }

    // The book is that of the chosen pair.
    const answered = page.waitForResponse('**/api/bots/preview');
    await field(page, 'Pair').selectOption({ label: 'ETH/USDT spot' });
    const other = (await (await answered).json()) as { mid: string; instrument: { priceDecimals: number } };
    const { priceDecimals: digits } = other.instrument;
    const written = Number(other.mid).toLocaleString('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    await page.getByText(`mid ${written}`).waitFor();
    expect(Number(other.mid)).toBeLessThan(mid / 2);
  });

  it.each([
    ['-1', /Must be at least 0\./],
    ['10000', /Must be at most 9999\./],
    ['wide', /Enter a number/],
  ])('a spread of %s is refused beside its field, and no bot is made', async (spread, why) => {
    const { page } = await served().open();
    const commands: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && !request.url().endsWith('/preview')) commands.push(request.url());
    });
    const before = (await bots()).length;
    await visit(page, '/market-making/new');
    await field(page, 'Name').fill('never-made');
    const input = field(page, 'Bid spread');
    expect(await description(page, input)).not.toMatch(why);
    await input.fill(spread);
    await review(page);
    await page.locator('#parameters-bidSpreadBp[aria-invalid=true]').waitFor();
    expect(await description(page, input)).toMatch(why);
    expect(await input.evaluate((one) => document.activeElement === one)).toBe(true);
    expect(await page.getByRole('button', { name: 'Create bot' }).count()).toBe(0);
    expect(commands).toEqual([]);
    expect(await bots()).toHaveLength(before);

    // Once it is good, it may be reviewed.
    await input.fill('3');
    await page.locator('#parameters-bidSpreadBp[aria-invalid=true]').waitFor({ state: 'detached' });
    await review(page);
    await page.getByRole('button', { name: 'Create bot' }).waitFor();
    expect(await bots()).toHaveLength(before);
  });

  it.each([
    ['Name', '', /Enter a value\./],
    ['USDT at the start', '1,5', /decimal|number/i],
    ['Drawdown ratio', '2', /Must be at most 1\./],
  ])('%s “%s” is refused beside its field too', async (label, value, why) => {
    const { page } = await served().open();
    await visit(page, '/market-making/new');
    await field(page, 'Name').fill('never-made');
    await field(page, label).fill(value);
    await review(page);
    await page.locator('[aria-invalid=true]').first().waitFor();
    const input = field(page, label);
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    expect(await description(page, input)).toMatch(why);
    expect(await input.evaluate((one) => document.activeElement === one)).toBe(true);
    expect(await page.getByRole('button', { name: 'Create bot' }).count()).toBe(0);
  });

  it('what only the instance can refuse stands at its field as well, and no bot is made', async () => {
    const { page, problems } = await served().open();
    problems.expect(/^refused: POST \/api\/bots(\/preview)? 4\d\d$/);
    const before = (await bots()).length;
    await visit(page, '/market-making/new');
    await field(page, 'Name').fill('never-made');
    await field(page, 'Levels').fill('6');
    await field(page, 'Level spread').fill('2000');
    await review(page);
    await page.getByRole('button', { name: 'Create bot' }).click();
    await page.locator('#parameters-levelSpreadBp[aria-invalid=true]').waitFor();
    const input = field(page, 'Level spread');
    expect(await description(page, input)).toMatch(/must leave the last bid a price above 0/);
    expect(await input.evaluate((one) => document.activeElement === one)).toBe(true);
    expect(await field(page, 'Name').inputValue()).toBe('never-made');
    expect(await bots()).toHaveLength(before);
  });

  it.each([
    ['1280×800', DESKTOP, 'south-quay'],
    ['375×812', PHONE, 'north-quay'],
  ])('%s: a good form is reviewed in words, and makes what was asked for', async (_size, viewport, name) => {
    const { page } = await served().open({ viewport });
    await visit(page, '/market-making/new');
    await field(page, 'Name').fill(name);
    await field(page, 'Pair').selectOption({ label: 'ETH/USDT spot' });
    await field(page, 'USDT at the start').fill('12345.67');
    await field(page, 'ETH at the start').fill('3.25');
    await field(page, 'Bid spread').fill('12.5');
    await field(page, 'Daily loss').fill('250');
    expect(await overflow(page)).toBe(0);
    await review(page);
    const said = page.getByRole('region', { name: 'Review the new bot' });
    const lines = (await said.innerText()).replaceAll(/\s+/g, ' ');
    for (const line of [
      `Name ${name}`,
      'Strategy Pure market making',
      'ETHUSDT',
      'USDT at the start 12345.67',
      'ETH at the start 3.25',
      'Bid spread 12.5 bp',
      'Daily loss 250',
    ]) {
      expect(lines).toContain(line);
    }
    expect((await bots()).map((bot) => bot.name)).not.toContain(name);

    await page.getByRole('button', { name: 'Create bot' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const made = (await bots()).find((bot) => bot.name === name);
    const bot = await served().call<object>('GET', `/api/bots/${made?.id}`);
    expect(bot).toMatchObject({
      strategy: 'pmm',
      market: { kind: 'generated', product: 'spot', symbol: 'ETHUSDT' },
      parameters: { bidSpreadBp: 12.5, askSpreadBp: 2 },
      limits: { maxDailyLossQuote: 250 },
    });
    await page.locator('main header [data-slot=status-tag][data-status=running]').waitFor();
    await visit(page, '/market-making');
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  });

  it('one that is not to start at once stands still; started, it has the amounts it was given', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making/new');
    await field(page, 'Name').fill('dry-dock');
    await field(page, 'USDT at the start').fill('12345.67');
    await field(page, 'BTC at the start').fill('0.5');
    // So far off that nothing is filled.
    await field(page, 'Bid spread').fill('400');
    await field(page, 'Ask spread').fill('400');
    await page.getByLabel('Start it at once').uncheck();
    await review(page);
    await page.getByText('It stays stopped until you start it.').waitFor();
    await page.getByRole('button', { name: 'Create bot' }).click();
    await page.getByRole('heading', { level: 1, name: 'dry-dock' }).waitFor();
    const header = page.locator('main header').first();
    expect(await header.locator('[data-slot=status-tag]').first().innerText()).toMatch(/^stopped/);

    await header.getByRole('button', { name: 'Start' }).click();
    await header.locator('[data-status=running]').waitFor();
    const balance = (asset: string): Locator =>
      page.getByRole('region', { name: 'Balances' }).locator('dt', { hasText: asset }).locator('+ dd');
    await balance('USDT')
      .filter({ hasText: /^12,345\.67$/ })
      .waitFor();
    await balance('BTC')
      .filter({ hasText: /^0\.50*$/ })
      .waitFor();
  });
});

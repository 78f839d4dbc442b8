import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Bot } from '../support/bots.ts';
import { makeBot } from '../support/bots.ts';
import { tapLive } from '../support/live-tap.ts';
import { DESKTOP, PHONE, unfold, visit } from '../support/routes.ts';
import { OWNER } from '../support/start-console.ts';
import { useConsole } from '../support/use-console.ts';

interface Detail extends Bot {
  readonly limits: Readonly<Record<string, number>>;
  readonly balances: readonly { readonly asset: string; readonly amount: string }[];
  readonly orders: readonly object[];
  readonly instrument: {
    readonly quote: string;
    readonly moneyDecimals: number;
    readonly quantityDecimals: number;
  };
}

interface Schema {
  readonly properties: Readonly<Record<string, { readonly runtime?: boolean }>>;
}

const served = useConsole();
const drawn = (page: Page): Promise<(string | null)[]> =>
  page.locator('[data-field]').evaluateAll((all) => all.map((one) => one.getAttribute('data-field')));
const read = (id: string): Promise<Detail> => served().call<Detail>('GET', `/api/bots/${id}`);
const dialog = (page: Page): Locator => page.getByRole('alertdialog');
const controls = (page: Page): Locator => page.locator('main header').first();
const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true });
const save = (within: Page | Locator): Locator => within.getByRole('button', { name: 'Save changes' });
const status = (page: Page, state: string): Locator =>
  page.locator(`main header [data-slot=status-tag][data-status=${state}]`);
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.textContent?.trim());

/** The rows of the changes, as "what: old → new". */
async function changes(within: Locator): Promise<string[]> {
  const rows = await within
    .getByRole('region', { name: 'Changes' })
    .last()
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim())),
    );
  return rows.map(([what, before, after]) => `${what}: ${before} → ${after}`);
}

describe('U9: an edit', () => {
  it.each([
    ['1280×800', DESKTOP, 'editable'],
    ['375×812', PHONE, 'editable-small'],
  ])(
    '%s: shows old → new before it counts; Enter saves nothing; saved, it is what is quoted',
    async (_size, viewport, name) => {
      const { page } = await served().open({ viewport });
      const { id } = await makeBot(served(), name, { bidSpreadBp: 20, askSpreadBp: 20 });
      await visit(page, `/market-making/${id}/edit`);
      expect(await save(page).isDisabled()).toBe(true);
      await field(page, 'Bid spread').fill('35');
      await field(page, 'Ask spread').fill('45');
      const expected = ['Bid spread bp: 20 → 35', 'Ask spread bp: 20 → 45'];
      expect(await changes(page.locator('main'))).toEqual(expected);
      await save(page).click();
      expect(await changes(dialog(page))).toEqual(expected);

      // The safe button has the focus, and Enter on the other one does nothing.
      expect(await focused(page)).toBe('Keep editing');
      await save(dialog(page)).press('Enter');
      expect(await dialog(page).isVisible()).toBe(true);
      expect((await read(id)).parameters).toMatchObject({ bidSpreadBp: 20, askSpreadBp: 20 });

      await save(dialog(page)).click();
      await page.waitForURL(`**/market-making/${id}`);
      expect((await read(id)).parameters).toMatchObject({ bidSpreadBp: 35, askSpreadBp: 45 });
      // 35 below and 45 above: what rests from now on.
      await page.waitForFunction(
        ([from, to]) => {
          const rows = [...document.querySelectorAll('[aria-labelledby=orders-title] tbody tr')];
          const prices = rows.map((row) => Number(row.children[1]?.textContent?.replaceAll(/[^\d.]/g, '')));
          const [sell, buy] = [Math.max(...prices), Math.min(...prices)];
          const apart = (20_000 * (sell - buy)) / (sell + buy);
          return rows.length === 2 && apart > from && apart < to;
        },
        [79, 81] as const,
      );
    },
  );

  it('back to what it was: nothing is changed, and nothing can be saved', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'undecided', { bidSpreadBp: 20 });
    await visit(page, `/market-making/${id}/edit`);
    await field(page, 'Bid spread').fill('35');
    expect(await save(page).isEnabled()).toBe(true);
    await field(page, 'Bid spread').fill('20');
    await page.locator('main').getByText('Nothing is changed yet.').first().waitFor();
    expect(await save(page).isDisabled()).toBe(true);
  });

  it('a bad value is refused beside its field, and cannot be saved', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'strict');
    await visit(page, `/market-making/${id}/edit`);
    await field(page, 'Bid spread').fill('-3');
    await page.locator('#parameters-bidSpreadBp[aria-invalid=true]').waitFor();
    expect(await page.locator('#parameters-bidSpreadBp-problem').innerText()).toBe('Must be at least 0.');
    expect(await field(page, 'Bid spread').getAttribute('aria-describedby')).toContain(
      'parameters-bidSpreadBp-problem',
    );
    expect(await save(page).isDisabled()).toBe(true);
  });

  it('what cannot change while it works is locked, with the reason', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'locked');
    await visit(page, `/market-making/${id}/edit`);
    await unfold(page);
    const { schema } = await served().call<{ schema: Schema }>('GET', '/api/strategies/pmm');
    const limits = await served().call<{ schema: Schema }>('GET', '/api/risk-limits/schema');
    const locked = await page
      .locator('[data-field]')
      .filter({ hasText: 'Can only change while the bot is stopped.' })
      .evaluateAll((all) =>
        all.map((one) => ({
          name: one.getAttribute('data-field'),
          open: [...one.querySelectorAll('input, select, button')].filter(
            (part) => !part.matches(':disabled'),
          ).length,
        })),
      );
    const here = await drawn(page);
    const fixed = Object.entries(schema.properties).filter(
      ([name, { runtime }]) => runtime === false && here.includes(name),
    );
    expect(new Set(locked.map(({ name }) => name))).toEqual(
      new Set([...fixed.map(([name]) => name), ...Object.keys(limits.schema.properties)]),
    );
    expect(locked.filter(({ open }) => open > 0)).toEqual([]);
    expect(await field(page, 'Bid spread').isDisabled()).toBe(false);
  });

  it('a limit of a stopped bot is lowered by a press; raised only with the password', async () => {
    const { page, problems } = await served().open();
    problems.expect(/^refused: PATCH \/api\/bots\/\S+ 403$/);
    const { id } = await makeBot(served(), 'limited');
    await served().call('POST', `/api/bots/${id}/stop`, {});
    await visit(page, `/market-making/${id}/edit`);
    await field(page, 'Drawdown ratio').fill('0.05');
    await save(page).click();
    await save(dialog(page)).click();
    await page.waitForURL(`**/market-making/${id}`);
    expect((await read(id)).limits).toMatchObject({ maxDrawdownRatio: 0.05 });

    await visit(page, `/market-making/${id}/edit`);
    await field(page, 'Drawdown ratio').fill('0.5');
    await save(page).click();
    await save(dialog(page)).click();
    const password = dialog(page).getByLabel('Your password');
    await password.waitFor();
    expect((await read(id)).limits).toMatchObject({ maxDrawdownRatio: 0.05 });
    expect(await save(dialog(page)).isDisabled()).toBe(true);
    await password.fill(OWNER.password);
    await password.press('Enter');
    expect(await dialog(page).isVisible()).toBe(true);
    expect((await read(id)).limits).toMatchObject({ maxDrawdownRatio: 0.05 });
    await save(dialog(page)).click();
    await page.waitForURL(`**/market-making/${id}`);
    expect((await read(id)).limits).toMatchObject({ maxDrawdownRatio: 0.5 });
  });
});

describe('U9: pause and resume', () => {
  it('pause asks first and cancels what is open; resume quotes again', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'pausable', { bidSpreadBp: 40, askSpreadBp: 40 });
    await visit(page, `/market-making/${id}`);
    const orders = page.getByRole('region', { name: 'Open orders' }).first();
    await orders.getByRole('row', { name: /^Sell.*resting/ }).waitFor();
    await controls(page).getByRole('button', { name: 'Pause' }).click();
    expect(await dialog(page).innerText()).toMatch(/Pause pausable\?[\s\S]*Cancels \d+ open orders/);
    expect(await focused(page)).toBe('Keep running');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    expect((await read(id)).state).toBe('running');

    await controls(page).getByRole('button', { name: 'Pause' }).click();
    await dialog(page).getByRole('button', { name: 'Pause' }).press('Enter');
    expect((await read(id)).state).toBe('running');
    await dialog(page).getByRole('button', { name: 'Pause' }).click();
    await status(page, 'paused').waitFor();
    expect(await read(id)).toMatchObject({ state: 'paused', openOrders: 0 });
    await orders.getByText('No open orders.').waitFor();

    await controls(page).getByRole('button', { name: 'Resume' }).click();
    await dialog(page).getByRole('button', { name: 'Resume' }).click();
    await status(page, 'running').waitFor();
    await orders.getByRole('row', { name: /^Sell.*resting/ }).waitFor();
    await orders.getByRole('row', { name: /^Buy.*resting/ }).waitFor();
  });
});

describe('U9: remove', () => {
  it('says which orders go and which amounts come back, as they are; Enter destroys nothing', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'removable', { bidSpreadBp: 40, askSpreadBp: 40, levels: 2 });
    const tap = await tapLive(page);
    await visit(page, `/market-making/${id}`);
    await page
      .getByRole('region', { name: 'Open orders' })
      .first()
      .getByRole('row', { name: /^Buy.*resting/ })
      .nth(1)
      .waitFor();
    // Held still, so that what is said can be compared.
    await tap.first(`bot:${id}`);
    tap.mute(`bot:${id}`);
    const bot = await read(id);
    tap.put(`bot:${id}`, { ...bot, name: 'removable-now' });
    await page.getByRole('heading', { level: 1, name: 'removable-now' }).waitFor();

    await controls(page).getByRole('button', { name: 'Remove' }).click();
    const { instrument } = bot;
    const amounts = bot.balances.map(({ asset, amount }) => {
      const digits = asset === instrument.quote ? instrument.moneyDecimals : instrument.quantityDecimals;
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      return `${Number(amount).toLocaleString('en-US', options)} ${asset}`;
    });
    const said = await dialog(page).innerText();
    expect(bot.orders.length).toBeGreaterThanOrEqual(4);
    expect(said).toContain(`Cancels ${bot.orders.length} open orders and ends the bot.`);
    expect(said).toContain(`Returned: ${amounts.join(', ')}.`);
    expect(said).toContain(`Its ${bot.quoting.fills} fills and its audit log stay.`);

    expect(await focused(page)).toBe('Keep the bot');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await controls(page).getByRole('button', { name: 'Remove' }).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).press('Enter');
    expect(await dialog(page).isVisible()).toBe(true);
    expect((await read(id)).state).toBe('running');

    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await page.waitForURL('**/market-making');
    await page.getByText('removable-now was removed').waitFor();
    const { items } = await served().call<{ items: Bot[] }>('GET', '/api/bots');
    expect(items.map(({ name }) => name)).not.toContain('removable');
    expect(await page.getByRole('link', { name: 'removable' }).count()).toBe(0);
  });

  it('a bot that never ran has no balances yet, and returns none', async () => {
    const { page } = await served().open();
    const { id } = await served().call<Bot>('POST', '/api/bots', {
      name: 'unborn',
      strategy: 'pmm',
      market: { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' },
      start: false,
    });
    expect((await read(id)).balances).toEqual([]);
    await visit(page, `/market-making/${id}`);
    await page.getByRole('region', { name: 'Balances' }).getByText('Known once it has started.').waitFor();
    await controls(page).getByRole('button', { name: 'Remove' }).click();
    expect(await dialog(page).innerText()).toContain('It has never run, so nothing is returned.');
  });

  it('a removal that fails is said in the dialog, and the bot is still there', async () => {
    const { page, problems } = await served().open();
    problems.expect(/^refused: DELETE \/api\/bots\/\S+ 502$/);
    const { id } = await makeBot(served(), 'clinging');
    await page.route(`**/api/bots/${id}`, (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 502, json: { code: 'VENUE_SILENT', message: 'The venue did not answer.' } })
        : route.continue(),
    );
    await visit(page, `/market-making/${id}`);
    await controls(page).getByRole('button', { name: 'Remove' }).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await dialog(page).getByRole('alert').getByText('The venue did not answer.').waitFor();
    expect((await read(id)).name).toBe('clinging');
    await dialog(page).getByRole('button', { name: 'Keep the bot' }).click();
    await page.getByRole('heading', { level: 1, name: 'clinging' }).waitFor();
  });
});

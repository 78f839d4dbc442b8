import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot, makeBot, units } from '../support/bots.ts';
import type { Bot } from '../support/bots.ts';
import { tapLive } from '../support/live-tap.ts';
import { DESKTOP, PHONE, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const status = (page: Page, state: string): Locator =>
  page.locator(`main header [data-slot=status-tag][data-status=${state}]`);

/** As the API gives it: money in quote, what was paid below zero. */
interface Detail extends Bot {
  readonly result: {
    readonly pnl: string;
    readonly realized: string;
    readonly unrealized: string;
    readonly fees: string;
    readonly rebates: string;
    readonly inventory: { readonly base: string };
  };
  readonly instrument: { readonly quantityDecimals: number };
}

/** Stored state, and the word that stands for it on the screen. */
const STATES = [
  ['running', 'running'],
  ['paused', 'paused'],
  ['stopping', 'stopping'],
  ['stopped', 'stopped'],
  ['degraded', 'degraded'],
  ['failed', 'failed'],
  ['created', 'stopped'],
  ['starting', 'degraded'],
] as const;

const HOUR_MS = 3_600_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** The figure beside its term. */
const figure = (page: Page, term: string): Promise<string> =>
  page
    .locator('main dt', { hasText: term })
    .first()
    .locator('xpath=following-sibling::dd[1]')
    .locator('[data-slot=amount]')
    .innerText();

/** The parts of the PnL as they are written, all of one moment. */
async function pnl(page: Page): Promise<Record<string, string>> {
  const parts = await page
    .locator('[data-pnl]')
    .evaluateAll((all) =>
      all.map((part) => [part.getAttribute('data-pnl'), part.querySelector('dd')?.textContent?.trim() ?? '']),
    );
  return Object.fromEntries(parts) as Record<string, string>;
}

describe('U8: the status of a bot', () => {
  it.each(STATES)('%s: its page says "%s", since when, and why', async (state, word) => {
    const { page } = await served().open();
    const { id } = await firstBot(served());
    const detail = state === 'failed' ? 'The journal could not be written.' : '';
    const since = ago(2 * HOUR_MS + 5 * 60_000 + 10_000);
    const change = (bot: object): object => ({ ...bot, state, since, detail });
    await tapLive(page, (channel, data) => (channel === `bot:${id}` ? change(data as object) : data));
    await page.route(`**/api/bots/${id}`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: change((await answer.json()) as object) });
    });
    await visit(page, `/market-making/${id}`);
    await status(page, state).waitFor();
    expect((await status(page, state).innerText()).replaceAll(/\s+/g, ' ')).toBe(`${word} 2h 5m`);
    expect(await status(page, state).locator('time').getAttribute('datetime')).toBe(since);
    if (detail !== '') expect(await page.locator('[data-reason]').innerText()).toBe(detail);
  });

  it.each([
    ['1280×800', DESKTOP],
    ['375×812', PHONE],
  ])('%s: the list says each state in words, with the time in it', async (_size, viewport) => {
    const { page } = await served().open({ viewport });
    const { items } = await served().call<{ items: Bot[] }>('GET', '/api/bots');
    const all = STATES.map(([state], hours) => ({
      ...items[0]!,
      id: `bot-${state}`,
      name: `the-${state}`,
      state,
      since: ago((hours + 1) * HOUR_MS + 10_000),
    }));
    await tapLive(page, (channel, data) =>
      channel === 'overview' ? { ...(data as object), bots: all } : data,
    );
    await page.route('**/api/bots', (route) => route.fulfill({ json: { items: all } }));
    await visit(page, '/market-making');
    for (const [index, [state, word]] of STATES.entries()) {
      const row = page.getByRole('row', { name: new RegExp(`the-${state}`) });
      const tag = row.locator(`[data-slot=status-tag][data-status=${state}]`);
      expect((await tag.innerText()).replaceAll(/\s+/g, ' ')).toBe(`${word} ${index + 1}h`);
    }
  });

  it('the time in the state goes on by itself', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'long-runner');
    await page.clock.install();
    await visit(page, `/market-making/${id}`);
    await status(page, 'running').waitFor();
    await page.clock.runFor(60_000);
    expect(await status(page, 'running').locator('time').innerText()).toMatch(/^[12]m( \d+s)?$/);
  });

  it('a real one: running, paused, running, stopped, each with a time of its own', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'ebb');
    await visit(page, `/market-making/${id}`);
    let last = '';
    for (const [act, state] of [
      ['', 'running'],
      ['pause', 'paused'],
      ['resume', 'running'],
      ['stop', 'stopped'],
    ] as const) {
      if (act !== '') await served().call('POST', `/api/bots/${id}/${act}`, {});
      await status(page, state).waitFor();
      const time = status(page, state).locator('time');
      const since = (await time.getAttribute('datetime')) ?? '';
      expect(since > last, `${since} after ${last}`).toBe(true);
      expect(await time.innerText()).toMatch(/^(\d+m )?\d+s$/);
      last = since;
    }
  });

  it('inventory, fills and fees of a bot that trades; the parts of the PnL are its total to the last digit', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'close-quoter', {
      bidSpreadBp: 0.1,
      askSpreadBp: 0.1,
      refreshSec: 1,
    });
    const tap = await tapLive(page);
    await visit(page, `/market-making/${id}`);
    const fills = page.getByRole('table', { name: 'Fills' }).locator('[data-slot=table-row]');
    await fills.first().waitFor({ timeout: 60_000 });

    // While it goes on, what stands there at any moment adds up.
    const { total: running = '', ...moving } = await pnl(page);
    expect(Object.values(moving).reduce((sum, text) => sum + units(text), 0n)).toBe(units(running));

    // And held still, it is what the instance says, to the last digit.
    await tap.first(`bot:${id}`);
    tap.mute(`bot:${id}`);
    const bot = await served().call<Detail>('GET', `/api/bots/${id}`);
    const told = { ...bot, name: 'held-still' };
    tap.put(`bot:${id}`, told);
    await page.getByRole('heading', { level: 1, name: 'held-still' }).waitFor();
    const { total = '', ...parts } = await pnl(page);
    const { result } = bot;
    expect(Object.keys(parts).sort()).toEqual(['fees', 'realized', 'rebates', 'unrealized']);
    for (const [key, text] of Object.entries(parts)) {
      expect(units(text), key).toBe(units(result[key as 'fees' | 'realized' | 'rebates' | 'unrealized']));
    }
    expect(units(total)).toBe(units(result.pnl));
    expect(Object.values(parts).reduce((sum, text) => sum + units(text), 0n)).toBe(units(total));
    expect(units(parts['fees'] ?? '')).toBeLessThan(0n);
    const held = Number(result.inventory.base).toFixed(bot.instrument.quantityDecimals);
    expect(await figure(page, 'Inventory BTC')).toBe(held);
    for (const row of await fills.all()) expect(await row.innerText()).toMatch(/(Buy|Sell)[\s\S]*\d/);
  });

  it('its quotes are there, both sides, each with its state', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'two-sided', { levels: 2, bidSpreadBp: 40, askSpreadBp: 40 });
    const tap = await tapLive(page);
    await visit(page, `/market-making/${id}`);
    const orders = page.getByRole('region', { name: 'Open orders' }).first();
    const resting = (side: string): Locator =>
      orders.getByRole('row', { name: new RegExp(`^${side}.*resting`) });
    await resting('Sell').nth(1).waitFor();
    await resting('Buy').nth(1).waitFor();

    // An order of which the exchange has not said what became of it is shown as such.
    await tap.first(`bot:${id}`);
    tap.mute(`bot:${id}`);
    const bot = await served().call<{ orders: object[] }>('GET', `/api/bots/${id}`);
    const [first, ...others] = bot.orders;
    tap.put(`bot:${id}`, { ...bot, orders: [{ ...first, state: 'unknown' }, ...others] });
    await orders.getByRole('row', { name: /being checked/ }).waitFor();
    expect(await orders.getByRole('row', { name: /being checked/ }).count()).toBe(1);
  });
});

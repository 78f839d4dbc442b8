import { describe, expect, it } from 'vitest';
import { firstBot, makeBot, units } from '../support/bots.ts';
import { tapLive } from '../support/live-tap.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

describe('U8: the status of a bot', () => {
  it.each(['running', 'paused', 'stopping', 'stopped', 'degraded', 'failed'] as const)(
    '%s: said in words, with the time in the state',
    async (state) => {
      const { page } = await served().open();
      const { id } = await firstBot(served());
      const since = new Date(Date.now() - 2 * 3_600_000 - 5 * 60_000).toISOString();
      const detail = state === 'failed' ? 'The journal could not be written.' : '';
      const change = (bot: object): object => ({ ...bot, state, since, detail });
      await tapLive(page, (channel, data) => (channel === `bot:${id}` ? change(data as object) : data));
      await page.route(`**/api/bots/${id}`, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: change((await answer.json()) as object) });
      });
      await visit(page, `/market-making/${id}`);
      const tag = page.locator(`main header [data-slot=status-tag][data-status=${state}]`);
      await tag.waitFor();
      expect(await tag.innerText()).toMatch(new RegExp(`${state}\\s*2h 5m`, 'i'));
      if (detail !== '') await page.locator('[data-reason]', { hasText: detail }).waitFor();
    },
  );

  it('a pause is seen with its own time, and ended', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'ebb');
    await visit(page, `/market-making/${id}`);
    await page.locator('main header [data-slot=status-tag][data-status=running]').waitFor();
    await served().call('POST', `/api/bots/${id}/pause`, {});
    const paused = page.locator('main header [data-slot=status-tag][data-status=paused]');
    await paused.waitFor();
    expect(await paused.locator('time').innerText()).toMatch(/^\d+s$/);
    await served().call('POST', `/api/bots/${id}/resume`, {});
    await page.locator('main header [data-slot=status-tag][data-status=running]').waitFor();
  });

  it('P16: inventory, quotes, fills and fees are there, and the parts of the PnL are its total', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'close-quoter', { bidSpreadBp: 0.1, askSpreadBp: 0.1 });
    await visit(page, `/market-making/${id}`);
    await page
      .getByRole('table', { name: 'Fills' })
      .locator('[data-slot=table-row]')
      .first()
      .waitFor({ timeout: 60_000 });
    const parts = await page
      .locator('[data-pnl]')
      .evaluateAll((all) =>
        all.map((part) => [
          part.getAttribute('data-pnl'),
          part.querySelector('dd')?.textContent?.trim() ?? '',
        ]),
      );
    const { total, ...rest } = Object.fromEntries(parts) as Record<string, string>;
    expect(Object.keys(rest).sort()).toEqual(['fees', 'realized', 'rebates', 'unrealized']);
    expect(Object.values(rest).reduce((sum, text) => sum + units(text), 0n)).toBe(units(total!));
    expect(units(rest['fees']!)).toBeLessThan(0n);
    // P16: a result over the volume is no return, and is not called one.
    expect(await page.locator('main dt', { hasText: 'PnL per volume, bp' }).count()).toBe(1);
    for (const term of ['Inventory BTC', 'Quoted spread', 'Quoting uptime', 'Equity USDT']) {
      const figure = page
        .locator('main dt', { hasText: term })
        .first()
        .locator('xpath=following-sibling::dd[1]');
      expect(await figure.innerText()).toMatch(/\d/);
    }
  });

  it('its quotes are there, both sides, each with its state', async () => {
    const { page } = await served().open();
    const { id } = await firstBot(served());
    await visit(page, `/market-making/${id}`);
    const orders = page.getByRole('region', { name: 'Open orders' });
    await orders
      .getByRole('row', { name: /^Sell.*resting/ })
      .first()
      .waitFor();
    await orders
      .getByRole('row', { name: /^Buy.*resting/ })
      .first()
      .waitFor();
  });
});

import { describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

describe('P21: a balance that no longer pays for an order', () => {
  it('is on the overview with what is needed, on the bot’s page, in the health and in the alerts', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    const low = page.locator('[data-slot=card]').filter({ hasText: 'Low balances' });
    await low.getByText('Every balance pays for the next order.').waitFor();

    await served().call('PATCH', '/api/alert-rules/balance-low', { forSec: 0 });
    const { id } = await served().call<{ id: string }>('POST', '/api/bots', {
      name: 'thin',
      strategy: 'pmm',
      market: { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' },
      quoteBalance: '1.5',
      baseBalance: '0',
      start: true,
    });
    const rows = low.getByRole('listitem').filter({ hasText: 'thin' });
    await rows.nth(1).waitFor();
    const [quote = '', base = ''] = await rows.allInnerTexts();
    expect(quote.replaceAll(/\s+/g, ' ')).toBe('thin 1.5 USDT the smallest order needs 5');
    expect(base.replaceAll(/\s+/g, ' ')).toMatch(/^thin 0 BTC the smallest order needs 0\.000\d+$/);

    await page.getByRole('status').filter({ hasText: 'thin: runs low: 1.5 USDT' }).waitFor();
    await low.getByRole('link', { name: 'thin' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'thin' }).waitFor();
    const balances = page.locator('[data-slot=card]').filter({ hasText: 'Balances' });
    await balances.locator('dl > div').nth(1).waitFor();
    const amounts = await balances.locator('dl > div').allInnerTexts();
    expect(amounts.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual(['BTC 0', 'USDT 1.50']);

    await visit(page, '/manage');
    const health = page.locator(`[data-item="bot:${id}"]`);
    await health.locator('[data-status=warning]').waitFor();
    expect(await health.innerText()).toMatch(
      /USDT runs low: the smallest order needs 5; BTC runs low: the smallest order needs 0\.000\d/,
    );
    await visit(page, '/alerts');
    const alert = page.locator(`[data-alert="balance-low/${id}"]`);
    expect(await alert.locator('[data-status]').innerText()).toBe('firing');
  });
});

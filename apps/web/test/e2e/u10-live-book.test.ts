import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot } from '../support/bots.ts';
import { tapLive } from '../support/live-tap.ts';
import type { LiveTap } from '../support/live-tap.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const book = (page: Page) => page.getByRole('region', { name: 'Order book', exact: true });
const own = (page: Page): Promise<string[]> => book(page).locator('[data-own]').allInnerTexts();

/** A book with own quotes on the second level of each side. */
const levels = (best: number) => ({
  state: 'live',
  reason: '',
  bids: [0, 1, 2].map((row) => [(best - row).toFixed(1), '1.500', row === 1 ? '0.001' : '0']),
  asks: [0, 1, 2].map((row) => [(best + 2 + row).toFixed(1), '2.500', row === 1 ? '0.002' : '0']),
  mid: (best + 1).toFixed(2),
  spread: '2.0',
  spreadBp: (2 / (best + 1)) * 10_000,
  depth: { bid: '4.500', ask: '7.500' },
});

/** A price as the book writes it. */
const withCommas = (price: string): string =>
  Number(price).toLocaleString('en-US', { minimumFractionDigits: 1 });

/** A bot's page whose book has come, and shows from now on only what is put in. */
async function openBook(): Promise<{ page: Page; tap: LiveTap; channel: string }> {
  const { page } = await served().open();
  const tap = await tapLive(page);
  const { id } = await firstBot(served());
  await visit(page, `/market-making/${id}`);
  const channel = `book:${id}`;
  await tap.first(channel);
  tap.mute(channel);
  return { page, tap, channel };
}

describe('U10: the live book', () => {
  it('20 messages a second: own rows are marked in words, spread and depth are of the newest', async () => {
    const { page, tap, channel } = await openBook();
    // Each as it comes, and then a second's worth at once.
    for (let n = 0; n < 20; n++) {
      tap.put(channel, levels(60_000 + n));
      await book(page)
        .getByText(`60,0${String(n).padStart(2, '0')}.0`, { exact: true })
        .first()
        .waitFor();
      expect(await own(page)).toHaveLength(2);
    }
    for (let n = 20; n < 40; n++) tap.put(channel, levels(60_000 + n));
    await book(page).getByText('60,039.0', { exact: true }).waitFor();

    expect(await own(page)).toEqual([
      expect.stringMatching(/^60,042\.0\s+0\.002\s+2\.500/),
      expect.stringMatching(/^60,038\.0\s+0\.001\s+1\.500/),
    ]);
    expect(await book(page).locator('[data-spread]').innerText()).toBe('spread 2.0 (0.33 bp)');
    expect(
      await book(page)
        .getByText(/^Within 50 bp/)
        .innerText(),
    ).toBe('Within 50 bp: 4.500 bid, 7.500 ask BTC');

    // What moves is hidden from screen readers; the same is there as a table that holds still.
    await book(page).getByRole('button', { name: 'Show as table' }).click();
    const rows = book(page).getByRole('table', { name: 'Order book as a table' }).getByRole('row');
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td')].map(({ innerText }) => innerText)),
    );
    const mine = cells.filter((row) => row.length === 4 && row[3] !== '–');
    expect(mine.map(([side, price]) => `${side} ${price}`)).toEqual(['Ask 60,042.0', 'Bid 60,038.0']);
    expect(await book(page).getByRole('columnheader', { name: 'Own' }).count()).toBe(1);
  });

  it('a frame that is missing: "resyncing" and grayed, then the book of the snapshot', async () => {
    // The market's own book is around 60,000.
    const { page, tap, channel } = await openBook();
    tap.put(channel, levels(90_000));
    await book(page).getByText('90,000.0', { exact: true }).waitFor();

    tap.holdAsking(channel);
    tap.put(channel, levels(80_000), 1);
    await tap.asked;
    await book(page).locator('[data-book-state=resyncing]').getByText('resyncing').waitFor();
    expect(await book(page).getByText('90,000.0', { exact: true }).count()).toBe(1);
    expect(await book(page).getByText('80,000.0', { exact: true }).count()).toBe(0);
    expect(await book(page).locator('[aria-busy=true]').count()).toBe(1);

    const { data } = await tap.letAsk();
    await book(page).locator('[data-book-state=live]').waitFor();
    await book(page).getByText('90,000.0', { exact: true }).waitFor({ state: 'detached' });
    expect(await book(page).locator('[aria-busy=true]').count()).toBe(0);
    const { bids, asks } = data as { bids: string[][]; asks: string[][] };
    for (const [best] of [...bids.slice(0, 3), ...asks.slice(0, 3)]) {
      expect(await book(page).getByText(withCommas(best!), { exact: true }).count()).toBeGreaterThan(0);
    }
  });
});

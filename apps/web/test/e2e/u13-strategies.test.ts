import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstBot, makeBot } from '../support/bots.ts';
import { LOCALES, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const PAGES = ['/strategies', '/strategies/pmm'] as const;
/** 12.5 days as each language writes them. */
const SPANS = { en: '12d 12h', zh: '12天 12小时', ja: '12d 12h', ko: '12일 12시간' } as const;
const CASES = LOCALES.flatMap((locale) => PAGES.map((path) => [locale, path] as const));
const MESSAGES = resolve(import.meta.dirname, '../../messages/bots');

interface Strategy {
  readonly name: string;
  readonly title: string;
  readonly risk: string;
  readonly minimumCapital: string;
  readonly history: { readonly pnl: string; readonly fills: number; readonly since: string } | null;
}

/** A history worth showing, whatever the bots of this instance have earned until now. */
const HISTORY = {
  days: 12.5,
  // Some seconds more, for the time until the page is read.
  since: new Date(Date.now() - 12.5 * 86_400_000 - 10_000).toISOString(),
  pnl: '1234.56',
  maxDrawdown: '78.90',
  fills: 321,
  quote: 'USDT',
} as const;

const strategies = async (): Promise<Strategy[]> =>
  (await served().call<{ items: Strategy[] }>('GET', '/api/strategies')).items;

/** Words of the pages in one language. */
const words = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(join(MESSAGES, `${locale}.json`), 'utf8')) as Record<string, string>;

/** The language that the instance keeps for the one who is signed in. */
async function prefer(page: Page, locale: string): Promise<void> {
  const { address } = served();
  const usual = (await (await page.request.get(`${address}/api/me/preferences`)).json()) as object;
  const response = await page.request.put(`${address}/api/me/preferences`, {
    headers: { origin: address },
    data: { ...usual, locale },
  });
  expect(response.ok()).toBe(true);
}

/** Has the catalog answer with a history of its own. */
async function withHistory(page: Page, history: object | null): Promise<void> {
  await page.route(/\/api\/strategies(\/\w+)?$/, async (route) => {
    const answer = (await (await route.fetch()).json()) as { items?: object[] };
    const json =
      answer.items === undefined
        ? { ...answer, history }
        : { items: answer.items.map((one) => ({ ...one, history })) };
    await route.fulfill({ json });
  });
}

/**
 * Every text of the page that reads like what a strategy earns: a percentage, or an amount with a sign or in the money
 * of the history. Gives with each the text of the description or the section that it stands in.
 */
const claims = (page: Page): Promise<{ text: string; around: string }[]> =>
  page.locator('main').evaluate((main, unit) => {
    const figure = new RegExp(
      [String.raw`\d\s*[%％٪]`, String.raw`[+−]\s*[\d,.]*\d`, String.raw`\d\s*${unit}`].join('|'),
    );
    const found: { text: string; around: string }[] = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node as HTMLElement;
      const text = element.innerText;
      // The smallest element that holds it.
      const inside = [...element.children].some((child) => figure.test((child as HTMLElement).innerText));
      if (!figure.test(text) || inside) continue;
      found.push({ text, around: element.closest<HTMLElement>('dd, tr, section, li')?.innerText ?? '' });
    }
    return found;
  }, HISTORY.quote);

describe('U13: the catalog of strategies', () => {
  it('has every strategy of the program, with risk, minimum capital and history; each leads to its page', async () => {
    const { page } = await served().open();
    for (const { name, title, risk, minimumCapital } of await strategies()) {
      const link = page.locator(`a[href="/strategies/${name}"]`);
      const facts = async (within: Locator): Promise<string[]> => {
        const terms = ['Risk', 'Minimum capital', 'History here'];
        return Promise.all(
          terms.map((term) => within.locator('dt', { hasText: term }).locator('+ dd').innerText()),
        );
      };
      await visit(page, '/strategies');
      const listed = await facts(page.getByRole('listitem').filter({ has: link }));
      await link.click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      for (const [saysRisk, saysCapital, history] of [listed, await facts(page.locator('main'))]) {
        expect(saysRisk).toBe(risk);
        expect(saysCapital).toBe(minimumCapital);
        expect(history).toMatch(/^No bot of this instance has traded|over .* since/);
      }
      await page.getByRole('link', { name: 'New bot' }).click();
      await page.waitForURL(`**/market-making/new?strategy=${name}`);
      await page.locator('[data-field]').first().waitFor();
      expect(await page.getByLabel('Strategy', { exact: true }).inputValue()).toBe(name);
    }
  });

  it.each(PAGES)('%s: nor one in words: no yield, no rate of return, no promise', async (path) => {
    const { page } = await served().open();
    await withHistory(page, HISTORY);
    await visit(page, path);
    const text = await page.locator('body').innerText();
    expect(text).toContain('largest drawdown');
    expect(text).not.toMatch(
      /\b(APY|APR|ROI|CAGR|yields?|guaranteed?|annuali[sz]ed|returns? of|per (year|annum))\b/i,
    );
  });

  it.each(PAGES)('%s: where nothing has traded it says so, and shows no figure', async (path) => {
    const { page } = await served().open();
    await withHistory(page, null);
    await visit(page, path);
    await page.getByText('No bot of this instance has traded with it yet.').first().waitFor();
    expect(await claims(page)).toEqual([]);
  });

  it('the figures are those of the bots here', async () => {
    const { page } = await served().open();
    const { id } = await makeBot(served(), 'earner', { bidSpreadBp: 0.1, askSpreadBp: 0.1, refreshSec: 1 });
    await visit(page, `/market-making/${id}`);
    await page
      .getByRole('table', { name: 'Fills' })
      .locator('[data-slot=table-row]')
      .first()
      .waitFor({ timeout: 60_000 });
    // Standing still, nothing changes any more.
    for (const bot of [id, (await firstBot(served())).id]) {
      await served().call('POST', `/api/bots/${bot}/stop`, {});
    }
    const pmm = (await strategies()).find(({ name }) => name === 'pmm');
    expect(pmm?.history?.fills).toBeGreaterThan(0);
    const pnl = Number(pmm?.history?.pnl);
    await visit(page, '/strategies/pmm');
    const said = await page
      .locator('main dt', { hasText: 'History here' })
      .locator('xpath=following-sibling::dd[1]')
      .innerText();
    expect(said).toContain(`${pmm?.history?.fills} fills`);
    const shown = Number(/^[+−]?[\d,.]+/.exec(said)?.[0].replace('−', '-').replaceAll(',', ''));
    expect(Math.abs(shown - pnl)).toBeLessThan(0.01);
  });

  // Last, as the language stays.
  it.each(CASES)('%s %s: no return figure without its window and disclaimer', async (locale, path) => {
    const { page } = await served().open({ locale, preferences: { locale } });
    await prefer(page, locale);
    await withHistory(page, HISTORY);
    await visit(page, path);
    const said = words(locale);
    const found = await claims(page);
    // The result and its drawdown.
    expect(found.map(({ text }) => text).join(' ')).toMatch(/1,234\.56[\s\S]*78\.90/);
    const window = (said['strategy_window'] ?? '').replace('{span}', SPANS[locale]);
    for (const { text, around } of found) {
      expect(around, text).toContain(window);
      expect(around, text).toContain(String(new Date(HISTORY.since).getUTCFullYear()));
      expect(around, text).toContain(said['strategy_drawdown']);
      expect(around, text).toContain(said['strategy_disclaimer']);
    }
  });
});

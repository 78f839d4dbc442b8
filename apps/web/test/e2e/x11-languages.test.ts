import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lostControls, overflow } from '../support/layout.ts';
import { DESKTOP, LOCALES, PHONE, routesOf, settled, visit } from '../support/routes.ts';
import { OWNER } from '../support/start-console.ts';
import { useConsole } from '../support/use-console.ts';

const MESSAGES = resolve(import.meta.dirname, '../../messages');
const GROUPS = readdirSync(MESSAGES);
const served = useConsole();

const messages = (group: string, locale: string): Record<string, unknown> => {
  const { $schema: _schema, ...texts } = JSON.parse(
    readFileSync(resolve(MESSAGES, group, `${locale}.json`), 'utf8'),
  ) as Record<string, unknown>;
  return texts;
};

/** Texts that look like a key of a message or of a type: `alerts_rule_add`, `bot.state.running`. */
async function rawKeys(page: Page): Promise<string[]> {
  const keys = new Set(
    GROUPS.flatMap((group) => Object.keys(messages(group, 'en'))).filter((key) => key.includes('_')),
  );
  const words = await page.evaluate(() => {
    const spoken = ['aria-label', 'title', 'placeholder', 'alt'];
    const attributes = [...document.querySelectorAll('*')].flatMap((element) =>
      spoken.map((name) => element.getAttribute(name) ?? ''),
    );
    return [document.title, document.body.innerText, ...attributes].join(' ').split(/\s+/);
  });
  return words.filter((word) => keys.has(word));
}

/** What the instance keeps for the one who is signed in. */
async function prefer(page: Page, locale: string): Promise<void> {
  const usual = {
    theme: 'light',
    palette: 'default',
    density: 'comfortable',
    currency: '',
    timeZone: 'UTC',
  };
  const response = await page.context().request.put(`${served().address}/api/me/preferences`, {
    headers: { origin: served().address },
    data: { ...usual, hideBalances: false, locale },
  });
  expect(response.ok()).toBe(true);
}

describe.each(LOCALES)('X11: %s', (locale) => {
  it('every page speaks it: no raw key, the language is said, and the longest words fit', async () => {
    const { page } = await served().open({ locale, preferences: { locale } });
    await prefer(page, locale);
    const found: Record<string, unknown> = {};
    for (const path of await routesOf(served())) {
      await visit(page, path);
      const problems: unknown[] = [...(await rawKeys(page))];
      const lang = await page.locator('html').getAttribute('lang');
      if (lang !== locale) problems.push(`lang ${lang ?? 'none'}`);
      for (const viewport of [PHONE, DESKTOP]) {
        await page.setViewportSize(viewport);
        const over = await overflow(page);
        if (over > 0) problems.push(`${viewport.width} px: ${over} px too wide`);
        problems.push(...(await lostControls(page)));
      }
      if (problems.length > 0) found[path] = problems;
    }
    expect(found).toEqual({});
  });

  it('P25: has every message, none empty', () => {
    for (const group of GROUPS) {
      const texts = messages(group, locale);
      expect(Object.keys(texts).sort(), group).toEqual(Object.keys(messages(group, 'en')).sort());
      expect(Object.keys(texts).length, group).toBeGreaterThan(0);
      for (const [key, text] of Object.entries(texts)) expect(JSON.stringify(text), key).not.toMatch(/^""$/);
    }
  });
});

describe('P25: the built console', () => {
  it('says the name of the overview in each language', async () => {
    const titles: string[] = [];
    for (const locale of LOCALES) {
      const { page } = await served().open({ signedIn: false, locale, preferences: { locale } });
      await visit(page, '/sign-in');
      titles.push(await page.locator('h1').innerText());
    }
    expect(new Set(titles).size).toBe(LOCALES.length);
  });

  it('X11: a language chosen before sign-in is kept by the instance for whoever signs in', async () => {
    const earlier = await served().open();
    await prefer(earlier.page, 'zh');
    const { page } = await served().open({ signedIn: false });
    await visit(page, '/sign-in');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('ja');
    await page.getByRole('heading', { name: String(messages('shell', 'ja')['sign_in_title']) }).waitFor();
    await page.locator('html[lang=ja]').waitFor();
    await page.locator('input[name=username]').fill(OWNER.name);
    await page.locator('input[name=password]').fill(OWNER.password);
    const kept = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.keyboard.press('Enter');
    expect((await kept).ok()).toBe(true);

    const other = await served().open();
    await visit(other.page, '/');
    await other.page.locator('html[lang=ja]').waitFor();
    await settled(other.page);
    expect(await other.page.locator('h1').innerText()).toBe(
      String(messages('manage', 'ja')['overview_title']),
    );
  });
});

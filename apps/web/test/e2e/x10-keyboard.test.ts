import { describe, expect, it } from 'vitest';
import { routesOf, visit } from '../support/routes.ts';
import { OWNER } from '../support/start-console.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

describe('X10: the command palette', () => {
  it('opens with Ctrl+K, keeps the focus inside, and Escape gives it back', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    const before = page.getByRole('link', { name: 'All alerts' });
    await before.focus();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await palette.waitFor();
    for (let press = 0; press < 5; press += 1) {
      await page.keyboard.press('Tab');
      expect(await palette.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    expect(await before.evaluate((link) => link === document.activeElement)).toBe(true);
  });

  it('leads to a page by its name', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('backup');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Backup' }).waitFor();
  });

  it('says so when nothing is called like that', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('no such page');
    await page.getByText('No such command.').waitFor();
  });
});

describe('X10: the keyboard', () => {
  it('? lists the keys, and g with a letter goes to the page', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    await page.keyboard.press('?');
    const map = page.getByRole('dialog', { name: 'Keyboard' });
    await map.getByText('Go to Market making').waitFor();
    await page.keyboard.press('Escape');
    await map.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { level: 1, name: 'Market making' }).waitFor();
  });

  it('letters in a field are text', async () => {
    const { page } = await served().open();
    await visit(page, '/market-making');
    const filter = page.getByRole('searchbox', { name: 'Filter' });
    await filter.click();
    await page.keyboard.type('g?o');
    expect(await filter.inputValue()).toBe('g?o');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('the first Tab leads to the content, past the navigation', async () => {
    const { page } = await served().open();
    await visit(page, '/');
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to content' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it('signs in without a mouse', async () => {
    const { page } = await served().open({ signedIn: false });
    await visit(page, '/sign-in');
    await page.getByLabel('Name', { exact: true }).focus();
    await page.keyboard.type(OWNER.name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('what has the focus shows it, on every page', async () => {
    const { page } = await served().open();
    for (const path of [...(await routesOf(served()))]) {
      await visit(page, path);
      await page.locator('body').press('Tab');
      const without: string[] = [];
      for (let stop = 0; stop < 25; stop += 1) {
        const hidden = await page.evaluate(() => {
          const at = document.activeElement;
          if (at === null || at === document.body) return undefined;
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
          const shown = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
          return shown ? undefined : at.outerHTML.slice(0, 120);
        });
        if (hidden !== undefined) without.push(hidden);
        await page.keyboard.press('Tab');
      }
      expect(without, path).toEqual([]);
    }
  });
});

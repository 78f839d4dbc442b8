import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

const token = (page: Page, name: string): Promise<string> =>
  page.evaluate((of) => getComputedStyle(document.documentElement).getPropertyValue(of), name);
const look = (page: Page): Promise<Record<string, string | undefined>> =>
  page.evaluate(() => Object.fromEntries(Object.entries(document.documentElement.dataset)));

/** Presses a choice of the preferences and waits until the instance has it. */
async function choose(page: Page, choice: string): Promise<void> {
  const radio = page.getByRole('radio', { name: choice });
  if (await radio.isChecked()) return;
  const saved = page.waitForResponse((response) => response.request().method() === 'PUT');
  await radio.check();
  expect((await saved).ok()).toBe(true);
}

describe('X2: the look', () => {
  it('theme and palette change the colors of gain and loss, and stay after a reload', async () => {
    const { page } = await served().open();
    await visit(page, '/preferences');
    const colors: string[] = [];
    const note = async (): Promise<void> => {
      colors.push(await token(page, '--gain'));
    };
    await choose(page, 'Light');
    await note();
    await choose(page, 'Dark');
    await note();
    await choose(page, 'Blue and orange');
    await note();
    await choose(page, 'Light');
    await note();
    expect(new Set(colors).size).toBe(4);

    await page.reload();
    expect(await look(page)).toMatchObject({ theme: 'light', palette: 'color-blind' });
    expect(await token(page, '--gain')).toBe(colors[3]);
  });

  it('red-up turns gain and loss around', async () => {
    const { page } = await served().open();
    await visit(page, '/preferences');
    await choose(page, 'Light');
    await choose(page, 'Green and red');
    const usual = { gain: await token(page, '--gain'), loss: await token(page, '--loss') };
    await choose(page, 'Red is up');
    // Red keeps the tone that is read as red: it is the hue that changes sides.
    const hue = (color: string): number => Number(/([\d.]+)(?:deg)?\s*\)?$/.exec(color.trim())?.[1]);
    expect(hue(await token(page, '--gain'))).toBeCloseTo(hue(usual.loss), 0);
    expect(hue(await token(page, '--loss'))).toBeCloseTo(hue(usual.gain), 0);
    await choose(page, 'Green and red');
  });

  it('the system decides where the user left it to the system', async () => {
    const { page } = await served().open();
    await visit(page, '/preferences');
    await choose(page, 'As the system');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-theme=dark]').waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-theme=light]').waitFor();
  });

  it('the first paint has the stored look, before any of the app has run', async () => {
    const { page, problems } = await served().open({
      preferences: { theme: 'dark', palette: 'color-blind', density: 'dense' },
    });
    problems.expect(/failed: GET \/_app\//, /^thrown: /);
    await page.route('**/_app/**/*.js', (route) => route.abort());
    await page.goto('/');
    expect(await look(page)).toEqual({ theme: 'dark', palette: 'color-blind', density: 'dense' });
    // The app is not there: what the page shows is what the stored look makes of it.
    expect(await page.locator('main').count()).toBe(0);
  });

  it('dense rows are lower', async () => {
    const { page } = await served().open();
    await visit(page, '/preferences');
    await choose(page, 'Comfortable');
    const comfortable = Number.parseInt(await token(page, '--row'), 10);
    await choose(page, 'Dense');
    expect([comfortable, Number.parseInt(await token(page, '--row'), 10)]).toEqual([36, 28]);
    await choose(page, 'Comfortable');
  });
});

describe('X5: figures as the user wants them', () => {
  it('hidden balances stay hidden after a reload; prices stay', async () => {
    const { page } = await served().open();
    await visit(page, '/preferences');
    const saved = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.getByRole('switch', { name: 'Hide balances' }).check();
    await saved;
    await visit(page, '/');
    await page.getByLabel('hidden', { exact: true }).first().waitFor();
    await page.reload();
    await page.getByLabel('hidden', { exact: true }).first().waitFor();
    await visit(page, '/preferences');
    const shown = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.getByRole('switch', { name: 'Hide balances' }).uncheck();
    await shown;
  });

  it('times are UTC until another zone is chosen', async () => {
    const { page } = await served().open();
    await visit(page, '/preferences');
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    expect(await zone.inputValue()).toBe('UTC');
    await zone.fill('Mars/Olympus');
    await zone.press('Tab');
    await page.getByText('No such time zone.').waitFor();
    const saved = page.waitForResponse((response) => response.request().method() === 'PUT');
    await zone.fill('Asia/Tokyo');
    await zone.press('Tab');
    await saved;
    await visit(page, '/preferences');
    expect(await page.getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('Asia/Tokyo');
  });
});

import { describe, expect, it } from 'vitest';
import { axe, axeColors } from '../support/axe.ts';
import { LOOKS, openGallery, routesOf, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

describe('axe finds nothing', () => {
  it('on any page, in any look', async () => {
    const { page } = await served().open({ preferences: { theme: 'light' } });
    const found: Record<string, string[]> = {};
    for (const path of [...(await routesOf(served())), '/nowhere', '/claim']) {
      await visit(page, path);
      found[path] = await axe(page);
      for (const look of LOOKS.slice(1)) {
        // The same as the preferences do; only colors depend on it.
        await page.evaluate(({ theme, palette }) => {
          Object.assign(document.documentElement.dataset, { theme, palette });
        }, look);
        found[`${path} ${look.name}`] = await axeColors(page);
      }
    }
    expect(Object.fromEntries(Object.entries(found).filter(([, problems]) => problems.length > 0))).toEqual(
      {},
    );
  }, 240_000);

  it.each(LOOKS)('in the gallery: every component, $name', async ({ theme, palette }) => {
    const { page } = await served().open();
    await openGallery(page, `?theme=${theme}&palette=${palette}`);
    expect(await axe(page)).toEqual([]);
  });

  it.each(LOOKS)('before sign-in, $name', async ({ theme, palette }) => {
    const { page } = await served().open({ signedIn: false, preferences: { theme, palette } });
    await visit(page, '/sign-in');
    expect(await axe(page)).toEqual([]);
  });

  it.each(LOOKS)('in open dialogs, menus and forms, $name', async ({ theme, palette }) => {
    const { page } = await served().open();
    await openGallery(page, `?theme=${theme}&palette=${palette}`);
    for (const kind of ['typed', 're-auth']) {
      await page.getByRole('button', { name: `Open ${kind}` }).click();
      await page.locator('dialog[open]').waitFor();
      expect(await axe(page), kind).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'Open menu' }).click();
    await page.getByRole('menu').waitFor();
    expect(await axe(page), 'menu').toEqual([]);
  });

  it('where pages failed to load', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: GET \/api\/.* 500/);
    await page.routeWebSocket('**/api/live', () => undefined);
    await page.route(/\/api\/(?!auth\/|me\/preferences|kill|live)/, (route) =>
      route.fulfill({
        status: 500,
        json: { code: 'INTERNAL', message: 'The disk did not answer.', requestId: 'req' },
      }),
    );
    const [, , , bot = ''] = await routesOf(served());
    for (const path of ['/', '/market-making', bot, '/manage/access']) {
      await page.goto(path);
      await page.getByRole('main').getByRole('alert').first().waitFor();
      expect(await axe(page), path).toEqual([]);
    }
  });
});

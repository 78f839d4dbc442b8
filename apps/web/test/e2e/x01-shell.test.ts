import { describe, expect, it } from 'vitest';
import { lostControls, overflow } from '../support/layout.ts';
import { DESKTOP, PHONE, routesOf, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const NARROWEST = { width: 320, height: 640 };

describe('X1: every page fits', () => {
  it.each([
    ['375×812', PHONE],
    ['1280×800', DESKTOP],
    ['320 px wide, which is also 1280 px at 400 %', NARROWEST],
  ])('%s: nothing scrolls sideways, no control is lost', async (_name, viewport) => {
    const { page } = await served().open({ viewport });
    const found: Record<string, unknown> = {};
    for (const path of [...(await routesOf(served())), '/sign-in', '/nowhere']) {
      await visit(page, path);
      const problems = { overflow: await overflow(page), lost: await lostControls(page) };
      if (problems.overflow > 0 || problems.lost.length > 0) found[path] = problems;
    }
    expect(found).toEqual({});
  });

  it('320 px: what is wider scrolls in a region that the keyboard reaches', async () => {
    const { page } = await served().open({ viewport: NARROWEST });
    const found: Record<string, string[]> = {};
    for (const path of await routesOf(served())) {
      await visit(page, path);
      const unreachable = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('main *')]
          .filter((element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX))
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .filter(
            (element) => element.tabIndex < 0 && element.querySelector('button, a[href], input') === null,
          )
          .map((element) => element.outerHTML.slice(0, 120)),
      );
      if (unreachable.length > 0) found[path] = unreachable;
    }
    expect(found).toEqual({});
  });
});

describe('X1: the frame', () => {
  it('1280×800: the sidebar marks the page that is open, and its breadcrumbs lead back', async () => {
    const { page } = await served().open();
    const current = page.getByRole('complementary').locator('[aria-current=page]');
    for (const path of await routesOf(served())) {
      await visit(page, path);
      expect(await current.allInnerTexts(), path).toHaveLength(1);
      expect(path.startsWith((await current.getAttribute('href')) ?? 'none'), path).toBe(true);
    }
    await visit(page, (await routesOf(served()))[4] ?? '');
    const way = page.getByRole('navigation', { name: 'You are here' });
    await way.getByRole('link', { name: 'First steps' }).waitFor();
    expect((await way.innerText()).split(/\s*\/\s*|\n+/).filter(Boolean)).toEqual([
      'Market making',
      'First steps',
      'Edit',
    ]);
    await way.getByRole('link', { name: 'Market making' }).click();
    await page.getByRole('heading', { level: 1, name: 'Market making' }).waitFor();
  });

  it('375×812: the bar at the bottom and the drawer lead to the pages', async () => {
    const { page } = await served().open({ viewport: PHONE });
    await visit(page, '/');
    const bar = page.getByRole('navigation', { name: 'Main' });
    expect(await bar.locator('[aria-current=page]').innerText()).toBe('Overview');
    await bar.getByRole('link', { name: 'Market making' }).click();
    await page.getByRole('heading', { level: 1, name: 'Market making' }).waitFor();
    expect(await bar.locator('[aria-current=page]').innerText()).toBe('Market making');

    await bar.getByRole('button', { name: 'Menu' }).click();
    const drawer = page.getByRole('dialog', { name: 'Mr.Market' });
    await drawer.getByRole('link', { name: 'Backup' }).click();
    await page.getByRole('heading', { level: 1, name: 'Backup' }).waitFor();
    await drawer.waitFor({ state: 'hidden' });
  });

  it('375×812: what is pressed is at least 44 px high or wide enough to hit in the bars', async () => {
    const { page } = await served().open({ viewport: PHONE });
    await visit(page, '/');
    const heights = await page
      .getByRole('navigation', { name: 'Main' })
      .locator('a, button')
      .evaluateAll((controls) => controls.map((control) => control.getBoundingClientRect().height));
    expect(heights.length).toBe(5);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  });

  it('an address that is no page says so and leads home', async () => {
    const { page } = await served().open();
    await visit(page, '/nowhere');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });
});

import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { routesOf, settled } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

/** What a page asks for; not what the frame around it needs. */
const DATA = /\/api\/(?!auth\/|me\/preferences|kill|live)/;
/** The page's own content stands in `main`; the frame around it is another matter. */
const main = (page: Page) => page.getByRole('main');

/** Answers every read of the page's data by `answer`, and keeps the live channels from filling the gap. */
async function meddle(page: Page, answer: (route: Route) => Promise<void>): Promise<() => Promise<void>> {
  await page.routeWebSocket('**/api/live', () => undefined);
  const handler = (route: Route): Promise<void> =>
    route.request().method() === 'GET' ? answer(route) : route.fallback();
  await page.route(DATA, handler);
  return () => page.unroute(DATA, handler);
}

const body = { code: 'INTERNAL', message: 'The disk did not answer.', requestId: 'req-planted' };

/** Pages whose content comes from the instance. */
async function dataRoutes(): Promise<string[]> {
  // About is text; the log reads the live channel alone.
  return (await routesOf(served())).filter((path) => path !== '/about' && path !== '/manage/logs');
}

/** Presses every Retry until the page is whole. */
async function retryAll(page: Page): Promise<void> {
  const failed = main(page).locator('[data-slot=view-state]:is([data-state=error], [data-state=stale])');
  for (let left = await failed.count(); left > 0; left = await failed.count()) {
    await failed.last().getByRole('button', { name: 'Retry' }).click();
    await failed.nth(left - 1).waitFor({ state: 'detached' });
    await settled(page);
  }
}

describe('X9: a page whose data do not come', () => {
  it('500: each page says what failed with the request, and Retry brings it back', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: GET \/api\/.* 500/);
    for (const path of await dataRoutes()) {
      const mend = await meddle(page, (route) =>
        route.fulfill({ status: 500, contentType: 'application/json', body: JSON.stringify(body) }),
      );
      await page.goto(path);
      const alert = main(page).getByRole('alert').first();
      await alert.waitFor();
      const text = await alert.innerText();
      expect(text, path).toContain('The disk did not answer.');
      expect(text, path).toContain('req-planted');
      await mend();
      await retryAll(page);
      expect(await main(page).getByRole('alert').count(), path).toBe(0);
      expect(await main(page).innerText(), path).not.toContain('The disk did not answer.');
    }
  });

  it('aborted: each page says that the instance cannot be reached, and Retry brings it back', async () => {
    const { page, problems } = await served().open();
    problems.expect(/failed: GET \/api\//);
    for (const path of await dataRoutes()) {
      const mend = await meddle(page, (route) => route.abort('connectionrefused'));
      await page.goto(path);
      await main(page).getByRole('alert').first().waitFor();
      expect(await main(page).innerText(), path).toContain('No answer from the instance.');
      await mend();
      await retryAll(page);
      expect(await main(page).getByRole('alert').count(), path).toBe(0);
    }
  });

  it('slow: each page shows its skeleton, then the data', async () => {
    const { page } = await served().open();
    for (const path of await dataRoutes()) {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const mend = await meddle(page, async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(path);
      await main(page).getByRole('status', { name: 'Loading' }).first().waitFor();
      release();
      await settled(page);
      expect(await main(page).getByRole('status', { name: 'Loading' }).count(), path).toBe(0);
      await mend();
    }
  });

  it('P19: one source failing leaves the others of the page', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: GET \/api\/.* 500/);
    const [, , , bot = ''] = await routesOf(served());
    const failing = async (pattern: string, path: string): Promise<void> => {
      const handler = (route: Route): Promise<void> => route.fulfill({ status: 500, json: body });
      await page.route(pattern, handler);
      await page.goto(path);
      await main(page).getByText('The disk did not answer.').first().waitFor();
      await page.unroute(pattern, handler);
    };
    await failing('**/api/bots/*/events*', bot);
    await page.getByRole('heading', { level: 1, name: 'First steps' }).waitFor();
    await main(page).getByText('Open orders', { exact: true }).first().waitFor();
    await failing('**/api/bots/*/series*', bot);
    await main(page).getByText('Order book', { exact: true }).first().waitFor();
    await failing('**/api/api-keys', '/manage/access');
    await main(page).getByText('ada', { exact: true }).first().waitFor();
    await main(page).getByRole('table', { name: 'Audit log' }).waitFor();
  });

  it('old data stay, grayed, when asking again fails', async () => {
    const { page, problems } = await served().open();
    problems.expect(/refused: GET \/api\/backups 500/);
    await page.goto('/manage/backup');
    await settled(page);
    await page.getByRole('button', { name: 'Back up now' }).click();
    const table = main(page).getByRole('table', { name: 'Backups' });
    await table.waitFor();
    await page.route('**/api/backups', (route) =>
      route.request().method() === 'GET' ? route.fulfill({ status: 500, json: body }) : route.fallback(),
    );
    await page.getByRole('button', { name: 'Back up now' }).click();
    await main(page).getByText('Could not refresh').waitFor();
    expect(await table.isVisible()).toBe(true);
    await page.unroute('**/api/backups');
    await retryAll(page);
    await main(page).getByText('Could not refresh').waitFor({ state: 'detached' });
  });
});

describe('X9: nothing there yet', () => {
  const EMPTY = [
    ['/', 'No bot yet', 'Create a bot'],
    ['/market-making', 'No bots yet', 'New bot'],
    ['/alerts', 'Nothing is watched', 'Rules and targets'],
    ['/manage/alerts', 'Nothing was sent yet', 'Add a target'],
    ['/manage/access', 'No API keys', 'Create an API key'],
    ['/manage/backup', 'No backup yet', 'Back up now'],
    ['/manage/keys', 'No vault yet', 'Make the vault'],
    ['/manage/keys/addresses', 'No address yet', 'Open the vault'],
    ['/manage', 'Nothing is watched yet', undefined],
  ] as const;

  it.each(EMPTY)('%s says so and offers what to do', async (path, words, act) => {
    const { page } = await served().open();
    await meddle(page, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: emptied(await response.json()) });
    });
    await page.goto(path);
    await main(page).getByText(words, { exact: true }).waitFor();
    if (act === undefined) return;
    const offered = main(page)
      .getByRole('button', { name: act })
      .or(main(page).getByRole('link', { name: act }));
    expect(await offered.count()).toBeGreaterThan(0);
  });
});

/** The same answer with nothing in its lists. */
function emptied(answer: unknown): unknown {
  if (Array.isArray(answer)) return [];
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, emptied(value)]));
}

import type { Page, WebSocketRoute } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

/** A socket that can fall silent or be cut, as no healthy server does. */
interface Line {
  silent: boolean;
  /** Resolves when the page was sent the channel that the table of the bots reads. */
  readonly figuresCame: Promise<void>;
  cut(): Promise<void>;
  mend(): void;
}

async function tap(page: Page): Promise<Line> {
  let down = false;
  let current: WebSocketRoute | undefined;
  let came = (): void => undefined;
  const figuresCame = new Promise<void>((resolve) => (came = resolve));
  const line: Line = {
    silent: false,
    figuresCame,
    cut: async () => {
      down = true;
      await current?.close();
    },
    mend: () => {
      down = false;
      line.silent = false;
    },
  };
  await page.routeWebSocket('**/api/live', (socket) => {
    if (down) {
      void socket.close();
      return;
    }
    current = socket;
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (line.silent) return;
      socket.send(message);
      if (String(message).includes('"ch":"overview"')) came();
    });
  });
  return line;
}

const chip = (page: Page, state: string) => page.locator(`[data-slot=connection-chip][data-state=${state}]`);
const figures = (page: Page): Promise<string[]> => page.locator('main [data-slot=amount]').allInnerTexts();

describe('X3: the connection', () => {
  it('silent: delayed within 5 s, busy and hatched, and the numbers stay', async () => {
    const { page } = await served().open();
    const line = await tap(page);
    await page.clock.install();
    await visit(page, '/market-making');
    await chip(page, 'live').waitFor();
    await line.figuresCame;

    line.silent = true;
    await page.clock.runFor(5_000);
    await chip(page, 'delayed').waitFor();
    expect(await chip(page, 'delayed').innerText()).toMatch(/delayed \d+s/);
    expect(await page.locator('main [aria-busy=true]').count()).toBeGreaterThan(0);
    const hatch = await page
      .locator('main [aria-busy=true]')
      .first()
      .evaluate((element) => getComputedStyle(element).borderImageSource);
    expect(hatch).toContain('repeating-linear-gradient');
    const shown = await figures(page);
    expect(shown.join()).toMatch(/\d/);

    await page.clock.runFor(60_000);
    expect(await figures(page)).toEqual(shown);
    expect(await chip(page, 'delayed').innerText()).toMatch(/delayed 1m/);
  });

  it('cut: offline with the time of the last update, numbers stay, and it comes back by itself', async () => {
    const { page } = await served().open();
    const line = await tap(page);
    await page.clock.install();
    await visit(page, '/market-making');
    await chip(page, 'live').waitFor();
    await line.figuresCame;

    line.silent = true;
    await page.clock.runFor(100);
    const shown = await figures(page);
    await line.cut();
    await chip(page, 'offline').waitFor();
    expect(await chip(page, 'offline').innerText()).toMatch(/offline\s+Last update \d\d:\d\d:\d\d UTC/);
    await page.clock.runFor(20_000);
    expect(await figures(page)).toEqual(shown);
    expect(await page.locator('main [aria-busy=true]').count()).toBeGreaterThan(0);

    line.mend();
    await page.clock.runFor(60_000);
    await chip(page, 'live').waitFor();
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
  });

  it('a page behind a dead socket still loads its data', async () => {
    const { page } = await served().open();
    await page.routeWebSocket('**/api/live', (socket) => void socket.close());
    await visit(page, '/market-making');
    await page.getByRole('link', { name: 'First steps' }).waitFor();
    expect((await figures(page)).join()).toMatch(/\d/);
    await page.locator('main [data-slot=view-state][data-state=offline] [aria-busy=true]').waitFor();
  });
});

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
/** Looks like one of our API keys. */
const KEY = 'mrm_plantedkey_51b0c2d4e6f8';
/** The token in the address of a receiver that does not answer. */
const TOKEN = 'planted-token-7d1c9a';

const region = (page: Page): Locator => page.getByRole('region', { name: 'Log lines' });
const levels = (page: Page): Promise<string[]> => region(page).locator('time + span').allInnerTexts();
const sources = (page: Page): Promise<string[]> => region(page).locator('time + span + span').allInnerTexts();
const line = (page: Page, text: string | RegExp): Locator => region(page).getByText(text).first();

beforeAll(async () => {
  const market = { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' };
  await served().call('POST', '/api/bots', { name: `north ${KEY}`, strategy: 'pmm', market, start: true });
  const url = `http://127.0.0.1:9/hook?token=${TOKEN}`;
  const hook = { kind: 'webhook', name: 'hook', url };
  const { id } = await served().call<{ id: string }>('POST', '/api/alert-targets', hook);
  await served().call('PATCH', '/api/alert-rules/halted', { targets: [id] });
  // The stop leaves lines of each level: what was stopped, what fires, and the message that nobody took.
  await served().call('POST', '/api/kill', {});
});

describe('D12: the log', () => {
  it('masks planted secrets: in the live log, in the history, in a search, in the export', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/logs');
    await line(page, 'a message was not delivered').waitFor();
    const search = page.getByRole('searchbox', { name: 'Search' });
    await search.fill('north');
    await line(page, 'north mrm_***').waitFor();
    expect(await region(page).innerText()).not.toContain(KEY);

    await search.fill('');
    const file = await exported(page);
    expect(file).toContain('north mrm_***');
    expect(file).toContain('a message was not delivered');
    for (const secret of [KEY, TOKEN]) expect(file).not.toContain(secret);

    await page.getByRole('radio', { name: 'History' }).or(button(page, 'History')).first().click();
    await line(page, 'a message was not delivered').waitFor();
    expect(await region(page).innerText()).not.toContain(TOKEN);
    for (const secret of [KEY, TOKEN]) {
      await search.fill(secret);
      await page.getByText('No line matches the filter', { exact: true }).waitFor();
      await search.fill('');
      await line(page, 'a message was not delivered').waitFor();
    }
  });

  it('is narrowed by level, source and text, says how much is left, and offers the way back', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/logs');
    await line(page, 'firing: The instance is halted').waitFor();
    const level = page.getByRole('combobox', { name: 'Level' });
    const source = page.getByRole('combobox', { name: 'Source' });
    const search = page.getByRole('searchbox', { name: 'Search' });

    await level.selectOption('error');
    await page.getByText(/^\d+ of \d+ lines$/).waitFor();
    await gone(page, 'time + span', 'warn');
    expect(new Set(await levels(page))).toEqual(new Set(['error']));
    await level.selectOption('warn');
    await line(page, 'firing: The instance is halted').waitFor();
    expect(new Set(await levels(page))).toEqual(new Set(['error', 'warn']));
    await source.selectOption('alerts');
    await gone(page, 'time + span + span', 'bots');
    expect(new Set(await sources(page))).toEqual(new Set(['alerts']));
    await level.selectOption('debug');
    await source.selectOption('');
    await search.fill('KILL switch');
    await page.getByText(/^1 of \d+ lines$/).waitFor();
    expect(await region(page).innerText()).toContain('halted by the kill switch');

    await search.fill('no such line');
    await page.getByText('No line matches the filter', { exact: true }).waitFor();
    await button(page, 'Clear the filter').click();
    await line(page, 'firing: The instance is halted').waitFor();
    expect(await search.inputValue()).toBe('');
  });

  it('exports what is shown, a line each, oldest first', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/logs');
    await page.getByRole('combobox', { name: 'Level' }).selectOption('error');
    await line(page, 'stopped by').waitFor();
    const shown = page.getByText(/^\d+ of \d+ lines$/);
    const count = Number.parseInt(await shown.innerText(), 10);
    const lines = (await exported(page)).trimEnd().split('\n');
    expect(count).toBeGreaterThan(0);
    expect(lines).toHaveLength(count);
    for (const text of lines) expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z ERROR /);
    expect(lines).toEqual([...lines].sort());
  });

  it('5,000 lines a second: it follows the newest and keeps fewer than 1,000 nodes', async () => {
    const { page } = await served().open();
    const feed = await fakeLog(page);
    await visit(page, '/manage/logs');
    await feed.push(5_000);
    for (let batch = 0; batch < 10; batch += 1) {
      const last = await feed.push(500);
      await line(page, last).waitFor();
      expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1_000);
    }
    await page.getByText('5000 lines', { exact: true }).waitFor();
  });

  it('scrolling up pauses: what is read stays where it is, what came is counted, Follow goes to the end', async () => {
    const { page } = await served().open();
    const feed = await fakeLog(page);
    await visit(page, '/manage/logs');
    await line(page, await feed.push(500)).waitFor();
    await region(page).hover();
    await page.mouse.wheel(0, -2_000);
    await page.getByText('Paused. 0 new lines').waitFor();
    await page.getByRole('button', { name: 'Follow' }).first().waitFor();
    await atRest(page);
    const seen = await visibleLines(page);
    expect(seen.length).toBeGreaterThan(5);
    const last = await feed.push(500);
    await page.getByText('Paused. 500 new lines').waitFor();
    expect(await visibleLines(page)).toEqual(seen);
    await page.getByRole('button', { name: 'Follow' }).last().click();
    await line(page, last).waitFor();
    await page.getByText(/^Paused\./).waitFor({ state: 'detached' });

    // By keyboard as well; coming back to the end by hand follows again.
    await region(page).focus();
    await page.keyboard.press('PageUp');
    await page.getByText('Paused. 0 new lines').waitFor();
    await atRest(page);
    await page.keyboard.press('End');
    await page.getByText(/^Paused\./).waitFor({ state: 'detached' });
    await line(page, await feed.push(100)).waitFor();
  });
});

/** Resolves when no line drawn has that word in that place. */
function gone(page: Page, place: string, word: string): Promise<void> {
  return region(page).locator(place).filter({ hasText: word }).first().waitFor({ state: 'detached' });
}

/** Resolves when the list does not scroll any more. */
function atRest(page: Page): Promise<void> {
  return region(page).evaluate(async (list) => {
    for (let still = 0, last = list.scrollTop; still < 10; last = list.scrollTop) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      still = list.scrollTop === last ? still + 1 : 0;
    }
  });
}

function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

async function exported(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await button(page, 'Export').click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^mrm-.*\.log$/);
  return readFile(await file.path(), 'utf8');
}

/** Text and place of the lines in view. */
async function visibleLines(page: Page): Promise<string[]> {
  return region(page).evaluate((list) => {
    const { top, bottom } = list.getBoundingClientRect();
    return [...list.querySelectorAll('time')].flatMap((time) => {
      const box = time.getBoundingClientRect();
      const inView = box.top >= top && box.bottom <= bottom;
      return inView ? [`${Math.round(box.top)} ${time.parentElement?.textContent ?? ''}`] : [];
    });
  });
}

interface Feed {
  /** Sends so many lines; gives the text of the last one. */
  push(count: number): Promise<string>;
}

/** Answers the channel of the log itself; everything else comes from the instance. */
async function fakeLog(page: Page): Promise<Feed> {
  let send = (_frame: string): void => undefined;
  let subscribed = (): void => undefined;
  const ready = new Promise<void>((resolve) => (subscribed = resolve));
  let seq = 0;
  let count = 0;
  const at = (index: number): string => new Date(Date.UTC(2026, 10, 25) + index).toISOString();
  const text = (index: number): string => `order ${String(index).padStart(6, '0')} was replaced`;
  const frame = (t: string, data: unknown): string =>
    JSON.stringify({ t, ch: 'logs', seq: (seq += 1), at: at(count), data });
  await page.routeWebSocket('**/api/live', (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const { t, ch } = JSON.parse(String(message)) as { t: string; ch: string };
      if (ch !== 'logs') server.send(message);
      if (ch !== 'logs' || t !== 'sub') return;
      send = (sent) => socket.send(sent);
      send(frame('snapshot', []));
      subscribed();
    });
  });
  return {
    push: async (more) => {
      await ready;
      const lines = Array.from({ length: more }, () => {
        count += 1;
        return { id: String(count), at: at(count), level: 'info', source: 'bots', message: text(count) };
      });
      send(frame('delta', lines));
      return text(count);
    },
  };
}

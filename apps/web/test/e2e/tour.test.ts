import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Console, Opening } from '../support/start-console.ts';
import { lightPng } from '../support/light-png.ts';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';
import { makeVault, typedFor } from '../support/vault.ts';

const DOCS = resolve(import.meta.dirname, '../../../../docs');
/** The pictures are taken anew with `MRM_WRITE_PICTURES=1 ./mrm test apps/web/test/e2e/tour.test.ts`. */
const WRITES = process.env['MRM_WRITE_PICTURES'] === '1';
/** How long the bots trade before their pictures are taken: empty charts show nothing. */
const HISTORY_MS = 300_000;
const MOST_BYTES = 120 * 1024;

interface Stop {
  readonly picture: string;
  readonly heading: string;
  /** Given the id of the first bot. */
  readonly path: (bot: string) => string;
  readonly context?: Opening['context'];
  /** Brings the page to what is worth showing. */
  readonly act?: (page: Page) => Promise<void>;
}

/** The preview needs a name, as everything that can be created does. */
async function fillName(page: Page): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('Tight BTC');
  await page.getByRole('table', { name: 'Quotes the bot would place' }).waitFor();
}

const showFirstAddress = (page: Page): Promise<void> =>
  page
    .getByRole('button', { name: /^Show / })
    .first()
    .click();

const DARK = { colorScheme: 'dark' } as const;

/** In the order of docs/console.md. */
const TOUR: readonly Stop[] = [
  { picture: 'overview', heading: 'Overview', path: () => '/' },
  { picture: 'market-making', heading: 'Market making', path: () => '/market-making' },
  { picture: 'bot', heading: 'First steps', path: (bot) => `/market-making/${bot}` },
  { picture: 'bot-dark', heading: 'First steps', path: (bot) => `/market-making/${bot}`, context: DARK },
  { picture: 'new-bot', heading: 'New bot', path: () => '/market-making/new', act: fillName },
  { picture: 'edit-bot', heading: 'Edit First steps', path: (bot) => `/market-making/${bot}/edit` },
  { picture: 'strategy', heading: 'Pure market making', path: () => '/strategies/pmm' },
  { picture: 'health', heading: 'Health', path: () => '/manage' },
  { picture: 'logs', heading: 'Logs', path: () => '/manage/logs' },
  { picture: 'rules', heading: 'Rules and targets', path: () => '/manage/alerts' },
  { picture: 'access', heading: 'Access', path: () => '/manage/access' },
  { picture: 'backup', heading: 'Backup', path: () => '/manage/backup' },
  { picture: 'keys', heading: 'Keys', path: () => '/manage/keys' },
  {
    picture: 'addresses',
    heading: 'Addresses',
    path: () => '/manage/keys/addresses',
    act: showFirstAddress,
  },
  { picture: 'preferences', heading: 'Preferences', path: () => '/preferences' },
];

async function arrive(page: Page, path: string, heading: string): Promise<void> {
  await visit(page, path);
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
}

async function take(page: Page, picture: string): Promise<void> {
  if (!WRITES) return;
  await page.evaluate(() => document.fonts.ready);
  // What is loaded after the page itself, such as the small line of the equity.
  await page.waitForLoadState('networkidle');
  writeFileSync(join(DOCS, 'images', `${picture}.png`), lightPng(await page.screenshot()));
}

/** A vault of a seed that everybody knows, with something in it. */
async function fillVault(served: Console): Promise<void> {
  await makeVault(served);
  for (const label of ['Binance', 'OKX']) {
    const typed = await typedFor(served, JSON.stringify({ apiKey: 'key', secret: 'secret' }));
    const id = `exchange:${label.toLowerCase()}`;
    await served.call('POST', '/api/keys/secrets', { kind: 'exchange', id, label, typed });
  }
  for (const [userId, chain, label] of [
    ['treasury', 'bitcoin', 'Reserve'],
    ['ada', 'ethereum', 'Ada, deposits'],
    ['ada', 'solana', 'Ada, deposits'],
    ['grace', 'tron', 'Grace, deposits'],
  ]) {
    await served.call('POST', '/api/addresses', { userId, chain, label });
  }
}

describe('the tour of the console', () => {
  const served = useConsole();
  const ids = new Map<string, string>();

  beforeAll(async () => {
    const { items } = await served().call<{ items: { id: string; name: string }[] }>('GET', '/api/bots');
    for (const { id, name } of items) ids.set(name, id);
    for (const [name, parameters] of Object.entries({
      'Wide ETH': { bidSpreadBp: 8, askSpreadBp: 8, orderQty: '0.2' },
      'Ping-pong ETH': { pingPong: true, orderQty: '0.2' },
    })) {
      const market = { kind: 'generated', product: 'spot', symbol: 'ETHUSDT' };
      const body = { name, market, parameters, start: true };
      ids.set(name, (await served().call<{ id: string }>('POST', '/api/bots', body)).id);
    }
    await served().call('POST', '/api/backups', {});
    await fillVault(served());
    if (WRITES) await pause(HISTORY_MS);
    await served().call('POST', `/api/bots/${ids.get('Ping-pong ETH') ?? ''}/pause`);
  }, HISTORY_MS + 60_000);

  it.each(TOUR)('$picture: the page shows its heading', async ({ picture, heading, path, context, act }) => {
    const { page } = await served().open(context === undefined ? {} : { context });
    await arrive(page, path(ids.get('First steps') ?? ''), heading);
    await act?.(page);
    await take(page, picture);
  });

  it('kill-switch: it says what will happen before anything does', async () => {
    const { page } = await served().open();
    await arrive(page, '/', 'Overview');
    await page.getByRole('banner').getByRole('button', { name: 'Stop quoting' }).click();
    const asked = page.getByRole('alertdialog', { name: 'Stop quoting on every bot?' });
    await asked.getByText(/orders of 2 bots/).waitFor();
    await take(page, 'kill-switch');
    await asked.getByRole('button', { name: 'Keep quoting' }).click();
  });

  it('alerts: a bot that is halted fires one', async () => {
    await served().call('POST', '/api/kill', { scope: { kind: 'bots', ids: [ids.get('Wide ETH')] } });
    const { page } = await served().open();
    await arrive(page, '/alerts', 'Alerts');
    await page
      .getByText(/1 firing/)
      .first()
      .waitFor();
    await take(page, 'alerts');
  });
});

describe('the first page', () => {
  const served = useConsole({ claimed: false });

  it('claim: whoever has the link becomes the owner', async () => {
    const { page } = await served().open();
    await arrive(page, `/claim#${await served().code()}`, 'Claim this instance');
    await take(page, 'claim');
  });
});

describe('the pictures of the documentation', () => {
  const images = /\]\((?:docs\/)?(images\/[\w-]+\.png)\)/g;
  const pages = ['README.md', ...readdirSync(DOCS).map((name) => join('docs', name))]
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(resolve(DOCS, '..', name), 'utf8'));
  const named = [
    ...new Set(pages.flatMap((text) => [...text.matchAll(images)].map(([, file = '']) => file))),
  ];

  it('are those of the tour', () => {
    const taken = [...TOUR.map(({ picture }) => picture), 'kill-switch', 'alerts', 'claim'];
    expect(named.sort()).toEqual(taken.map((picture) => `images/${picture}.png`).sort());
  });

  it.each(named)('%s is there, and light', (file) => {
    expect(statSync(join(DOCS, file)).size).toBeLessThanOrEqual(MOST_BYTES);
  });
});

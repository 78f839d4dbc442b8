import type { Page } from 'playwright-core';
import type { Console } from './start-console.ts';

export const PHONE = { width: 375, height: 812 };
export const DESKTOP = { width: 1280, height: 800 };

/** The looks that each page has to stand. */
export const LOOKS = [
  { name: 'light', theme: 'light', palette: 'default' },
  { name: 'dark', theme: 'dark', palette: 'default' },
  { name: 'color-blind', theme: 'light', palette: 'color-blind' },
] as const;

export const LOCALES = ['en', 'zh', 'ja', 'ko'] as const;

/** Every page behind the sign-in, with a bot and a strategy that exist. */
export async function routesOf(console: Console): Promise<string[]> {
  const [bot] = (await console.call<{ items: { id: string }[] }>('GET', '/api/bots')).items;
  const id = bot?.id ?? '';
  return [
    '/',
    '/market-making',
    '/market-making/new',
    `/market-making/${id}`,
    `/market-making/${id}/edit`,
    '/strategies',
    '/strategies/pmm',
    '/alerts',
    '/preferences',
    '/about',
    '/manage',
    '/manage/logs',
    '/manage/alerts',
    '/manage/keys',
    '/manage/keys/addresses',
    '/manage/access',
    '/manage/backup',
  ];
}

/** Opens the gallery of components; some of its specimens load for ever. */
export async function openGallery(page: Page, search = ''): Promise<void> {
  await page.goto(`/dev/gallery${search}`);
  await page.locator('#data-table-many').getByRole('table').waitFor();
}

/** Opens a page and waits until nothing on it loads any more. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Resolves when the page has its heading and no part of it waits for data. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page
    .locator('[data-slot=view-state]:is([data-state=waiting], [data-state=loading])')
    .first()
    .waitFor({ state: 'detached' });
}

/** Opens what is folded on a page; fields are drawn when their group is opened. */
export async function unfold(page: Page): Promise<void> {
  const closed = page.locator('main details:not([open]) > summary');
  await page.locator('main details').first().waitFor();
  while ((await closed.count()) > 0) await closed.first().click();
  await page.locator('main details:not(:has(> div))').first().waitFor({ state: 'detached' });
}

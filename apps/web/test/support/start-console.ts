import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@mrmarket/testkit/chromium';
import { startInstance } from '@mrmarket/testkit/instance/start-instance';
import type { RunningInstance } from '@mrmarket/testkit/instance/start-instance';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { builtConsole } from './built-console.ts';
import { PageProblems } from './page-problems.ts';
import { DESKTOP } from './routes.ts';

export const OWNER = { name: 'ada', password: 'a-long-enough-password' } as const;

/** No page needs this long, however busy the machine is: what has not come by then will not come. */
const LONGEST_WAIT_MS = 15_000;

/** What a page is opened with; the defaults: signed in as the owner, 1280×800. */
export interface Opening {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** False: nobody. */
  readonly signedIn?: boolean;
  /** What the browser holds before the first page: the copy of the preferences that `app.html` reads. */
  readonly preferences?: Record<string, unknown>;
  readonly locale?: string;
  readonly context?: BrowserContextOptions;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly problems: PageProblems;
}

/** A real instance in a process and a folder of its own that serves the built console, and a browser. */
export interface Console {
  readonly address: string;
  readonly instance: RunningInstance;
  readonly browser: Browser;
  /** A request with the command line's token. */
  readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** A code as the terminal prints it: to claim, once there is an owner to sign in. */
  readonly code: () => Promise<string>;
  /** A page in a browser context of its own. */
  open(opening?: Opening): Promise<OpenPage>;
  /** Closes all pages; answers what they complained about. */
  closePages(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts one; `claimed: false` leaves it without an owner. */
export async function startConsole({ claimed = true } = {}): Promise<Console> {
  const webRoot = builtConsole();
  const home = mkdtempSync(join(tmpdir(), 'mrm-e2e-'));
  const instance = startInstance({ home, webRoot });
  const [{ address }, browser] = await Promise.all([instance.said('listening'), launchChromium()]);
  const code = async (): Promise<string> =>
    (await instance.call<{ code: string }>('POST', '/api/access/sign-in-link')).code;
  const cookie = claimed ? await claim(address, await code()) : undefined;
  let opened: OpenPage[] = [];

  return {
    address,
    instance,
    browser,
    call: instance.call,
    code,
    open: async (opening = {}) => {
      const context = await browser.newContext({
        baseURL: address,
        viewport: opening.viewport ?? DESKTOP,
        // What is said in English is found in English, whatever the machine speaks.
        locale: 'en-US',
        reducedMotion: 'reduce',
        ...opening.context,
      });
      if (cookie !== undefined && opening.signedIn !== false) await context.addCookies([cookie]);
      if (opening.preferences !== undefined || opening.locale !== undefined) await remember(context, opening);
      context.setDefaultTimeout(LONGEST_WAIT_MS);
      const page = await context.newPage();
      const open = { page, context, problems: new PageProblems(page) };
      opened.push(open);
      return open;
    },
    closePages: async () => {
      const pages = opened;
      opened = [];
      await Promise.all(
        pages.map(async ({ page, context }) => {
          // An answer that a test was still making up when it ended is no fault.
          await page.unrouteAll({ behavior: 'ignoreErrors' });
          await context.close();
        }),
      );
      return pages.flatMap(({ problems }) => problems.unexpected());
    },
    close: async () => {
      await browser.close();
      instance.kill('SIGTERM');
      await instance.ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

type Cookie = Parameters<BrowserContext['addCookies']>[0][number];

/** Makes the owner through the API; gives the cookie of the session. */
async function claim(address: string, code: string): Promise<Cookie> {
  const response = await fetch(`${address}/api/auth/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ code, ...OWNER }),
  });
  if (!response.ok) throw new Error(`claim: ${response.status} ${await response.text()}`);
  const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  const [name = '', value = ''] = pair.split('=');
  const { hostname: domain } = new URL(address);
  return { name, value, domain, path: '/', secure: true, httpOnly: true, sameSite: 'Strict' };
}

async function remember(context: BrowserContext, { preferences, locale }: Opening): Promise<void> {
  await context.addInitScript(
    ([stored, chosen]) => {
      if (localStorage.getItem('mrm-preferences') === null && stored !== null)
        localStorage.setItem('mrm-preferences', stored);
      if (chosen !== null) localStorage.setItem('PARAGLIDE_LOCALE', chosen);
    },
    [preferences === undefined ? null : JSON.stringify(preferences), locale ?? null] as const,
  );
}

import { launchChromium } from '@mrmarket/testkit/chromium';
import type { Browser, CDPSession, Cookie } from 'playwright-core';
import type { PaperInstance } from './paper-instance.ts';

/** A bot's page in a browser, looked at through the DevTools protocol. */
export class SoakPage {
  readonly #browser: Browser;
  readonly #cdp: CDPSession;

  private constructor(browser: Browser, cdp: CDPSession) {
    this.#browser = browser;
    this.#cdp = cdp;
  }

  /** Makes itself the owner with the instance's link and opens its first bot. */
  static async open(instance: PaperInstance): Promise<SoakPage> {
    const cookie = await claim(instance);
    const browser = await launchChromium();
    const context = await browser.newContext({ baseURL: instance.address, locale: 'en-US' });
    await context.addCookies([cookie]);
    const page = await context.newPage();
    const [id] = instance.bots;
    const { name } = await instance.call<{ name: string }>('GET', `/api/bots/${id}`);
    await page.goto(`/market-making/${id}`);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable');
    return new SoakPage(browser, cdp);
  }

  /** After a collection of garbage. */
  async look(): Promise<{ heapUsed: number; listeners: number; nodes: number }> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    const figure = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
    return {
      heapUsed: figure('JSHeapUsedSize'),
      listeners: figure('JSEventListeners'),
      nodes: figure('Nodes'),
    };
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

async function claim({ address, claimLink }: PaperInstance): Promise<Cookie> {
  const response = await fetch(`${address}/api/auth/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ code: new URL(claimLink).hash.slice(1), password: 'three small boats at noon' }),
  });
  if (!response.ok) throw new Error(`claim: ${response.status} ${await response.text()}`);
  const [pair] = response.headers.getSetCookie()[0].split(';');
  const [name, value] = pair.split('=');
  const { hostname: domain } = new URL(address);
  return { name, value, domain, path: '/', secure: true, httpOnly: true, sameSite: 'Strict', expires: -1 };
}

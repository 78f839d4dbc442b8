import type { BrowserContext, Page } from 'playwright-core';

/** Notes every address that is asked for, every body that is sent or comes, and every line on the console. */
export function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on('request', (request) =>
    heard.push(request.url(), request.headers()['referer'] ?? '', request.postData() ?? ''),
  );
  page.on('response', (response) => {
    if (!response.url().includes('/api/')) return;
    // A page that is left takes the bodies of its answers along.
    void response.text().then(
      (text) => heard.push(text),
      () => undefined,
    );
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))));
  page.on('console', (message) => heard.push(message.text()));
  page.on('framenavigated', (frame) => heard.push(frame.url()));
  return heard;
}

/** Everything that stays in a browser: the page with its fields, the history, all stores. */
export async function kept(page: Page, context: BrowserContext): Promise<string> {
  const inPage = await page.evaluate(async () => {
    const fields = [...document.querySelectorAll('input, textarea, select')].map(
      (field) => (field as HTMLInputElement).value,
    );
    const entries = 'navigation' in globalThis ? navigation.entries().map(({ url }) => url) : [];
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    return JSON.stringify({
      fields,
      html: document.documentElement.outerHTML,
      text: document.body.innerText,
      history: [history.state, entries, location.href],
      local: Object.entries(localStorage),
      session: Object.entries(sessionStorage),
      cookie: document.cookie,
      databases,
      caches,
    });
  });
  const { origins } = await context.storageState({ indexedDB: true });
  return inPage + JSON.stringify(origins);
}

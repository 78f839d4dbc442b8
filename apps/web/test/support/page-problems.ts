import type { Page } from 'playwright-core';

/**
 * Everything a page complains about: errors and warnings on its console (violations of the CSP among them), errors
 * thrown, requests that failed or were refused.
 */
export class PageProblems {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(page: Page) {
    page.on('console', (message) => {
      // A refused request is reported with its address below.
      if (/^Failed to load resource/.test(message.text())) return;
      // A socket still on its way when a page is left.
      if (/WebSocket is closed before the connection is established/.test(message.text())) return;
      if (message.type() === 'error' || message.type() === 'warning') this.#add(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#add(`thrown: ${error.stack ?? error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // Requests still on their way when a page is left.
      if (why !== 'net::ERR_ABORTED')
        this.#add(`failed: ${request.method()} ${pathOf(request.url())} ${why}`);
    });
    page.on('response', (response) => {
      if (response.status() < 400) return;
      const { status, method, path } = {
        status: response.status(),
        method: response.request().method(),
        path: pathOf(response.url()),
      };
      this.#add(`refused: ${method} ${path} ${status}`);
    });
  }

  /** What a test provokes: problems that match are none. */
  expect(...patterns: readonly RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** What nobody expected, oldest first. */
  unexpected(): string[] {
    return this.#seen.filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
  }

  #add(problem: string): void {
    this.#seen.push(problem);
  }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

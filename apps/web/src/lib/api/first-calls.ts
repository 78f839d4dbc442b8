declare global {
  interface Window {
    /** Answers that are on their way since the page came, by address; `app.html` asks for them. */
    firstCalls?: Map<string, Promise<Response>>;
  }
}

/** After this time since the page came an answer is old: who asks then asks anew. */
const FRESH_MS = 10_000;

/**
 * `fetch` that takes the answers that are on their way already. Each is given out once, and none of them after
 * anything was commanded: it might tell how things were before.
 */
export class FirstCalls {
  readonly #calls: Map<string, Promise<Response>>;
  readonly #age: () => number;

  /** @param age milliseconds since the page came */
  constructor(calls: Map<string, Promise<Response>>, age: () => number) {
    this.#calls = calls;
    this.#age = age;
  }

  fetch = (address: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if ((init?.method ?? 'GET') !== 'GET' || this.#age() > FRESH_MS) this.#calls.clear();
    const call = typeof address === 'string' ? this.#calls.get(address) : undefined;
    if (typeof address === 'string') this.#calls.delete(address);
    return call ?? fetch(address, init);
  };
}

/** Those of this page; a page that was not sent by an instance has none. */
export const firstCalls = new FirstCalls(
  globalThis.window?.firstCalls ?? new Map<string, Promise<Response>>(),
  () => performance.now(),
);

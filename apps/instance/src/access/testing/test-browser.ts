import type { Act } from '../act-hash.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text, for searches. */
  readonly text: string;
  /** The body as JSON. */
  readonly json: unknown;
}

/** A page of the instance in a browser: keeps the session's cookie, sends its Origin. */
export class TestBrowser {
  /** `name=value` of the session's cookie; undefined when there is none. */
  cookie: string | undefined;
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.send('POST', path, body);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(this.#origin + path, {
      method,
      headers: {
        origin: this.#origin,
        'user-agent': 'test browser',
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair] = set.split(';');
      this.cookie = set.includes('Max-Age=0') ? undefined : pair;
    }
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as unknown };
  }

  /** Confirms an act by password and does it. */
  async sendConfirmed(act: Omit<Act, 'body'> & { body?: unknown }, password: string): Promise<Answer> {
    const confirmation = await this.post('/api/step-up', {
      act: { ...act, body: act.body ?? null },
      password,
    });
    const { token } = confirmation.json as { token?: string };
    if (token === undefined) return confirmation;
    return this.send(act.method, act.path, act.body, { 'x-step-up': token });
  }
}

/** The error code of an answer. */
export function codeOf(answer: Answer): unknown {
  return (answer.json as { code?: unknown }).code;
}

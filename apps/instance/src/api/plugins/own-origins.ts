import type { IncomingHttpHeaders } from 'node:http';

export interface OwnOriginsParameters {
  /** Address the server is bound to. */
  readonly host: string;
  /** The port it listens on; undefined while it does not listen. */
  readonly port: () => number | undefined;
  /** Further origins people reach it at, such as `https://market.example.org` of a tunnel or proxy. */
  readonly publicOrigins?: readonly string[] | undefined;
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
const EVERY_ADDRESS = ['0.0.0.0', '::', '[::]'];

/**
 * The names this server answers to. A page of somebody else can make a browser send requests here: with its own Origin,
 * or, by DNS rebinding, with its own name in Host. Both are refused.
 */
export class OwnOrigins {
  readonly #names: readonly string[];
  readonly #port: () => number | undefined;
  readonly #publicOrigins: ReadonlySet<string>;
  readonly #publicHosts: ReadonlySet<string>;

  constructor(parameters: OwnOriginsParameters) {
    const host =
      parameters.host.includes(':') && !parameters.host.startsWith('[')
        ? `[${parameters.host}]`
        : parameters.host;
    this.#names = EVERY_ADDRESS.includes(host) ? LOOPBACK_NAMES : [...LOOPBACK_NAMES, host.toLowerCase()];
    this.#port = parameters.port;
    const origins = (parameters.publicOrigins ?? []).map((origin) => new URL(origin));
    this.#publicOrigins = new Set(origins.map((url) => url.origin));
    this.#publicHosts = new Set(origins.map((url) => url.host));
  }

  /** True for a Host header that names this server. */
  isOwnHost(host: string | undefined): boolean {
    if (host === undefined) return false;
    const wanted = host.toLowerCase();
    return this.#publicHosts.has(wanted) || this.#isListening(wanted);
  }

  /** True for a Host header that only this machine itself uses, on a request no proxy passed on. */
  isLoopbackRequest(headers: IncomingHttpHeaders): boolean {
    const name = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    const passedOn = headers['x-forwarded-for'] ?? headers['forwarded'] ?? headers['x-real-ip'];
    return LOOPBACK_NAMES.includes(name) && passedOn === undefined;
  }

  /** True when `origin` is that of a page this server itself gave out, under the name it was asked by. */
  isOwnOrigin(origin: string, host: string | undefined): boolean {
    if (!URL.canParse(origin) || host === undefined) return false;
    const url = new URL(origin);
    if (
      url.origin !== origin ||
      withPort(url.host, url.protocol) !== withPort(host.toLowerCase(), url.protocol)
    )
      return false;
    return this.#publicOrigins.has(origin) || (url.protocol === 'http:' && this.#isListening(url.host));
  }

  #isListening(host: string): boolean {
    const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
    if (name === undefined || !this.#names.includes(name)) return false;
    const listening = this.#port();
    return listening === undefined || Number(port ?? 80) === listening;
  }
}

function withPort(host: string, protocol: string): string {
  return /:\d+$/.test(host) ? host : `${host}:${protocol === 'https:' ? 443 : 80}`;
}

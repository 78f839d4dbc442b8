import { constants } from 'node:os';

const MASK = '***';
/** A line is for reading: longer texts, lists and deeper nests are cut. */
const MAX_TEXT = 4000;
const MAX_ITEMS = 100;
const MAX_DEPTH = 6;
/** Secrets registered by the program; the oldest is forgotten first. */
const MAX_SECRETS = 1000;
/** Shorter ones would mask half of every line. */
const MIN_SECRET = 6;

/** Names of fields that hold secrets, compared without case, dashes and underscores. */
const SECRET_NAME =
  /(?:password|passwd|passphrase|pwd|secret|token|authorization|cookie|credential|mnemonic|seedphrase|privatekey|apikey|signature|sealed)|^(?:auth|code|codes|key|keys|otp|pin|onetimecode|recoverycodes?|claimcode|signincode|secretkey|accesskey|signingkey|stepup|xstepup|xapikey)$/;
/** `code` holds one-time codes, and codes of errors, which are worth reading: `BOT_NOT_FOUND`, `ECONNREFUSED`. */
const ERROR_CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const SYSTEM_CODES = new Set([...Object.keys(constants.errno), 'ENOTFOUND', 'EAI_AGAIN', 'EAUTH', 'ETLS']);

const OUR_KEYS = /\bmrm_[A-Za-z0-9_-]{6,}/g;
const AUTHORIZATION = /\b(bearer|basic)\s{1,4}[^\s"',;]{4,}/gi;
const URL_CREDENTIALS = /:\/\/[^\s/@]*@/g;
/** A link to the claim page carries its code behind `#`. */
const URL_FRAGMENT = /(:\/\/[^\s#"'<>]*#)[^\s"'<>]{4,}/g;
const NAMED_VALUE =
  /((?:password|passwd|passphrase|secret|token|authorization|cookie|credential|mnemonic|private[-_ ]?key|api[-_ ]?key|signature|\bcode|\bkey|\botp|\bpin)s?["']?(?:\s{0,2}[:=]|\s{1,2}is)\s{0,2})("[^"]*"|'[^']*'|[^\s,;&}"']+)/gi;
const QUERY_VALUE = /([?&][A-Za-z0-9_.-]{1,60}=)([^\s&#"'<>]{24,})/g;
/** As the program prints one-time codes: four groups of four; shorter ones only with a digit, as markets have none, and not within a longer run of groups, as a UUID is. */
const ONE_TIME_CODE =
  /\b(?:(?:[A-Z0-9]{4}-){3,}[A-Z0-9]{4}|(?<![A-Za-z0-9]-)(?=[A-Z-]*\d)(?:[A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{5}-[A-Z0-9]{5})(?!-[A-Za-z0-9]))\b/g;
const LONG_RUN = /[A-Za-z0-9_-]{32,}/g;
const ALL_HEX = /^[0-9a-f]+$/i;

/**
 * Masks secrets in what is about to be logged or shown: fields by their name, values by their look (our API keys and
 * session tokens, one-time codes, bearer tokens, credentials and tokens in URLs), and every text that was registered.
 * The look is a net below the others: a secret that the program holds should be registered or stand in a named field.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  #registered: RegExp | undefined;

  /** From now on `text` is masked wherever it stands, also URL-encoded, base64 or escaped as JSON. */
  secret(text: string): void {
    if (text.length < MIN_SECRET || this.#secrets.has(text)) return;
    this.#secrets.add(text);
    if (this.#secrets.size > MAX_SECRETS)
      for (const oldest of this.#secrets) {
        this.#secrets.delete(oldest);
        break;
      }
    const forms = new Set([...this.#secrets].flatMap(formsOf));
    // Longest first, so that a secret which contains another is masked whole.
    const parts = [...forms].sort((a, b) => b.length - a.length).map((form) => RegExp.escape(form));
    this.#registered = new RegExp(parts.join('|'), 'g');
  }

  /** `text` without secrets, at most 4,000 characters. */
  text(text: string): string {
    const masked = maskByLook(this.#registered === undefined ? text : text.replace(this.#registered, MASK));
    return masked.length > MAX_TEXT ? `${masked.slice(0, MAX_TEXT)}…` : masked;
  }

  /** Fields as they may be logged: plain JSON values, without secrets, cut to a readable size. */
  fields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return this.#object(Object.entries(fields), 0, new Set([fields]));
  }

  #value(name: string, value: unknown, depth: number, above: ReadonlySet<unknown>): unknown {
    if (isSecretName(name) && !isHarmless(value)) return MASK;
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'bigint':
        return String(value);
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'object':
        return value === null ? null : this.#nested(value, depth, above);
      case 'boolean':
      case 'undefined':
        return value;
      default:
        return `[${typeof value}]`;
    }
  }

  #nested(value: object, depth: number, above: ReadonlySet<unknown>): unknown {
    if (above.has(value)) return '[circular]';
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth >= MAX_DEPTH) return '[…]';
    const within = new Set([...above, value]);
    if (value instanceof Error) return this.#object(errorEntries(value), depth + 1, within);
    if (value instanceof Map || value instanceof Set) return `[${value.constructor.name} of ${value.size}]`;
    if (Array.isArray(value)) {
      const items = value
        .slice(0, MAX_ITEMS)
        .map((item: unknown) => this.#value('', item, depth + 1, within));
      return value.length > MAX_ITEMS ? [...items, `… ${value.length - MAX_ITEMS} more`] : items;
    }
    return this.#object(Object.entries(value), depth + 1, within);
  }

  #object(
    entries: readonly (readonly [string, unknown])[],
    depth: number,
    above: ReadonlySet<unknown>,
  ): Record<string, unknown> {
    const masked = entries
      .slice(0, MAX_ITEMS)
      .map(([name, value]) => [this.text(name), this.#value(name, value, depth, above)] as const);
    // fromEntries makes own properties, `__proto__` included.
    return Object.fromEntries(masked);
  }
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    Buffer.from(secret).toString('base64url'),
  ];
}

function maskByLook(text: string): string {
  return text
    .replace(OUR_KEYS, `mrm_${MASK}`)
    .replace(AUTHORIZATION, `$1 ${MASK}`)
    .replace(URL_CREDENTIALS, `://${MASK}@`)
    .replace(URL_FRAGMENT, `$1${MASK}`)
    .replace(QUERY_VALUE, `$1${MASK}`)
    .replace(NAMED_VALUE, (whole, name: string, value: string) =>
      isErrorCode(value.replace(/^["']|["']$|[.)]+$/g, '')) ? whole : `${name}${MASK}`,
    )
    .replace(ONE_TIME_CODE, MASK)
    .replace(LONG_RUN, (run) => (looksRandom(run) ? MASK : run));
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.toLowerCase().replace(/[-_. ]/g, ''));
}

/** Under a secret's name, yet worth reading and no secret: nothing, yes or no, a code of an error, a small number. */
function isHarmless(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Math.abs(value) < 1000;
  return typeof value === 'string' && (value === '' || isErrorCode(value));
}

function isErrorCode(text: string): boolean {
  return ERROR_CODE.test(text) || SYSTEM_CODES.has(text);
}

/** Hex, or the mixture of cases and digits that names and words do not have. */
function looksRandom(run: string): boolean {
  if (ALL_HEX.test(run)) return true;
  // Client order ids are capitals and digits behind a short prefix.
  if (!/(?:[a-z].*){3}/.test(run) || !/(?:[A-Z].*){3}/.test(run)) return false;
  return /\d/.test(run) || (run.match(/[a-z][A-Z]/g)?.length ?? 0) >= 4;
}

function errorEntries(error: Error): [string, unknown][] {
  const entries: [string, unknown][] = [
    ['name', error.name],
    ['message', error.message],
  ];
  if ('code' in error) entries.push(['code', error.code]);
  if (error.stack !== undefined) entries.push(['stack', error.stack]);
  if (error.cause !== undefined) entries.push(['cause', error.cause]);
  return entries;
}

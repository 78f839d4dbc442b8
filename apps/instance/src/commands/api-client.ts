import { readFileSync } from 'node:fs';
import type { TokenFile } from '../access/token-file.ts';
import type { ErrorBody } from '../api/schemas/common.ts';
import type { Home } from '../home.ts';
import { CommandError } from './command-error.ts';

/** An instance that works may be busy; one that says nothing for this long is stuck, ms. */
const PATIENCE_MS = 60_000;

/** What the instance answered. */
export interface Answer<T> {
  readonly value: T;
  /** As it came, for `--json`. */
  readonly text: string;
  /** By the clock of the instance, ms since the epoch, to the second; NaN when it does not say. */
  readonly date: number;
}

/** Speaks to the instance that runs on a data folder, as the machine's own command line. */
export interface ApiClient {
  readonly address: string;
  readonly pid: number;
  /** @throws CommandError `NOT_RUNNING`, `NO_ANSWER`, or the code of the API with its problems one a line */
  get<T>(path: string): Promise<Answer<T>>;
  /** @throws CommandError as `get` */
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>>;
  /** A file, as it is. @throws CommandError as `get` */
  download(path: string): Promise<Buffer>;
}

/**
 * Finds the running instance by the token file in its data folder.
 * @throws CommandError `NOT_RUNNING`, `TOKEN_UNREADABLE`
 */
export function openApi(home: Home): ApiClient {
  const { address, token, pid } = readTokenFile(home);
  const accepted = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await ask(`${address}${path}`, { method, token, body, home, pid });
    if (!response.ok) throw refusal(response.status, await response.text());
    return response;
  };
  const request = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await accepted(method, path, body);
    const text = await response.text();
    return { value: JSON.parse(text) as T, text, date: Date.parse(response.headers.get('date') ?? '') };
  };
  return {
    address,
    pid,
    get: (path) => request('GET', path),
    send: (method, path, body) => request(method, path, body),
    download: async (path) => Buffer.from(await (await accepted('GET', path)).arrayBuffer()),
  };
}

interface Request {
  readonly method: string;
  readonly token: string;
  readonly body: unknown;
  readonly home: Home;
  readonly pid: number;
}

async function ask(url: string, { method, token, body, home, pid }: Request): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new CommandError(
        'NO_ANSWER',
        `the instance (process ${pid}) has not answered for ${PATIENCE_MS / 1000} s; its logs are in ${home.logs}`,
        { cause: error },
      );
    const { cause } = error as Error;
    const { code } = (cause ?? {}) as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') throw notRunning(home, 'nothing listens where its last start did', error);
    const reason = cause instanceof Error ? cause.message : (error as Error).message;
    throw new CommandError('NO_ANSWER', `the instance did not answer: ${reason}`, { cause: error });
  }
}

function readTokenFile(home: Home): TokenFile {
  let text: string;
  try {
    text = readFileSync(home.tokenFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw notRunning(home, `no ${home.tokenFile}`, error);
    throw new CommandError(
      'TOKEN_UNREADABLE',
      `cannot read ${home.tokenFile}: ${(error as Error).message}; run this as the user the instance runs as`,
      { cause: error },
    );
  }
  const file = parseTokenFile(text);
  if (file === undefined)
    throw new CommandError(
      'TOKEN_UNREADABLE',
      `${home.tokenFile} is not what an instance writes; start it again with mrm start`,
    );
  // A token is not shown to whatever else has come to listen there.
  if (!isAlive(file.pid)) throw notRunning(home, 'its last start ended without saying so');
  return file;
}

function parseTokenFile(text: string): TokenFile | undefined {
  try {
    const { address, token, pid } = JSON.parse(text) as Partial<Record<keyof TokenFile, unknown>>;
    if (typeof address !== 'string' || typeof token !== 'string' || !Number.isSafeInteger(pid))
      return undefined;
    return { address, token, pid: pid as number };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function notRunning(home: Home, why: string, cause?: unknown): CommandError {
  return new CommandError(
    'NOT_RUNNING',
    `the instance on ${home.path} is not running (${why}); start it with mrm start`,
    { cause },
  );
}

/** What the API refused, with the fields that are wrong on lines of their own. */
function refusal(status: number, text: string): CommandError {
  const body = parseError(text);
  if (body === undefined)
    return new CommandError('NO_ANSWER', `the instance answered with HTTP status ${status} and no reason`);
  const problems = (body.problems ?? []).filter(({ field }) => field !== '');
  const lines = problems.map(({ field, message }) => `\n  ${field}: ${message}`);
  return new CommandError(body.code, body.message + lines.join(''));
}

function parseError(text: string): ErrorBody | undefined {
  try {
    const body = JSON.parse(text) as Partial<ErrorBody>;
    return typeof body.code === 'string' && typeof body.message === 'string'
      ? (body as ErrorBody)
      : undefined;
  } catch {
    return undefined;
  }
}

import type { Client } from 'openapi-fetch';
import type { paths } from './schema.d.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** The calls of openapi-fetch, by whose types each path, parameter and body is checked. */
export type Api = Pick<Client<paths>, Method>;

type Value = string | number | boolean;

interface Options {
  readonly params?: {
    readonly path?: Readonly<Record<string, Value>>;
    readonly query?: Readonly<Record<string, Value | readonly Value[] | null | undefined>>;
  };
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Calls of the instance's API, on the page's own origin. Of openapi-fetch only the types are used: its code, made for
 * many styles of parameters and bodies, would be a tenth of the shell's first script, and the API has one of each.
 */
export function fetchClient(send: typeof fetch): Api {
  const call =
    (method: Method) =>
    async (path: string, { params, body, headers, signal }: Options = {}): Promise<unknown> => {
      const response = await send(addressOf(path, params), {
        method,
        headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await response.text();
      const content: unknown = text === '' ? undefined : parsed(text);
      return response.ok ? { data: content, response } : { error: content, response };
    };
  const calls = {
    GET: call('GET'),
    POST: call('POST'),
    PUT: call('PUT'),
    PATCH: call('PATCH'),
    DELETE: call('DELETE'),
  };
  return calls as unknown as Api;
}

/** `/api/bots/{id}` with its parameters put in; those of the query that are undefined are left out. */
export function addressOf(path: string, params: Options['params']): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params?.path?.[name] ?? '')),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params?.query ?? {})) {
    if (value === null || value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) query.append(name, String(one));
  }
  const search = query.toString();
  return search === '' ? filled : `${filled}?${search}`;
}

/** A proxy in between may answer with something else than JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

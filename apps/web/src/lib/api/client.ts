import { errorOf, toApiError } from './errors.ts';
import { fetchClient } from './fetch-client.ts';
import { firstCalls } from './first-calls.ts';

/** The instance's API, typed by its OpenAPI document. Same origin, so the session cookie goes along. */
export const api = fetchClient(firstCalls.fetch);

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

const signedOut = new Set<() => void>();

/**
 * Waits for a request and gives its body.
 *
 * @example
 *   const { items } = await answer(api.GET('/api/bots'));
 *
 * @throws ApiError when the instance refuses the request or cannot be reached.
 */
export async function answer<T>(request: Promise<Answer<T>>): Promise<T> {
  let result: Answer<T>;
  try {
    result = await request;
  } catch (cause) {
    throw toApiError(cause);
  }
  if (result.response.ok) return result.data as T;
  const error = errorOf(
    result.error,
    result.response.status,
    result.response.headers.get('x-request-id') ?? undefined,
  );
  if (error.code === 'NOT_SIGNED_IN') for (const listener of signedOut) listener();
  throw error;
}

/** Calls `listener` whenever a request is refused because the session has ended. Answers how to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** Headers of a command: its idempotency key, and where it is a dangerous act the confirmation of it. */
export function commandHeaders(key: string, stepUp?: string): Record<string, string> {
  return { 'Idempotency-Key': key, ...(stepUp === undefined ? {} : { 'X-Step-Up': stepUp }) };
}

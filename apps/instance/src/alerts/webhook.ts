import { createHmac } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Timers } from '../health/timers.ts';
import { DeliveryError } from './delivery-message.ts';
import type { DeliveryMessage } from './delivery-message.ts';
import { allowedAddresses, pinnedLookup } from './webhook-address.ts';

export interface WebhookTarget {
  /** http or https. The path is often a secret of its own. */
  readonly url: string;
  /** Key of the signature. */
  readonly secret?: string | undefined;
}

/** From the look-up of the name to the status of the answer. */
const TIMEOUT_MS = 10_000;

/**
 * Posts a message as JSON: `{ "id", "at", "alertId", "text" }`, with the header `X-Delivery-Id`, and with
 * `X-Signature: sha256=<HMAC-SHA-256 of the body, hex>` where the target has a secret. Any status from 200 to 299 means
 * taken. Redirects are not followed, and of the answer only the status is read.
 *
 * @throws DeliveryError
 */
export async function sendWebhook(
  target: WebhookTarget,
  message: DeliveryMessage,
  { timers, signal }: { readonly timers: Timers; readonly signal: AbortSignal },
): Promise<void> {
  const late = new AbortController();
  const callOff = timers.after(TIMEOUT_MS, () => late.abort());
  const ended = AbortSignal.any([signal, late.signal]);
  const status = await unlessAborted(post(target, message, ended), ended)
    .catch((error: unknown) => {
      if (late.signal.aborted) throw new DeliveryError(`no answer within ${TIMEOUT_MS / 1000} s`);
      throw error;
    })
    .finally(callOff);
  if (status >= 300 && status < 400) {
    throw new DeliveryError(
      `answered with a redirect (${status}), which is not followed; enter the final address`,
    );
  }
  if (status < 200 || status >= 300) throw new DeliveryError(`answered with status ${status}`);
}

async function post(target: WebhookTarget, message: DeliveryMessage, signal: AbortSignal): Promise<number> {
  const url = new URL(target.url);
  const addresses = await allowedAddresses(url.hostname);
  const body = JSON.stringify({
    id: message.id,
    at: new Date(message.at).toISOString(),
    alertId: message.alertId,
    text: message.text,
  });
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'mr.market',
    'x-delivery-id': message.id,
  };
  if (target.secret !== undefined) {
    headers['x-signature'] = `sha256=${createHmac('sha256', target.secret).update(body).digest('hex')}`;
  }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', headers, signal, agent: false, lookup: pinnedLookup(addresses) },
      (answer: IncomingMessage) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    outgoing.on('error', (error) => reject(new DeliveryError(connectionTrouble(error))));
    outgoing.end(body);
  });
}

/** Codes of the system and of TLS say enough, and unlike messages they never hold the address. */
function connectionTrouble(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return `the connection failed (${code})`;
}

/**
 * Waits for work that may have no way to be called off, such as the look-up of a name, until `signal` ends the wait.
 *
 * @throws DeliveryError when it does
 */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new DeliveryError('it was called off before there was an answer'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

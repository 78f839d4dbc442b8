import { DeliveryError } from './delivery-message.ts';

/**
 * Waits for work that may have no way to be called off, such as the look-up of a name, until `signal` ends the wait.
 *
 * @throws DeliveryError when it does
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new DeliveryError('it was called off before there was an answer'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** Asks the browser for a passkey. `options` come from the instance and go to the browser as they are. */
export async function assert(options: Record<string, unknown>): Promise<Record<string, unknown>> {
  return { ...(await startAuthentication({ optionsJSON: options as unknown as RequestOptions })) };
}

/** Asks the browser to make a passkey. */
export async function register(options: Record<string, unknown>): Promise<Record<string, unknown>> {
  return { ...(await startRegistration({ optionsJSON: options as unknown as CreationOptions })) };
}

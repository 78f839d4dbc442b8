import { isIP } from 'node:net';
import { InstanceError } from '../errors.ts';
import { isLoopback } from './addresses.ts';

/** What passkeys are bound to (WebAuthn, "relying party"). */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/**
 * The relying party of an instance at `origin`. Browsers bind passkeys to names, never to addresses: an instance on
 * the machine itself has them at `localhost`, whichever loopback address it listens on.
 *
 * @throws InstanceError PASSKEYS_UNAVAILABLE for an origin with another address
 */
export function relyingParty(origin: string): RelyingParty {
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isLoopback(host)) url.hostname = 'localhost';
  else if (isIP(host) !== 0) {
    throw new InstanceError(
      'PASSKEYS_UNAVAILABLE',
      `Browsers have no passkeys for addresses such as ${host}; reach this instance by a name, with https`,
    );
  }
  return { id: url.hostname, origin: url.origin };
}

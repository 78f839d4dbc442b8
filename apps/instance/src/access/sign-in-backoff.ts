import type { WallClock } from '../api/ports.ts';
import { InstanceError } from '../errors.ts';

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Tries are forgotten after this long without another. */
const FORGET_MS = 60 * 60_000;
/** Accounts and addresses remembered; the one that tried longest ago goes first. */
const MAX_ENTRIES = 10_000;

const ACCOUNT = 'account ';

interface Entry {
  tries: number;
  lockedUntil: number;
  lastTryAt: number;
}

/** A try at a sign-in. */
export interface Try {
  /** It was the right secret: the account's count begins anew, and this try does not count for the address. */
  succeeded(): void;
}

/**
 * Slows guessing down: after five failures for an account or from an address, the next try has to wait 30 s, and twice
 * as long after each further failure, 15 minutes at most. Names that do not exist count like others. Kept in memory:
 * who can restart the program needs no password.
 */
export class SignInBackoff {
  readonly #clock: WallClock;
  /** In the order of the last try. */
  readonly #entries = new Map<string, Entry>();

  constructor(clock: WallClock) {
    this.#clock = clock;
  }

  /**
   * Counts a try before its secret is looked at, so that parallel guesses count as well. `account` is a user's name.
   *
   * @throws InstanceError TOO_MANY_TRIES with the seconds to wait
   */
  begin(account: string, ip: string): Try {
    return this.#begin([accountKey(account), addressKey(ip)]);
  }

  /** As `begin`, where the account is not known before the secret: it counts for the address alone. */
  beginFrom(ip: string): Try {
    return this.#begin([addressKey(ip)]);
  }

  #begin(keys: readonly string[]): Try {
    const now = this.#clock.now();
    const waitMs = Math.max(...keys.map((key) => this.#entry(key, now).lockedUntil - now));
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new InstanceError('TOO_MANY_TRIES', `Too many failed tries; try again in ${seconds} s`, {
        retryAfterSec: seconds,
      });
    }
    for (const key of keys) this.#count(key, now);
    return {
      succeeded: () => {
        for (const key of keys) this.#forgive(key);
      },
    };
  }

  #forgive(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.tries = key.startsWith(ACCOUNT) ? 0 : entry.tries - 1;
    entry.lockedUntil = 0;
    if (entry.tries <= 0) this.#entries.delete(key);
  }

  #entry(key: string, now: number): Entry {
    const entry = this.#entries.get(key);
    if (entry !== undefined && now - entry.lastTryAt < FORGET_MS) return entry;
    return { tries: 0, lockedUntil: 0, lastTryAt: now };
  }

  #count(key: string, now: number): void {
    const tries = this.#entry(key, now).tries + 1;
    const waitMs =
      tries < FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (tries - FREE_TRIES), LONGEST_WAIT_MS);
    this.#entries.delete(key);
    this.#entries.set(key, { tries, lockedUntil: now + waitMs, lastTryAt: now });
    if (this.#entries.size > MAX_ENTRIES) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest);
    }
  }
}

function accountKey(name: string): string {
  return `${ACCOUNT}${name.toLowerCase()}`;
}

function addressKey(ip: string): string {
  return `address ${ip}`;
}

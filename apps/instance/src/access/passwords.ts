import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { InstanceError } from '../errors.ts';

/** 128 MiB and about a third of a second a hash (RFC 7914; N, r and p as OWASP recommends). */
const N = 2 ** 17;
const R = 8;
const P = 1;
const MAX_MEMORY = 256 * 2 ** 20;
const HASH_BYTES = 32;
/** Each takes 128 MiB and a thread of the pool that files need as well. */
const AT_ONCE = 2;
const MAX_WAITING = 20;

/** Hashes and checks passwords with scrypt; stored as `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #hashes = 0;
  readonly #nobody: string = format(randomBytes(16), randomBytes(HASH_BYTES));

  /** Slow hashes made so far. */
  get hashes(): number {
    return this.#hashes;
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    return format(salt, await this.#scrypt(password, salt, { N, r: R, p: P }));
  }

  /**
   * True when `password` is the one that `stored` was made of. Without `stored` (no such user) it takes as long and is
   * false, so that the time of an answer does not tell which names exist.
   *
   * @throws InstanceError RATE_LIMITED when too many are waiting already
   */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const [scheme, n, r, p, salt, hash] = (stored ?? this.#nobody).split('$');
    if (scheme !== 'scrypt' || salt === undefined || hash === undefined) {
      throw new InstanceError(
        'INTERNAL',
        'A stored password has an unknown form; restore the database from a backup',
      );
    }
    const expected = Buffer.from(hash, 'base64url');
    const cost = { N: Number(n), r: Number(r), p: Number(p) };
    const actual = await this.#scrypt(password, Buffer.from(salt, 'base64url'), cost);
    return timingSafeEqual(actual, expected) && stored !== undefined;
  }

  async #scrypt(password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
    await this.#enter();
    this.#hashes += 1;
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        // The same letters typed on another system may be composed differently.
        scrypt(
          password.normalize('NFKC'),
          salt,
          HASH_BYTES,
          { ...cost, maxmem: MAX_MEMORY },
          (error, key) => {
            if (error === null) resolve(key);
            else reject(error);
          },
        );
      });
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) {
      throw new InstanceError(
        'RATE_LIMITED',
        'Too many sign-ins at the same moment; try again in a few seconds',
        {
          retryAfterSec: 5,
        },
      );
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    // The place is handed on, so that nobody slips in between.
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}

function format(salt: Buffer, hash: Buffer): string {
  return ['scrypt', N, R, P, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

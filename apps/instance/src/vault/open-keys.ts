import { OneUseKey } from './sealed-box.ts';
import type { ReplyTo, Sealed } from './sealed-box.ts';
import { VaultError } from './vault-error.ts';

export const KEY_LIFE_MS = 120_000;
/** Keys that nobody used yet; more push out the oldest. */
const MOST_KEYS = 32;

/** The one-use keys that secrets may be sealed to at the moment, each for two minutes. */
export class OpenKeys {
  readonly #keys = new Map<string, { readonly key: OneUseKey; readonly untilMs: number }>();
  readonly #now: () => number;

  /** @param now ms that only grow */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  make(): ReplyTo {
    const key = new OneUseKey();
    this.#keys.set(key.replyTo.challenge, { key, untilMs: this.#now() + KEY_LIFE_MS });
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > MOST_KEYS) this.#keys.delete(oldest);
    return key.replyTo;
  }

  /** The secrets in a box; the caller wipes them. @throws VaultError `VAULT_CHALLENGE` */
  open(vaultId: Uint8Array, sealed: Sealed): Buffer[] {
    const entry = this.#keys.get(sealed.challenge);
    this.#keys.delete(sealed.challenge);
    const secrets =
      entry !== undefined && this.#now() < entry.untilMs ? entry.key.open(vaultId, sealed) : undefined;
    if (secrets === undefined)
      throw new VaultError(
        'VAULT_CHALLENGE',
        'this was sealed to a key that is used, too old or another; ask for a new one',
      );
    return secrets;
  }
}

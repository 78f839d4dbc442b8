import { randomBytes } from 'node:crypto';
import { createRoot } from 'drxa/root';
import type { Root } from 'drxa/root';
import { sr25519 } from 'drxa/sr25519';
import { Ledger } from './ledger.ts';
import { OpenKeys } from './open-keys.ts';
import { finishKekRotation } from './rotation.ts';
import { passphraseWaitMs } from './passphrase-wait.ts';
import { SOURCES } from './sources.ts';
import type { SourceInput } from './sources.ts';
import { VaultStore } from './store.ts';
import type { Typed, VaultStatus } from './protocol.ts';
import { openKeks } from './unlock.ts';
import { VaultClock } from './vault-clock.ts';
import type { TimeSource } from './vault-clock.ts';
import { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';
import type { Ceremony } from './ceremony.ts';

/** The record of the root seed. */
export const ROOT_ID = 'root';
const ELEVATED_MS = 600_000;

export interface SigningProcessOptions {
  readonly folder: string;
  readonly credentialFile?: string | undefined;
  /** Reads lines of the descriptor that the process was started with; the caller wipes them. */
  readonly readDescriptor: (lines: number) => Buffer[];
  /** The machine's unless said. */
  readonly time?: TimeSource;
}

/** An unlocked vault and what follows from it. */
export interface Unlocked {
  readonly vault: Vault;
  readonly root: Root;
  readonly unattended: boolean;
}

/** What the signing process knows: its file, its keys while unlocked, and who has shown a passphrase lately. */
export class SigningProcess {
  readonly folder: string;
  readonly keys = new OpenKeys();
  ceremony: Ceremony | undefined;
  readonly #options: SigningProcessOptions;
  readonly #freshVaultId = randomBytes(16);
  #store: VaultStore | undefined;
  #clock: VaultClock;
  #unlocked: Unlocked | undefined;
  #elevatedUntilMs = -Infinity;

  /** @throws VaultError when there is a vault that cannot be opened */
  constructor(options: SigningProcessOptions) {
    this.#options = options;
    this.#clock = new VaultClock(0, options.time);
    this.folder = options.folder;
    if (VaultStore.exists(options.folder)) this.openStore();
  }

  /** Takes the file of a vault that is there now. */
  openStore(): void {
    const store = VaultStore.open(this.folder);
    try {
      this.#clock = new VaultClock(store.number('time'), this.#options.time);
    } catch (error) {
      store.close();
      throw error;
    }
    this.#store = store;
  }

  /** @throws VaultError `VAULT_ABSENT` */
  get store(): VaultStore {
    if (this.#store === undefined)
      throw new VaultError('VAULT_ABSENT', 'there is no vault yet; make one first');
    return this.#store;
  }

  get absent(): boolean {
    return this.#store === undefined;
  }

  /** @throws VaultError `VAULT_ABSENT`, `VAULT_LOCKED` */
  get unlocked(): Unlocked {
    if (this.#unlocked !== undefined) return this.#unlocked;
    throw this.absent ? noVault() : locked();
  }

  get isUnlocked(): boolean {
    return this.#unlocked !== undefined;
  }

  get ledger(): Ledger {
    return new Ledger(this.store, this.#clock);
  }

  /** The vault's id, which a vault to be made has already: secrets are sealed for it. */
  get vaultId(): Buffer {
    return this.#store?.vaultId() ?? this.#freshVaultId;
  }

  nowMs(): number {
    return this.#clock.now();
  }

  input(passphrase?: Uint8Array): SourceInput {
    return { folder: this.folder, credentialFile: this.#options.credentialFile, passphrase };
  }

  /**
   * The secrets that a person typed; the caller wipes them.
   * @param names what they are, for the refusal
   * @throws VaultError `VAULT_CHALLENGE`, `VAULT_INPUT`
   */
  typed(typed: Typed | undefined, ...names: readonly string[]): Buffer[] {
    if (typed === undefined) throw new VaultError('VAULT_INPUT', `this needs: ${names.join(', ')}`);
    const secrets =
      'sealed' in typed
        ? this.keys.open(this.vaultId, typed.sealed)
        : this.#options.readDescriptor(names.length);
    if (secrets.length === names.length) return secrets;
    wipeAll(secrets);
    throw new VaultError('VAULT_INPUT', `this needs ${names.length} secrets: ${names.join(', ')}`);
  }

  /** @throws VaultError as {@link openKeks}, and `VAULT_CORRUPT`, `VAULT_ROLLBACK` */
  unlock(passphrase: Uint8Array | undefined, leastRev = 0): void {
    if (this.#unlocked !== undefined) return;
    const vault = this.guarded(passphrase, (input) => Vault.unlock(this.store, input, { leastRev }));
    try {
      this.#unlocked = { vault, root: rootOf(vault), unattended: passphrase === undefined };
    } catch (error) {
      vault.wipe();
      throw error;
    }
    finishKekRotation(vault);
    this.ledger.audit('unlocked', { kid: vault.kek.kid, unattended: passphrase === undefined });
  }

  /** Ten minutes for what needs a passphrase again. @throws VaultError `VAULT_LOCKED`, `VAULT_PASSPHRASE`, `VAULT_RATE` */
  elevate(passphrase: Uint8Array | undefined): void {
    if (!this.isUnlocked) throw locked();
    this.guarded(passphrase, (input) => {
      // Where there is a passphrase, it is asked for; a key file beside the vault shows nothing about a person.
      if (passphrase === undefined && this.#slots().some(({ source }) => source === 'passphrase'))
        throw new VaultError('VAULT_PASSPHRASE', 'the passphrase is needed again for this');
      for (const { key } of openKeks(this.store, input).keks) key.fill(0);
    });
    this.#elevatedUntilMs = this.nowMs() + ELEVATED_MS;
    this.ledger.audit('elevated');
  }

  /** @throws VaultError `VAULT_LOCKED`, `VAULT_ELEVATION` */
  elevated(): Unlocked {
    const { unlocked } = this;
    if (this.nowMs() < this.#elevatedUntilMs) return unlocked;
    throw new VaultError(
      'VAULT_ELEVATION',
      'this needs the passphrase again; it is good for ten minutes then',
    );
  }

  /**
   * Tries a passphrase. Wrong ones are counted in the file, and each makes the next wait longer.
   * @throws VaultError `VAULT_RATE` before that is over, and what `act` throws
   */
  guarded<Result>(passphrase: Uint8Array | undefined, act: (input: SourceInput) => Result): Result {
    const input = this.input(passphrase);
    if (passphrase === undefined) return act(input);
    const { store } = this;
    const retryAfterSec = this.#retryAfterSec();
    if (retryAfterSec > 0)
      throw new VaultError('VAULT_RATE', `too many wrong passphrases; wait ${retryAfterSec} s`, {
        retryAfterSec,
      });
    try {
      const result = act(input);
      if (store.meta('failures') !== undefined)
        store.transaction(() => {
          store.setMeta('failures', undefined);
          store.setMeta('notBefore', undefined);
        });
      return result;
    } catch (error) {
      if (error instanceof VaultError && error.code === 'VAULT_PASSPHRASE') this.#countFailure();
      throw error;
    }
  }

  /** Ends the keys. The process ends after this, as memory that the runtime copied cannot be wiped. */
  wipe(): void {
    this.#unlocked?.root.wipe();
    this.#unlocked?.vault.wipe();
    this.#unlocked = undefined;
    this.#elevatedUntilMs = -Infinity;
    this.ceremony?.wipe();
    this.ceremony = undefined;
  }

  status(): VaultStatus {
    const store = this.#store;
    const common = {
      vaultId: this.vaultId.toString('hex'),
      slots: this.#slots().map(({ id, source }) => ({ id, source })),
      unattended:
        this.#unlocked?.unattended ?? this.#slots().some(({ source }) => SOURCES[source].unattended),
      backedUp: store?.meta('backedUp') !== undefined,
      elevatedForSec: Math.max(0, Math.ceil((this.#elevatedUntilMs - this.nowMs()) / 1000)),
      retryAfterSec: this.#retryAfterSec(),
      ceremony: this.ceremony !== undefined,
      ...(this.ceremony === undefined ? {} : { ask: [...this.ceremony.ask] }),
    };
    if (this.#unlocked === undefined) return { state: store === undefined ? 'absent' : 'locked', ...common };
    const { vault, root } = this.#unlocked;
    const { fingerprint } = root;
    return { state: 'unlocked', ...common, rev: vault.rev, kid: vault.kek.kid, fingerprint };
  }

  #slots(): ReturnType<VaultStore['slots']> {
    return this.#store?.slots(this.#store.kid()) ?? [];
  }

  #retryAfterSec(): number {
    const notBefore = this.#store?.number('notBefore') ?? 0;
    return Math.max(0, Math.ceil((notBefore - this.nowMs()) / 1000));
  }

  #countFailure(): void {
    const { store } = this;
    const failures = store.number('failures') + 1;
    store.transaction(() => {
      store.setMeta('failures', String(failures));
      store.setMeta('notBefore', String(this.nowMs() + passphraseWaitMs(failures)));
    });
    this.ledger.audit('wrong passphrase', { failures });
  }
}

function rootOf(vault: Vault): Root {
  const { secret } = vault.open(ROOT_ID);
  try {
    return createRoot(secret, { sr25519 });
  } finally {
    secret.fill(0);
  }
}

export function wipeAll(secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

function noVault(): VaultError {
  return new VaultError('VAULT_ABSENT', 'there is no vault yet; make one first');
}

function locked(): VaultError {
  return new VaultError('VAULT_LOCKED', 'the vault is locked; unlock it first');
}

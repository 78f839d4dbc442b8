import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SYSTEM } from '../access/actor.ts';
import type { Audit, Log } from '../api/ports.ts';
import type { KeysStatus } from '../api/schemas/keys.ts';
import { VaultClient } from '../vault/client.ts';
import type { VaultEvent } from '../vault/client.ts';
import type { Op, Params, Result, VaultStatus } from '../vault/protocol.ts';
import { RestartBackoff } from '../vault/restart-backoff.ts';
import { VAULT_FILE } from '../vault/store.ts';
import { VaultError } from '../vault/vault-error.ts';

export interface KeyVaultOptions {
  /** Holds `vault.db` and its key file. */
  readonly folder: string;
  readonly credentialFile?: string | undefined;
  /** A vault that a person opened locks itself after so many minutes without a request; 0: never. */
  readonly autoLockMin: number;
  readonly log: Log;
  readonly audit: Audit;
  /** The state that others see is another one now. */
  readonly onChanged?: (() => void) | undefined;
}

/** Requests that make a vault, or begin to: only for these is a signing process started where there is no vault. */
const MAKING: ReadonlySet<Op> = new Set(['challenge', 'init', 'importVault']);
/** Requests after which the vault's state is what it was. */
const READING: ReadonlySet<Op> = new Set([
  'status',
  'challenge',
  'publicKey',
  'address',
  'sign',
  'list',
  'readSecret',
  'readLimits',
  'audit',
]);

/**
 * The instance's one vault: its signing process, which is started when there is a vault or when one is to be made, and
 * what the instance knows of it. Ends of the process stand in the log and in the audit log; what people ask for is
 * recorded by who takes it (`keys.ts`).
 */
export class KeyVault {
  readonly #options: KeyVaultOptions;
  readonly #backoff = new RestartBackoff();
  #client: VaultClient | undefined;
  #starting: Promise<VaultClient> | undefined;
  #again: NodeJS.Timeout | undefined;
  #process: KeysStatus['process'] = 'off';
  #lastError: VaultError | undefined;
  #status: VaultStatus | undefined;
  #statusAt = 0;
  #closed = false;

  constructor(options: KeyVaultOptions) {
    this.#options = options;
  }

  /** Starts the signing process where there is a vault, and does not wait for it. */
  openIfThere(): void {
    if (this.#exists()) this.#tryToStart();
  }

  /** The state as last told; see {@link refresh}. */
  get status(): KeysStatus {
    const { code, message } = this.#lastError ?? {};
    return {
      process: this.#process,
      lastError: code === undefined || message === undefined ? null : { code, message },
      vault: this.#status === undefined ? null : this.#aged(this.#status),
    };
  }

  /** The state once a start that is under way is over. */
  async settled(): Promise<KeysStatus> {
    await this.#starting?.catch(() => undefined);
    return this.status;
  }

  /** The signer's process id, while one runs. */
  get pid(): number | undefined {
    return this.#client?.pid;
  }

  /** Asks the signing process for its state, where one runs. */
  async refresh(): Promise<KeysStatus> {
    try {
      if (this.#client !== undefined && this.#process === 'ready')
        this.#take(await this.#client.request('status', {}));
    } catch (error) {
      // It has just ended, or is full: what was told last is what there is.
      if (!(error instanceof VaultError)) throw error;
    }
    return this.status;
  }

  /**
   * One request of `vault/protocol.ts`.
   * @throws VaultError as `VaultClient.request`, and `VAULT_ABSENT`
   */
  async request<O extends Exclude<Op, 'lock'>>(op: O, params: Params<O>): Promise<Result<O>> {
    const client = await this.#ready(op);
    try {
      return await client.request(op, params);
    } finally {
      // A refusal may have changed it too, as a wrong passphrase does.
      if (!READING.has(op)) await this.refresh();
    }
  }

  /** Wipes the keys; a fresh locked process is there when this resolves. @throws VaultError */
  async lock(): Promise<KeysStatus> {
    const client = await this.#ready('lock');
    this.#take(await client.lock());
    return this.status;
  }

  /**
   * Fingerprint of the seed of the vault as it is open now.
   * @throws VaultError `VAULT_ABSENT`, `VAULT_LOCKED`, `VAULT_DOWN`
   */
  async fingerprint(): Promise<string> {
    const client = await this.#ready('status');
    const { state, fingerprint } = client.lastStatus ?? (await client.request('status', {}));
    if (fingerprint !== undefined) return fingerprint;
    throw state === 'absent' ? absent() : new VaultError('VAULT_LOCKED', 'the vault is locked; unlock it');
  }

  /** Ends the signing process, and with it the keys in its memory. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#starting?.catch(() => undefined);
    await this.#client?.close();
  }

  #exists(): boolean {
    return existsSync(join(this.#options.folder, VAULT_FILE));
  }

  async #ready(op: Op): Promise<VaultClient> {
    if (this.#client !== undefined) return this.#client;
    const underWay = this.#starting;
    if (underWay === undefined && !MAKING.has(op) && !this.#exists()) throw absent();
    // One that began before this request may fail for a reason that is over by now.
    return (await underWay?.catch(() => undefined)) ?? this.#start();
  }

  #start(): Promise<VaultClient> {
    if (this.#closed) return Promise.reject(new VaultError('VAULT_DOWN', 'the instance is stopping'));
    clearTimeout(this.#again);
    this.#starting ??= this.#launch().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** What is wrong stands in the state and in the log. */
  #tryToStart(): void {
    this.#start().catch(() => undefined);
  }

  /** Whatever the start was for: somebody else may have the file for a moment yet, or mend it. */
  #startLater(): void {
    if (this.#closed || !this.#exists()) return;
    const { waitMs } = this.#backoff.crashed(performance.now());
    this.#again = setTimeout(() => {
      this.#tryToStart();
    }, waitMs);
    this.#again.unref();
  }

  async #launch(): Promise<VaultClient> {
    const { folder, credentialFile, autoLockMin, log } = this.#options;
    this.#process = 'starting';
    this.#changed();
    try {
      this.#client = await VaultClient.start({
        folder,
        ...(credentialFile === undefined ? {} : { credentialFile }),
        autoLockMs: autoLockMin * 60_000,
        onEvent: (event) => {
          this.#receive(event);
        },
      });
      return this.#client;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      this.#fell(error);
      log.error('keys', `the vault could not be opened: ${error.message}`, { code: error.code });
      this.#startLater();
      throw error;
    }
  }

  #receive(event: VaultEvent): void {
    if (this.#closed) return;
    const { log } = this.#options;
    switch (event.kind) {
      case 'status':
        this.#lastError = undefined;
        this.#process = 'ready';
        this.#take(event.status);
        log.info('keys', `the vault is ${event.status.state}`, { vaultId: event.status.vaultId });
        return;
      case 'locked':
        this.#status = undefined;
        this.#process = 'starting';
        this.#changed();
        if (event.reason === 'asked') return;
        this.#record('keys.lock', { reason: event.reason });
        log.warn('keys', `the vault locked itself (${event.reason})`);
        return;
      case 'down':
        this.#fell(event.why);
        this.#record('keys.down', { code: event.why.code, restartInMs: event.restartInMs });
        log.error('keys', `the signing process ended: ${event.why.message}`, {
          code: event.why.code,
          restartInMs: event.restartInMs,
        });
        return;
      case 'failing':
        log.error('keys', 'the signing process ended five times within ten minutes', {
          code: event.why.code,
        });
    }
  }

  #fell(why: VaultError): void {
    this.#process = 'down';
    this.#status = undefined;
    this.#lastError = why;
    this.#changed();
  }

  #take(status: VaultStatus): void {
    this.#status = status;
    this.#statusAt = performance.now();
    this.#changed();
  }

  #changed(): void {
    this.#options.onChanged?.();
  }

  /** What runs off by itself has run on since the state was told. */
  #aged(status: VaultStatus): VaultStatus {
    const seconds = Math.floor((performance.now() - this.#statusAt) / 1000);
    return {
      ...status,
      elevatedForSec: Math.max(0, status.elevatedForSec - seconds),
      retryAfterSec: Math.max(0, status.retryAfterSec - seconds),
    };
  }

  #record(action: string, after: Readonly<Record<string, unknown>>): void {
    const { audit, log } = this.#options;
    audit
      .record({ actor: SYSTEM, action, target: 'vault', after, outcome: 'failed' })
      .catch((error: unknown) => {
        log.error('keys', `${action} could not be recorded`, { error: String(error) });
      });
  }
}

function absent(): VaultError {
  return new VaultError('VAULT_ABSENT', 'there is no vault yet; make one first');
}

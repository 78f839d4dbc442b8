import type { Op, Params, Result, VaultStatus } from './protocol.ts';
import { RestartBackoff } from './restart-backoff.ts';
import { SignerLink } from './signer-link.ts';
import type { EndReason, LinkEnd } from './signer-link.ts';
import { VaultError } from './vault-error.ts';

const AUTO_LOCK_MS = 900_000;

/** What happens to the signing process. None of it holds a secret. */
export type VaultEvent =
  | { readonly kind: 'status'; readonly status: VaultStatus }
  | { readonly kind: 'locked'; readonly reason: Exclude<EndReason, 'closed'> }
  | { readonly kind: 'down'; readonly why: VaultError; readonly restartInMs: number }
  /** Five ends within ten minutes. */
  | { readonly kind: 'failing'; readonly why: VaultError };

export interface VaultClientOptions {
  /** Holds `vault.db` and its key file; made with mode 0700. */
  readonly folder: string;
  /** A systemd credential or a container's secret file. */
  readonly credentialFile?: string;
  /** Locks a vault that a person opened after so long without a request; 0: never. 15 minutes unless said. */
  readonly autoLockMs?: number;
  /** The highest revision that others were told; an older vault is refused. */
  readonly leastRev?: number;
  readonly onEvent?: (event: VaultEvent) => void;
}

/**
 * Main's side of the vault: passes requests to the signing process, and keeps one running. Secrets go through it only
 * sealed (`sealed-box.ts`), or as a file descriptor that it does not read.
 */
export class VaultClient {
  readonly #options: VaultClientOptions;
  readonly #backoff = new RestartBackoff();
  #link: SignerLink | undefined;
  #restart: NodeJS.Timeout | undefined;
  #status: VaultStatus | undefined;
  #closed = false;
  /** Whether a process that is started anew opens what needs no person: not after somebody has locked it. */
  #unlockAgain = true;

  private constructor(options: VaultClientOptions) {
    this.#options = options;
  }

  /**
   * Starts the signing process. A vault whose source needs no person is unlocked then.
   * @param descriptor with what a person typed, for the first request that says `{ descriptor: true }`; close your copy when this has resolved
   * @throws VaultError `VAULT_IN_USE`, `VAULT_CORRUPT`, `VAULT_VERSION`, `VAULT_DOWN`; no process is left then
   */
  static async start(options: VaultClientOptions, descriptor?: number): Promise<VaultClient> {
    const client = new VaultClient(options);
    try {
      await client.#launch({ unlockAtStart: true, descriptor }).ready;
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  /** What the signing process last said of itself; `undefined` while it is down. */
  get lastStatus(): VaultStatus | undefined {
    return this.#status;
  }

  /** The signer's process id, while one runs. */
  get pid(): number | undefined {
    return this.#link?.pid;
  }

  /**
   * One request and its answer; what each takes and gives stands in `protocol.ts`.
   * @throws VaultError with the vault's refusal; `VAULT_BUSY` beyond 256 at a time; `VAULT_DOWN` when the process ended
   * before it answered: then nobody knows whether a signature was counted, so ask again with the same request id
   */
  request<O extends Op>(op: O, params: Params<O>): Promise<Result<O>> {
    if (this.#link !== undefined) return this.#link.request(op, params);
    return Promise.reject(
      new VaultError('VAULT_DOWN', 'the signing process is down; it starts again by itself'),
    );
  }

  /** Wipes the keys. A fresh locked process is there when this resolves. */
  async lock(): Promise<VaultStatus> {
    const link = this.#link;
    await this.request('lock', {});
    await link?.ended;
    return this.#ready();
  }

  /**
   * Puts a fresh, locked process in the place of this one, which has a descriptor: a terminal, or a pipe.
   * @param descriptor main does not read it; close your copy when this has resolved
   */
  async handOver(descriptor: number): Promise<VaultStatus> {
    await this.#end();
    this.#unlockAgain = false;
    return this.#launch({ unlockAtStart: false, descriptor }).ready;
  }

  /** Ends the signing process for good; open requests end with `VAULT_DOWN`. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#restart);
    const link = this.#link;
    link?.close();
    await link?.ended;
  }

  #ready(): Promise<VaultStatus> {
    return (
      this.#link?.ready ??
      Promise.reject(new VaultError('VAULT_DOWN', 'the signing process did not start again'))
    );
  }

  #launch(how: { readonly unlockAtStart: boolean; readonly descriptor?: number | undefined }): SignerLink {
    const { folder, credentialFile, autoLockMs = AUTO_LOCK_MS, leastRev = 0 } = this.#options;
    const { unlockAtStart, descriptor } = how;
    const link = new SignerLink(
      {
        folder,
        ...(credentialFile === undefined ? {} : { credentialFile }),
        unlockAtStart,
        leastRev,
        autoLockMs,
        descriptor: descriptor !== undefined,
      },
      (status) => {
        this.#status = status;
        if (status.state === 'unlocked') this.#unlockAgain = true;
        this.#tell({ kind: 'status', status });
      },
      descriptor,
    );
    this.#link = link;
    // Who waits for it is told by `ready` itself; a restart is told as an event.
    link.ready.catch(() => undefined);
    void link.ended.then((end) => {
      this.#ended(end);
    });
    return link;
  }

  #ended({ reason, why }: LinkEnd): void {
    const before = this.#status;
    this.#link = undefined;
    this.#status = undefined;
    if (this.#closed || reason === 'closed') return;
    if (reason !== 'crash') {
      this.#unlockAgain = false;
      this.#tell({ kind: 'locked', reason });
      this.#launch({ unlockAtStart: false });
      return;
    }
    const { waitMs, alarm } = this.#backoff.crashed(performance.now());
    if (before?.state === 'unlocked' && !before.unattended) this.#tell({ kind: 'locked', reason });
    this.#tell({ kind: 'down', why, restartInMs: waitMs });
    if (alarm) this.#tell({ kind: 'failing', why });
    this.#restart = setTimeout(() => this.#launch({ unlockAtStart: this.#unlockAgain }), waitMs);
  }

  #tell(event: VaultEvent): void {
    this.#options.onEvent?.(event);
  }
}

import type { Actor } from '../access/actor.ts';
import type { Audit } from '../api/ports.ts';
import type {
  ImportKeys,
  InitKeys,
  KeysExportFile,
  KeysInitialised,
  KeysStatus,
  PutSecret,
  RotateKeys,
  Typed,
} from '../api/schemas/keys.ts';
import type { Op, Params, Result } from '../vault/protocol.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { KeyVault } from './key-vault.ts';
import { VaultFiles } from './vault-files.ts';

/** Who asks, and with which request. */
export interface Asker {
  readonly actor: Actor;
  readonly requestId: string;
}

interface Act {
  readonly action: string;
  readonly target?: string;
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  readonly after?: Readonly<Record<string, unknown>>;
}

export interface KeysParts {
  readonly vault: KeyVault;
  readonly audit: Audit;
  /** Of the vault. */
  readonly folder: string;
}

/**
 * What people do with the vault. Every act, also one that the vault refused, leaves a row in the audit log, with names
 * and numbers only. All methods throw VaultError with the vault's refusal.
 */
export class Keys {
  readonly vault: KeyVault;
  readonly files: VaultFiles;
  readonly #audit: Audit;

  constructor({ vault, audit, folder }: KeysParts) {
    this.vault = vault;
    this.files = new VaultFiles(folder);
    this.#audit = audit;
  }

  // ---- making, opening, locking ----

  async init(request: InitKeys, asker: Asker): Promise<KeysInitialised> {
    const after = { source: request.source, seed: request.seed };
    const { shown } = await this.#do(asker, { action: 'keys.init', after }, () =>
      this.vault.request('init', request),
    );
    return { ...(shown === undefined ? {} : { shown }), status: this.vault.status };
  }

  confirmWords(typed: Typed, asker: Asker): Promise<KeysStatus> {
    return this.#change(asker, { action: 'keys.words.confirm' }, 'confirmWords', { typed });
  }

  cancelWords(asker: Asker): Promise<KeysStatus> {
    return this.#change(asker, { action: 'keys.words.cancel' }, 'cancelWords', {});
  }

  showWords(request: Params<'showWords'>, asker: Asker): Promise<Result<'showWords'>> {
    return this.#do(asker, { action: 'keys.words.show' }, () => this.vault.request('showWords', request));
  }

  unlock(request: { typed?: Typed }, asker: Asker): Promise<KeysStatus> {
    return this.#change(asker, { action: 'keys.unlock' }, 'unlock', request);
  }

  lock(asker: Asker): Promise<KeysStatus> {
    return this.#do(asker, { action: 'keys.lock' }, () => this.vault.lock());
  }

  elevate(request: { typed?: Typed }, asker: Asker): Promise<KeysStatus> {
    return this.#change(asker, { action: 'keys.elevate' }, 'elevate', request);
  }

  // ---- secrets ----

  putSecret(request: PutSecret, asker: Asker): Promise<Result<'putSecret'>> {
    const { kind, id, label } = request;
    return this.#do(asker, { action: 'keys.secret.put', target: id, after: { kind, label } }, () =>
      this.vault.request('putSecret', request),
    );
  }

  async removeSecret(id: string, asker: Asker): Promise<void> {
    await this.#do(asker, { action: 'keys.secret.remove', target: id }, () =>
      this.vault.request('removeSecret', { id }),
    );
  }

  reveal(request: Params<'reveal'>, asker: Asker): Promise<Result<'reveal'>> {
    return this.#do(asker, { action: 'keys.reveal', target: request.id }, () =>
      this.vault.request('reveal', request),
    );
  }

  exportScope(request: Params<'exportScope'>, asker: Asker): Promise<Result<'exportScope'>> {
    return this.#do(asker, { action: 'keys.export-scope', target: request.scope }, () =>
      this.vault.request('exportScope', request),
    );
  }

  // ---- copies ----

  async exportVault(typed: Typed, asker: Asker): Promise<Result<'exportVault'>> {
    const made = await this.vault
      .request('exportVault', { typed })
      .catch((error: unknown) => this.#refused(asker, { action: 'keys.export' }, error));
    await this.#done(asker, { action: 'keys.export', target: made.file, after: { rev: made.rev } });
    return made;
  }

  /** A copy that leaves the machine is recorded too. @throws InstanceError `NOT_FOUND` */
  async download(file: string, asker: Asker): Promise<{ path: string; bytes: number }> {
    const found = await this.files.exportPath(file);
    await this.#done(asker, { action: 'keys.export.download', target: file });
    return found;
  }

  exports(): Promise<KeysExportFile[]> {
    return this.files.exports();
  }

  async importVault({ content, source, typed }: ImportKeys, asker: Asker): Promise<KeysStatus> {
    const bytes = Buffer.from(content, 'base64');
    const after = { source, bytes: bytes.length };
    return this.#do(asker, { action: 'keys.import', after }, () =>
      this.files.withImport(bytes, async (file) => {
        try {
          await this.vault.request('importVault', { file, source, typed });
        } catch (error) {
          throw asOfTheCopy(error);
        }
        return this.vault.status;
      }),
    );
  }

  // ---- upkeep ----

  changePassphrase(typed: Typed, asker: Asker): Promise<Result<'changePassphrase'>> {
    return this.#do(asker, { action: 'keys.passphrase' }, () =>
      this.vault.request('changePassphrase', { typed }),
    );
  }

  addSlot(request: Params<'addSlot'>, asker: Asker): Promise<Result<'addSlot'>> {
    return this.#do(asker, { action: 'keys.slot.add', after: { source: request.source } }, () =>
      this.vault.request('addSlot', request),
    );
  }

  async removeSlot(slot: number, asker: Asker): Promise<void> {
    await this.#do(asker, { action: 'keys.slot.remove', target: String(slot) }, () =>
      this.vault.request('removeSlot', { slot }),
    );
  }

  rotate({ what, drop, typed }: RotateKeys, asker: Asker): Promise<KeysStatus> {
    const act = { action: `keys.rotate.${what}`, ...(drop === undefined ? {} : { after: { drop } }) };
    if (what === 'dek') return this.#change(asker, act, 'rotateDeks', {});
    return this.#change(asker, act, 'rotateKek', {
      ...(typed === undefined ? {} : { typed }),
      ...(drop === undefined ? {} : { drop }),
    });
  }

  async setLimits(request: Params<'setLimits'>, asker: Asker): Promise<void> {
    const { scope, purpose, limits } = request;
    const target = `${scope} ${purpose}`;
    const before = (await this.vault.request('readLimits', { scope, purpose })).limits;
    await this.#do(asker, { action: 'keys.limits', target, before, after: limits }, () =>
      this.vault.request('setLimits', request),
    );
  }

  // ---- how an act is done ----

  async #change<O extends Exclude<Op, 'lock'>>(
    asker: Asker,
    act: Act,
    op: O,
    params: Params<O>,
  ): Promise<KeysStatus> {
    await this.#do(asker, act, () => this.vault.request(op, params));
    return this.vault.status;
  }

  async #do<Answer>(asker: Asker, act: Act, run: () => Promise<Answer>): Promise<Answer> {
    const answer = await run().catch((error: unknown) => this.#refused(asker, act, error));
    await this.#done(asker, act);
    return answer;
  }

  async #done({ actor, requestId }: Asker, { action, target = 'vault', before, after }: Act): Promise<void> {
    await this.#audit.record({ actor, action, target, before, after, requestId });
  }

  async #refused(
    { actor, requestId }: Asker,
    { action, target = 'vault' }: Act,
    error: unknown,
  ): Promise<never> {
    if (error instanceof VaultError) {
      const outcome = error.status >= 500 ? 'failed' : 'refused';
      const after = { code: error.code };
      await this.#audit.record({ actor, action, target, after, outcome, requestId });
    }
    throw error;
  }
}

/** A copy that cannot be read is the fault of who sent it, not of this vault. */
function asOfTheCopy(error: unknown): unknown {
  if (!(error instanceof VaultError) || !['VAULT_CORRUPT', 'VAULT_VERSION'].includes(error.code))
    return error;
  return new VaultError('VAULT_INPUT', `this copy cannot be read: ${error.message}`, { cause: error });
}

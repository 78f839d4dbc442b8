import type { KeysChallenge, KeysStatus } from '../api/schemas/keys.ts';
import type { VaultStatus } from '../vault/protocol.ts';
import { OneUseKey, sealTo } from '../vault/sealed-box.ts';
import type { ReplyTo, Sealed } from '../vault/sealed-box.ts';
import { LEAST_PASSPHRASE } from '../vault/sources.ts';
import type { ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import type { Question, SecretInput } from './secret-input.ts';

// How a command speaks with the vault of a running instance. What is typed is sealed here, to a key that the signing
// process made for it: neither the connection nor the instance's main process sees it.

/** A confirmation that would end while the act is under way is asked for again. */
const LEAST_ELEVATED_SEC = 30;

export const VAULT_PASSPHRASE: Question = { ask: 'Passphrase of the vault', from: 'passphraseFd' };

/** @throws CommandError `VAULT_DOWN` with the reason when the signing process cannot be asked */
export async function keysStatus(api: ApiClient): Promise<KeysStatus> {
  return (await api.get<KeysStatus>('/api/keys')).value;
}

/**
 * The vault's state. @throws CommandError `VAULT_DOWN`, `VAULT_ABSENT`, `VAULT_LOCKED`, before anybody has typed
 * something in vain
 */
export async function unlockedVault(api: ApiClient): Promise<VaultStatus> {
  const vault = await presentVault(api);
  if (vault.state === 'unlocked') return vault;
  throw new CommandError('VAULT_LOCKED', 'the vault is locked; unlock it first: mrm keys unlock');
}

/** The vault's state, locked or not. @throws CommandError `VAULT_DOWN`, `VAULT_ABSENT` */
export async function presentVault(api: ApiClient): Promise<VaultStatus> {
  const { process, lastError, vault } = await keysStatus(api);
  if (vault !== null && vault.state !== 'absent') return vault;
  if (vault === null && process !== 'off')
    throw new CommandError(
      lastError?.code ?? 'VAULT_DOWN',
      lastError?.message ?? 'the signing process is not there; it starts again by itself',
    );
  throw new CommandError('VAULT_ABSENT', 'there is no vault yet; make one with mrm keys init');
}

/** Secrets sealed to a fresh challenge of the vault, as the `typed` of a request. They stay the caller's to wipe. */
export async function typed(
  api: ApiClient,
  ...secrets: readonly Uint8Array[]
): Promise<{ readonly typed: { readonly sealed: Sealed } }> {
  const { vaultId, replyTo } = (await api.send<KeysChallenge>('POST', '/api/keys/challenge', {})).value;
  const sealed = sealTo(replyTo, Buffer.from(vaultId, 'hex'), secrets);
  if (sealed === undefined)
    throw new CommandError('VAULT_CHALLENGE', 'the instance gave a key that nothing can be sealed to');
  return { typed: { sealed } };
}

/** A key for one secret on its way here. */
export class SealedReply {
  readonly #key = new OneUseKey();
  readonly #input: SecretInput;

  /** @param input wipes what was opened */
  constructor(input: SecretInput) {
    this.#input = input;
  }

  get replyTo(): ReplyTo {
    return this.#key.replyTo;
  }

  /** @throws CommandError `VAULT_CHALLENGE` when it was sealed for somebody else */
  open(vaultId: string, sealed: Sealed): Buffer {
    const secrets = this.#key.open(Buffer.from(vaultId, 'hex'), sealed);
    if (secrets === undefined || secrets.length !== 1)
      throw new CommandError('VAULT_CHALLENGE', 'the answer was not sealed for this command; try again');
    return this.#input.keep(secrets[0]);
  }
}

/**
 * For acts that need the passphrase again: asks for it unless it was shown within the last ten minutes.
 * @param passphrase where the act has asked for it already
 * @throws CommandError as {@link unlockedVault}, `VAULT_PASSPHRASE`, `VAULT_RATE`
 */
export async function elevate(
  api: ApiClient,
  input: SecretInput,
  passphrase?: Uint8Array,
): Promise<VaultStatus> {
  const vault = await unlockedVault(api);
  if (vault.elevatedForSec >= LEAST_ELEVATED_SEC) return vault;
  const body = hasPassphrase(vault)
    ? await typed(api, passphrase ?? (await input.line(VAULT_PASSPHRASE)))
    : {};
  await api.send<KeysStatus>('POST', '/api/keys/elevate', body);
  return vault;
}

export function hasPassphrase({ slots }: VaultStatus): boolean {
  return slots.some(({ source }) => source === 'passphrase');
}

/** A passphrase that is to open something from now on. @throws CommandError `BAD_INPUT` for one that is too short */
export async function newPassphrase(input: SecretInput, question: Question): Promise<Buffer> {
  const passphrase = await input.newLine(question);
  // A ceremony makes its vault only once the words are confirmed: too late to learn of this.
  if (passphrase.length < LEAST_PASSPHRASE)
    throw new CommandError(
      'BAD_INPUT',
      `a passphrase has at least ${LEAST_PASSPHRASE} bytes; take several words`,
    );
  return passphrase;
}

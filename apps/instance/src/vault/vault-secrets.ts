import type { TSchema, Static } from 'typebox';
import { Value } from 'typebox/value';
import type { VaultClient } from './client.ts';
import type { VaultRecord } from './protocol.ts';
import { ExchangeSecretSchema, MixinSecretSchema } from './secret-shapes.ts';
import type { ExchangeSecret, MixinSecret } from './secret-shapes.ts';
import { VaultError } from './vault-error.ts';

/**
 * The port of venues and of Mixin to their secrets: these are used in main, where ccxt and Mixin's SDK sign. They come
 * in by `putSecret`, sealed, and are read anew for each connection.
 */
export class VaultSecrets {
  readonly #client: Pick<VaultClient, 'request'>;

  constructor(client: Pick<VaultClient, 'request'>) {
    this.#client = client;
  }

  /** What there is, without a secret. @throws VaultError `VAULT_LOCKED`, `VAULT_DOWN` */
  async list(kind: 'exchange' | 'mixin'): Promise<VaultRecord[]> {
    const { records } = await this.#client.request('list', {});
    return records.filter((record) => record.kind === kind);
  }

  /** @throws VaultError `VAULT_NOT_FOUND`, `VAULT_LOCKED`, `VAULT_DOWN`, `VAULT_INPUT` for a record of another kind */
  exchange(id: string): Promise<ExchangeSecret> {
    return this.#read(id, ExchangeSecretSchema);
  }

  /** @throws VaultError as {@link exchange} */
  mixin(id: string): Promise<MixinSecret> {
    return this.#read(id, MixinSecretSchema);
  }

  async #read<Schema extends TSchema>(id: string, schema: Schema): Promise<Static<Schema>> {
    const { secret } = await this.#client.request('readSecret', { id });
    const value: unknown = JSON.parse(Buffer.from(secret, 'base64').toString('utf8'));
    if (Value.Check(schema, value)) return value;
    throw new VaultError('VAULT_INPUT', `the record ${id} is of another kind`);
  }
}

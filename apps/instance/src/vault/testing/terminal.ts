import { sealTo, OneUseKey } from '../sealed-box.ts';
import type { Sealed } from '../sealed-box.ts';
import type { VaultClient } from '../client.ts';
import type { Typed } from '../protocol.ts';

/** What a browser or a terminal does for a person: seals what they type to the signing process. */
export async function type(
  client: VaultClient,
  ...secrets: readonly (string | Uint8Array)[]
): Promise<Typed> {
  const { vaultId, replyTo } = await client.request('challenge', {});
  const sealed = sealTo(
    replyTo,
    Buffer.from(vaultId, 'hex'),
    secrets.map((one) => Buffer.from(one)),
  );
  return { sealed: sealed! };
}

/** A key for one sealed answer. */
export function reader(): {
  replyTo: OneUseKey['replyTo'];
  read: (vaultId: string, sealed: Sealed) => string;
} {
  const key = new OneUseKey();
  return {
    replyTo: key.replyTo,
    read: (vaultId, sealed) => key.open(Buffer.from(vaultId, 'hex'), sealed)![0].toString('utf8'),
  };
}

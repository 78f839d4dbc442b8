import { answer, api } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import { ReplyKey, sealTo } from './sealed-box.ts';
import type { Sealed } from './sealed-box.ts';

export type Typed = components['schemas']['Typed'];

const utf8 = new TextEncoder();

/** What was typed, sealed to a fresh key of the vault, in the order that the request asks for. */
export async function sealTyped(...texts: readonly string[]): Promise<Typed> {
  const { vaultId, replyTo } = await answer(api.POST('/api/keys/challenge', { body: {} }));
  const secrets = texts.map((text) => utf8.encode(text));
  try {
    return { sealed: await sealTo(replyTo, vaultId, secrets) };
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

/** A key for one sealed answer, and how it is read. */
export interface Reader {
  readonly replyTo: ReplyKey['replyTo'];
  readonly read: (sealed: Sealed) => Promise<string>;
}

export async function answerReader(): Promise<Reader> {
  const [{ vaultId }, key] = await Promise.all([
    answer(api.POST('/api/keys/challenge', { body: {} })),
    ReplyKey.make(),
  ]);
  return {
    replyTo: key.replyTo,
    read: async (sealed) => {
      const [secret] = await key.open(vaultId, sealed);
      if (secret === undefined) throw new Error('the answer is empty');
      try {
        return new TextDecoder().decode(secret);
      } finally {
        secret.fill(0);
      }
    },
  };
}

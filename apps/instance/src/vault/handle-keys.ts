import { createHash } from 'node:crypto';
import { allChains } from 'drxa/chains/all';
import { formOf } from 'drxa/chains/chain';
import type { Chain } from 'drxa/chains/chain';
import { canonicalJson } from './canonical-json.ts';
import { MOST_BYTES } from './channel.ts';
import type { Handlers } from './handlers.ts';
import { readLimits, WITHOUT_VALUE } from './limits.ts';
import { signerOf } from './signers.ts';
import { VaultError } from './vault-error.ts';

/** What stands around output and summary in an answer, at most. */
const ENVELOPE_BYTES = 1024;

/** What keys are for. */
export const keyHandlers = {
  publicKey: (process, { scope, ...place }) => ({
    publicKey: hex(process.unlocked.root.scope(scope).publicKey(place)),
  }),

  address(process, { scope, chain: name, form, network, ...place }) {
    const chain = chainOf(name);
    const { family } = formOf(chain, form);
    const keys = process.unlocked.root.scope(scope);
    const options = {
      ...(form === undefined ? {} : { form }),
      ...(network === undefined ? {} : { network }),
    };
    return {
      address: keys.address({ ...place, chain, ...options }),
      chain: chain.name,
      family,
      publicKey: hex(keys.publicKey({ ...place, family })),
    };
  },

  sign(process, { requestId, ...asked }) {
    const { vault, root } = process.unlocked;
    const { kind, payload, scope, purpose, userId, index } = asked;
    const signer = signerOf(kind);
    const family = signer.family(payload);
    const keys = root.scope(scope);
    const prepared = signer.prepare(payload, (of = index) => keys.publicKey({ userId, family, index: of }));
    const digest = createHash('sha256').update(canonicalJson(asked), 'utf8').digest('hex');
    const answer = process.ledger.signOnce(
      {
        requestId,
        digest,
        scope,
        purpose,
        limits: readLimits(vault, scope, purpose) ?? (signer.value ? undefined : WITHOUT_VALUE),
        moves: prepared.moves,
        detail: { kind, family, userId, index },
      },
      () => {
        const privateKey = keys.privateKey({ userId, family, index });
        try {
          const output = JSON.stringify(prepared.sign(privateKey));
          checkLength(output, prepared.summary);
          return output;
        } finally {
          privateKey.fill(0);
        }
      },
    );
    return { output: JSON.parse(answer) as Record<string, string>, summary: prepared.summary, digest };
  },
} satisfies Partial<Handlers>;

/** @throws VaultError `VAULT_INPUT`: what cannot be told must not be signed and counted */
function checkLength(output: string, summary: unknown): void {
  const length = Buffer.byteLength(output) + Buffer.byteLength(JSON.stringify(summary));
  if (length > MOST_BYTES - ENVELOPE_BYTES)
    throw new VaultError(
      'VAULT_INPUT',
      'the signed bytes are longer than an answer can be; sign less at once',
    );
}

function chainOf(name: string): Chain {
  const chain = allChains.find((one) => one.name === name || one.aliases.includes(name));
  if (chain === undefined) throw new VaultError('VAULT_INPUT', `chain: ${name} is not known`);
  return chain;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

import { createHash } from 'node:crypto';
import { allChains } from 'drxa/chains/all';
import { formOf } from 'drxa/chains/chain';
import type { Chain } from 'drxa/chains/chain';
import { canonicalJson } from './canonical-json.ts';
import type { Handlers } from './handlers.ts';
import { readLimits, WITHOUT_VALUE } from './limits.ts';
import type { Limits } from './limits.ts';
import { signerOf } from './signers.ts';
import type { Signer } from './signers.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

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
        limits: limitsFor(vault, signer, scope, purpose),
        moves: prepared.moves,
        detail: { kind, family, userId, index },
      },
      () => {
        const privateKey = keys.privateKey({ userId, family, index });
        try {
          return JSON.stringify(prepared.sign(privateKey));
        } finally {
          privateKey.fill(0);
        }
      },
    );
    return { output: JSON.parse(answer) as Record<string, string>, summary: prepared.summary, digest };
  },
} satisfies Partial<Handlers>;

function limitsFor(vault: Vault, { value }: Signer, scope: string, purpose: string): Limits {
  const limits = readLimits(vault, scope, purpose);
  if (limits !== undefined) return limits;
  if (!value) return WITHOUT_VALUE;
  throw new VaultError('VAULT_LIMIT', `${scope} has no limits for ${purpose}; set them before it signs`);
}

function chainOf(name: string): Chain {
  const chain = allChains.find((one) => one.name === name || one.aliases.includes(name));
  if (chain === undefined) throw new VaultError('VAULT_INPUT', `chain: ${name} is not known`);
  return chain;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

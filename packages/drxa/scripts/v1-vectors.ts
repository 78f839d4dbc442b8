import { allChains } from '../src/chains/all.ts';
import type { Chain } from '../src/chains/chain.ts';
import { fromHex, toHex } from '../src/encoding/hex.ts';
import { FAMILIES, curveOf } from '../src/families.ts';
import type { Family } from '../src/families.ts';
import { MAX_INDEX } from '../src/fields.ts';
import type { Root } from '../src/root.ts';
import { createRoot } from '../src/root.ts';
import { sr25519 } from '../src/sr25519.ts';

// The full set of vectors of scheme v1, from the code as it is.

/** One key; `publicKey` is absent of family `seal`. Hex. */
export interface KeyVector {
  readonly scope: string;
  readonly userId: string;
  readonly family: Family;
  readonly index: number;
  readonly privateKey: string;
  readonly publicKey?: string;
}

/** One address of the user's key of index `index`. */
export interface AddressVector {
  readonly scope: string;
  readonly userId: string;
  readonly index: number;
  readonly chain: string;
  readonly form: string;
  readonly network: string;
  readonly address: string;
}

/** What one seed gives. Hex. */
export interface SeedVectors {
  readonly seed: string;
  readonly fingerprint: string;
  readonly exportedScopes: Readonly<Record<string, string>>;
  readonly keys: readonly KeyVector[];
  readonly addresses: readonly AddressVector[];
}

const WALLET = { scope: 'wallet', userId: '8a3c6134-a1de-467c-b2d3-075d138370a1' };

/** Where keys of every family are taken from: usual, ambiguous, longest, and foreign texts. */
const PLACES = [
  { ...WALLET, index: 0 },
  { ...WALLET, index: 1 },
  { ...WALLET, index: MAX_INDEX },
  { scope: 'a', userId: 'b:c', index: 0 },
  { scope: `a${'._-'.repeat(20)}0zz`, userId: 'é'.repeat(64), index: 0x8000_0000 },
  { scope: '0', userId: 'Zoë 日本 🐢 ﬁ', index: 256 },
];

const SEEDS = [
  Uint8Array.from({ length: 32 }, (_, i) => i),
  Uint8Array.from({ length: 64 }, (_, i) => 255 - 3 * i),
];

function keysOf(root: Root): KeyVector[] {
  return PLACES.flatMap(({ scope, userId, index }) =>
    Object.keys(FAMILIES).map((name) => {
      const family = name as Family;
      const keys = root.scope(scope);
      const key = {
        scope,
        userId,
        family,
        index,
        privateKey: toHex(keys.privateKey({ userId, family, index })),
      };
      if (curveOf(family) === 'raw') return key;
      return { ...key, publicKey: toHex(keys.publicKey({ userId, family, index })) };
    }),
  );
}

function addressesOf(root: Root): AddressVector[] {
  const { scope, userId } = WALLET;
  const keys = root.scope(scope);
  const stakeKey = keys.publicKey({ userId, family: 'cardano-stake' });
  return allChains.flatMap((chain: Chain) =>
    chain.forms.flatMap(({ name: form }) =>
      chain.networks.map((network) => {
        const options = { form, network, ...(form === 'base' ? { stakeKey } : {}) };
        const address = keys.address({ userId, chain, ...options });
        return { scope, userId, index: 0, chain: chain.name, form, network, address };
      }),
    ),
  );
}

/** All vectors, by seed. */
export function v1Vectors(): SeedVectors[] {
  return SEEDS.map((seed) => {
    const root = createRoot(fromHex(toHex(seed)), { sr25519 });
    const scopes = [...new Set(PLACES.map(({ scope }) => scope))];
    return {
      seed: toHex(seed),
      fingerprint: root.fingerprint,
      exportedScopes: Object.fromEntries(scopes.map((scope) => [scope, root.exportScope(scope)])),
      keys: keysOf(root),
      addresses: addressesOf(root),
    };
  });
}

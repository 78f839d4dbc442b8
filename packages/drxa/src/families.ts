import { DrxaError } from './errors.ts';

/** `raw` is 32 bytes for symmetric use: it has no public key. */
export type Curve = 'secp256k1' | 'ed25519' | 'sr25519' | 'raw';

/**
 * The families of scheme v1 and their curves. A family's name enters the derivation, a chain's name does not: so the
 * aliases of a chain, and all EVM chains, share their keys. Frozen: names may be added, never changed.
 */
export const FAMILIES = {
  'btc-p2wpkh': 'secp256k1',
  'btc-p2tr': 'secp256k1',
  'btc-p2sh-p2wpkh': 'secp256k1',
  'btc-p2pkh': 'secp256k1',
  'ltc-p2wpkh': 'secp256k1',
  'ltc-p2pkh': 'secp256k1',
  'doge-p2pkh': 'secp256k1',
  'dash-p2pkh': 'secp256k1',
  'dgb-p2wpkh': 'secp256k1',
  evm: 'secp256k1',
  tron: 'secp256k1',
  cosmos: 'secp256k1',
  xrp: 'secp256k1',
  fil: 'secp256k1',
  'xrp-ed25519': 'ed25519',
  sol: 'ed25519',
  near: 'ed25519',
  aptos: 'ed25519',
  sui: 'ed25519',
  'substrate-sr25519': 'sr25519',
  'substrate-ed25519': 'ed25519',
  cardano: 'ed25519',
  'cardano-stake': 'ed25519',
  ton: 'ed25519',
  stellar: 'ed25519',
  algorand: 'ed25519',
  tezos: 'ed25519',
  multiversx: 'ed25519',
  identity: 'ed25519',
  metrics: 'ed25519',
  'mixin-spend': 'ed25519',
  seal: 'raw',
} as const satisfies Record<string, Curve>;

/** A name of {@link FAMILIES}. */
export type Family = keyof typeof FAMILIES;

/** The curve of a family. @throws DRXA_UNKNOWN_FAMILY */
export function curveOf(family: Family): Curve {
  if (!Object.hasOwn(FAMILIES, family)) {
    throw new DrxaError(
      'DRXA_UNKNOWN_FAMILY',
      `family: no such family; one of ${Object.keys(FAMILIES).join(', ')}`,
      'family',
    );
  }
  return FAMILIES[family];
}

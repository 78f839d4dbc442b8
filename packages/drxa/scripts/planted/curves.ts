import { FROZEN, SECP } from './planted-error.ts';
import type { PlantedErrors } from './planted-error.ts';

/** The engines and the curve's constants. */
export const CURVES: readonly PlantedErrors[] = [
  {
    file: 'curves/secp256k1-point.ts',
    tests: SECP,
    errors: [
      ['fffffc2fn', 'fffffc2en'],
      ['_d0364141n', '_d0364142n'],
      ['b: 7n', 'b: 8n'],
      ['16f81798n', '16f81799n'],
      ['fb10d4b8n', 'fb10d4b9n'],
    ],
  },
  {
    file: 'engine/secp256k1-noble.ts',
    tests: FROZEN,
    errors: [
      ['.toBytes(true)', '.toBytes(!true)'],
      ['toBytes(compressed)', 'toBytes(!compressed)'],
    ],
  },
  {
    file: 'engine/noble.ts',
    tests: FROZEN,
    errors: [['getPublicKey(seed)', 'getPublicKey(seed.map((byte, i) => (i === 0 ? byte ^ 1 : byte)))']],
  },
  {
    file: 'engine/node.ts',
    tests: FROZEN,
    errors: [
      ['2b657004220420', '2b657104220420'],
      ['concat([PKCS8, seed])', 'concat([PKCS8, seed.map((byte, i) => (i === 0 ? byte ^ 1 : byte))])'],
    ],
  },
  {
    file: 'engine/native.ts',
    tests: FROZEN,
    errors: [
      ['compressed ? 33 : 65', 'compressed ? 33 : 64'],
      ['tweak, true, new', 'tweak, !true, new'],
      ['return publicKey;', 'return publicKey.fill(1, 31);'],
    ],
  },
  {
    file: 'chains/taproot-key.ts',
    tests: ['chains/taproot-key.test.ts', ...SECP],
    errors: [
      ["'TapTweak'", "'TapTweaK'"],
      ['concat(TAG, TAG)', 'concat(TAG, TAG.fill(0, 31))'],
      ['EVEN = Uint8Array.of(2)', 'EVEN = Uint8Array.of(3)'],
      ['subarray(1)', 'subarray(2)'],
    ],
  },
  {
    file: 'chains/secp256k1-key.ts',
    tests: ['chains/taproot-key.test.ts', 'chains/ethereum.test.ts', 'chains/bitcoin.test.ts', ...SECP],
    errors: [
      ['short[0] = 2 +', 'short[0] = 3 -'],
      ['key[64] & 1', 'key[63] & 1'],
      ['key.subarray(1, 33)', 'key.subarray(2, 33)'],
      ['toBytes(false)', 'toBytes(!false)'],
    ],
  },
];

import { FROZEN, SCHEME } from './planted-error.ts';
import type { PlantedErrors } from './planted-error.ts';

/** Scheme v1: every tag, length and step from the seed to a key, and the text of an exported scope. */
export const SCHEME_V1: readonly PlantedErrors[] = [
  {
    file: 'scheme-v1.ts',
    tests: SCHEME,
    errors: [
      ["ascii('drxa/v1');", "ascii('drxa/v2');"],
      ["'drxa/v1 fingerprint'", "'drxa/v1 fingerprinT'"],
      ["'drxa/v1 scope'", "'drxa/v1 scopE'"],
      ["'drxa/v1 key'", "'drxa/v1 keY'"],
      ['const ZERO = Uint8Array.of(0);', 'const ZERO = Uint8Array.of(1);'],
      ['const ONE = Uint8Array.of(1);', 'const ONE = Uint8Array.of(2);'],
      ['concat(u32(bytes.length), bytes)', 'concat(u32(~bytes.length), bytes)'],
      ['block.slice(0, 8)', 'block.slice(0, 7)'],
      ['const key = block.slice(0, 32);', 'const key = block.slice(1, 33);'],
      ['u32(index))', 'u32(~index))'],
      ['message, u32(attempt)', 'message, u32(~attempt)'],
      ['candidate.slice(0, 32)', 'candidate.slice(1, 33)'],
      ["cd0364141'", "cd0364142'"],
      ['differs === -1', 'differs === -2'],
      ['key[differs] > ORDER[differs]', 'key[differs] < ORDER[differs]'],
      ['byte !== 0)', 'byte !== 1)'],
      ['const ATTEMPTS = 256;', 'const ATTEMPTS = 257;'],
      ['let attempt = 0;', 'let attempt = 1;'],
    ],
  },
  {
    file: 'encoding/bytes.ts',
    tests: SCHEME,
    errors: [
      ['value >>> 24', 'value >>> 25'],
      ['value >>> 16', 'value >>> 17'],
      ['value >>> 8)', 'value >>> 7)'],
      ['value & 0xff);', 'value & 0xfe);'],
      ['let length = 0;', 'let length = 1;'],
      ['a.every(', '!a.every('],
    ],
  },
  {
    file: 'families.ts',
    tests: FROZEN,
    errors: [
      ["identity: 'ed25519'", "identitY: 'ed25519'"],
      ["'cardano-stake': 'ed25519'", "'cardano-stakE': 'ed25519'"],
      ["xrp: 'secp256k1'", "xrP: 'secp256k1'"],
    ],
  },
  {
    file: 'fields.ts',
    tests: ['fields.test.ts', ...SCHEME],
    errors: [
      ['MAX_INDEX = 0xffff_ffff', 'MAX_INDEX = 0xffff_fffe'],
      ['LONGEST_USER_ID = 128', 'LONGEST_USER_ID = 129'],
      ['{0,62}', '{0,63}'],
      ['\\p{Cc}', '\\p{Cf}'],
      ['seed.length < 32', 'seed.length < 31'],
      ['seed.length > 64', 'seed.length > 65'],
      ["normalize('NFC')", "normalize('NFD')"],
      ['bytes.length < 1 ', 'bytes.length < 0 '],
      ['index < 0 ', 'index < 1 '],
    ],
  },
  {
    file: 'root.ts',
    tests: ['exported-scope.test.ts', 'root.test.ts', ...FROZEN],
    errors: [
      ["'drxascope'", "'drxascopE'"],
      ['SCOPE_VERSION = 1', 'SCOPE_VERSION = 2'],
      ['KEY_LENGTH = 32', 'KEY_LENGTH = 31'],
      ['FINGERPRINT_LENGTH = 8', 'FINGERPRINT_LENGTH = 7'],
      ["bytesToWords(bytes), 'bech32m'", "bytesToWords(bytes), 'bech32'"],
      ["decodeBech32(text, 'bech32m'", "decodeBech32(text, 'bech32'"],
      ['of(SCOPE_VERSION, scope.length)', 'of(SCOPE_VERSION, ~scope.length)'],
      ['bytes[0] !== SCOPE_VERSION', 'bytes[1] !== SCOPE_VERSION'],
      ['bytes.slice(2 + length,', 'bytes.slice(1 + length,'],
      ['bytes.subarray(2 + length +', 'bytes.subarray(3 + length +'],
      ['privateKey({ userId, family, index = 0 }', 'privateKey({ userId, family, index = 1 }'],
      ['chain, index = 0, ...rest', 'chain, index = 1, ...rest'],
      ['block(hmac, message, attempt)', 'block(hmac, message, ~attempt)'],
      ['block(hmac, message, 0)', 'block(hmac, message, 1)'],
      ['first.slice(0, KEY_LENGTH)', 'first.slice(1, KEY_LENGTH)'],
      ['place.compressed ?? true', 'place.compressed ?? !true'],
    ],
  },
  {
    file: 'sr25519.ts',
    tests: FROZEN,
    errors: [
      [
        'getPublicKey(secretFromSeed(miniSecret))',
        'getPublicKey(secretFromSeed(miniSecret.map((byte, i) => (i === 31 ? byte ^ 1 : byte))))',
      ],
    ],
  },
];

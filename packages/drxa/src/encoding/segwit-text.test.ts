import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.ts';
import { decodeSegwit, encodeSegwit } from './segwit-text.ts';

/** The valid addresses of BIP-350, with version and program of their scripts. */
const valid: [string, string, number, string][] = [
  ['bc', 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 0, '751e76e8199196d454941c45d1b3a323f1433bd6'],
  [
    'tb',
    'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
    0,
    '1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
  ],
  [
    'bc',
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
    1,
    '751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
  ],
  ['bc', 'BC1SW50QGDZ25J', 16, '751e'],
  ['bc', 'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', 2, '751e76e8199196d454941c45d1b3a323'],
  [
    'tb',
    'tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy',
    0,
    '000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
  ],
  [
    'tb',
    'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
    1,
    '000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
  ],
  [
    'bc',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    1,
    '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  ],
];

/** The invalid ones of BIP-350, with what is wrong about them. */
const invalid: [string, string, string][] = [
  ['bc', 'tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut', 'must be bech32'],
  ['bc', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', 'checksum'],
  ['tb', 'tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf', 'checksum'],
  ['bc', 'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL', 'checksum'],
  ['bc', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'checksum'],
  ['tb', 'tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47', 'checksum'],
  ['bc', 'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', 'must be bech32'],
  ['bc', 'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R', 'no such witness version'],
  ['bc', 'bc1pw5dgrnzv', '2 to 40 bytes'],
  ['bc', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav', '2 to 40 bytes'],
  ['bc', 'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'has 20 or 32 bytes'],
  ['tb', 'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq', 'must be bech32'],
  ['bc', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf', 'left-over bits'],
  ['tb', 'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j', 'left-over bits'],
  ['bc', 'bc1gmk9yu', 'checksum'],
  // An empty data part under the newer checksum.
  ['bc', 'bc1a8xfp7', 'no such witness version'],
];

const reasonOf = (hrp: string, text: string): string => {
  const read = decodeSegwit(hrp, text);
  if (read === 'checksum') return read;
  return 'reason' in read ? read.reason : 'accepted';
};

describe('segwit text', () => {
  it.each(valid)('%s: %s is version %i of %s (BIP-350)', (hrp, text, version, program) => {
    expect(decodeSegwit(hrp, text)).toEqual({ version, program: fromHex(program) });
    expect(encodeSegwit(hrp, { version, program: fromHex(program) })).toBe(text.toLowerCase());
  });

  it.each(invalid)('%s: %s is refused (BIP-350): %s', (hrp, text, reason) => {
    expect(reasonOf(hrp, text)).toContain(reason);
  });

  it('gives back each program of each version, in 2,000 cases', () => {
    const later = fc.record({
      version: fc.integer({ min: 1, max: 16 }),
      program: fc.uint8Array({ minLength: 2, maxLength: 40 }),
    });
    const first = fc.record({
      version: fc.constant(0),
      program: fc
        .constantFrom(20, 32)
        .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    });
    fc.assert(
      fc.property(
        fc.oneof(later, first),
        fc.constantFrom('bc', 'tb', 'bcrt', 'ltc', 'dgb'),
        (witness, hrp) => {
          const read = decodeSegwit(hrp, encodeSegwit(hrp, witness));
          expect(read).toMatchObject({ version: witness.version });
          expect(typeof read === 'object' && 'program' in read && toHex(read.program)).toBe(
            toHex(witness.program),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

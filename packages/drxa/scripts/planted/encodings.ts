import { FROZEN, KEYS_32, SECP } from './planted-error.ts';
import type { PlantedErrors } from './planted-error.ts';

/** The alphabets and checksums that several chains share. */
export const ENCODINGS: readonly PlantedErrors[] = [
  {
    file: 'encoding/base32-text.ts',
    tests: ['encoding/base32-text.test.ts', ...KEYS_32],
    errors: [
      ['LONGEST = 128', 'LONGEST = 12'],
      ['text.length > LONGEST', 'text.length < LONGEST'],
    ],
  },
  {
    file: 'encoding/base58check.ts',
    tests: ['encoding/base58check.test.ts', ...SECP],
    errors: [
      ['sha256(sha256(bytes)).subarray(0, 4)', 'sha256(sha256(bytes)).subarray(1, 5)'],
      ['all.length < 5', 'all.length < 6'],
      ['bytes.length + i', 'bytes.length - i'],
    ],
  },
  {
    file: 'encoding/bech32-text.ts',
    tests: ['encoding/bech32-text.test.ts', 'exported-scope.test.ts', ...SECP],
    errors: [
      ['LONGEST = 90', 'LONGEST = 91'],
      ['ac-hj-np-z', 'ac-hj-oq-z'],
      ['text !== text.toUpperCase()', 'text === text.toUpperCase()'],
    ],
  },
  {
    file: 'encoding/segwit-text.ts',
    tests: ['encoding/segwit-text.test.ts', ...SECP],
    errors: [
      ['(version === 0 ? ', '(version === 1 ? '],
      ["=== 'q'", "=== 'p'"],
      ['version > 16', 'version > 17'],
      ['program.length < 2 ', 'program.length < 3 '],
      ['program.length > 40', 'program.length > 41'],
      ['program.length !== 20', 'program.length !== 21'],
      ['program.length !== 32', 'program.length !== 33'],
    ],
  },
  {
    file: 'encoding/ss58.ts',
    tests: [
      'encoding/ss58.test.ts',
      'chains/substrate.test.ts',
      'chains/keys-of-32-bytes-peer.test.ts',
      ...FROZEN,
    ],
    errors: [
      ["'SS58PRE'", "'SS58PRF'"],
      ['PREFIX = 63', 'PREFIX = 62'],
      ['PREFIX = 0x3fff', 'PREFIX = 0x3ffe'],
      ['CHECKSUM_LENGTH = 2', 'CHECKSUM_LENGTH = 3'],
      ['dkLen: 64', 'dkLen: 63'],
      ['0x40 | ((prefix >> 2) & 0x3f)', '0x40 | ((prefix >> 3) & 0x3f)'],
      ['(prefix & 3) << 6', '(prefix & 3) << 5'],
      ['all[0] < 0x80', 'all[0] < 0x81'],
      ['(all[1] >> 6)', '(all[1] >> 7)'],
      ['(all[1] & 0x3f) << 8', '(all[1] & 0x3f) << 7'],
      ['prefixLength === 2 &&', 'prefixLength === 3 &&'],
    ],
  },
  {
    file: 'encoding/crc16.ts',
    tests: ['encoding/crc16.test.ts'],
    errors: [
      ['^ 0x1021', '^ 0x1020'],
      ['let crc = 0;', 'let crc = 1;'],
      ['bit < 8', 'bit < 7'],
      ['byte << 8', 'byte << 7'],
    ],
  },
  {
    file: 'encoding/hash160.ts',
    tests: SECP,
    errors: [['ripemd160(sha256(bytes))', 'ripemd160(sha256(bytes).fill(0, 31))']],
  },
  {
    file: 'encoding/hex-account.ts',
    tests: ['encoding/hex-account.test.ts', 'chains/aptos.test.ts', 'chains/sui.test.ts'],
    errors: [
      ["padStart(64, '0')", "padStart(64, '1')"],
      ['{64}|[0-9a-fA-F])$', '{63}|[0-9a-fA-F])$'],
      ['account[31] < 16', 'account[31] < 15'],
      ['subarray(0, 31)', 'subarray(0, 30)'],
    ],
  },
  {
    file: 'encoding/hex.ts',
    tests: ['encoding/hex.test.ts', ...FROZEN],
    errors: [
      ["padStart(2, '0')", "padStart(2, '1')"],
      ['text.length % 2 !== 0', 'text.length % 3 !== 0'],
      ['text.slice(2 * i, 2 * i + 2)', 'text.slice(2 * i, 2 * i + 1)'],
      ['/^[0-9a-fA-F]*$/', '/^[0-9a-gA-F]*$/'],
    ],
  },
  {
    file: 'encoding/rlp.ts',
    tests: ['encoding/rlp.test.ts', 'sign/evm.test.ts'],
    errors: [
      ['SHORT = 55', 'SHORT = 54'],
      ['BYTES = 0x80', 'BYTES = 0x81'],
      ['LIST = 0xc0', 'LIST = 0xc1'],
      ['DEEPEST = 8', 'DEEPEST = 7'],
      ['rest & 0xffn', 'rest & 0xfen'],
      ['bytes[at + 1] === 0', 'bytes[at + 2] === 0'],
      ['length * 256', 'length * 255'],
      ['if (length <= SHORT)', 'if (length < SHORT)'],
    ],
  },
  {
    file: 'encoding/ton-cell.ts',
    tests: ['encoding/ton-cell.test.ts', 'chains/ton.test.ts', ...FROZEN],
    errors: [
      ["padStart(8, '0')", "padStart(8, '1')"],
      ['`${bits}1`', '`${bits}0`'],
      ['Math.floor(bits.length / 8)', 'Math.floor(bits.length / 7)'],
      ['depth >> 8', 'depth >> 7'],
      ['depth & 0xff', 'depth & 0xfe'],
      ['of(refs.length,', 'of(~refs.length,'],
    ],
  },
  {
    file: 'encoding/ton-text.ts',
    tests: ['encoding/ton-text.test.ts', 'chains/ton.test.ts', ...FROZEN],
    errors: [
      ['BOUNCEABLE = 0x11', 'BOUNCEABLE = 0x12'],
      ['NOT_BOUNCEABLE = 0x51', 'NOT_BOUNCEABLE = 0x52'],
      ['TESTNET = 0x80', 'TESTNET = 0x81'],
      ['of(crc >> 8, crc & 0xff)', 'of(crc >> 7, crc & 0xff)'],
      ['workchain & 0xff', 'workchain & 0xfe'],
      ['all[1] << 24', 'all[1] << 23'],
      ['value === -1', 'value === -2'],
      ['all.slice(2, 2 + 32)', 'all.slice(1, 2 + 32)'],
      ['/^(?:0|-1):', '/^(?:1|-1):'],
    ],
  },
  {
    file: 'encoding/ton-wallet.ts',
    tests: ['encoding/ton-wallet.test.ts', 'chains/ton.test.ts', ...FROZEN],
    errors: [
      ["'84dafa449f", "'84dafa448f"],
      ["'feb5ff6820", "'feb5ff6821"],
      ["'20834b7b72", "'20834b7b73"],
      ["d599'), depth: 0", "d599'), depth: 1"],
      ["d5c0'), depth: 7", "d5c0'), depth: 6"],
      ["b72f'), depth: 6", "b72f'), depth: 7"],
      ['698_983_191', '698_983_192'],
      ['MAINNET_ID = -239', 'MAINNET_ID = -238'],
      ['TESTNET_ID = -3', 'TESTNET_ID = -4'],
      ['SEQNO = u32(0)', 'SEQNO = u32(1)'],
      ["'00110'", "'00111'"],
      ['0x8000_0000 |', '0x8000_0001 |'],
      ['<< 23', '<< 22'],
      ['`1${bits}0`', '`0${bits}0`'],
      ['`${bits}0`', '`${bits}1`'],
    ],
  },
];

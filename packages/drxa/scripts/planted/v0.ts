import type { PlantedErrors } from './planted-error.ts';

/** The scheme before this one, which only recovers. */
export const V0: readonly PlantedErrors[] = [
  {
    file: 'v0.ts',
    tests: ['v0.test.ts'],
    errors: [
      ["fields.join(':')", "fields.join(';')"],
      ["text.includes(':')", "text.includes(';')"],
      ['block.slice(0, LENGTH)', 'block.slice(1, LENGTH + 1)'],
      ['const LENGTH = 32', 'const LENGTH = 31'],
      ['LARGEST_STEP = 0xffff_ffff', 'LARGEST_STEP = 0xffff_fffe'],
      ["{ chain: substrate, form: 'sr25519' }", "{ chain: substrate, form: 'ed25519' }"],
      ["form: 'base', stakeKey", "form: 'basE', stakeKey"],
    ],
  },
  {
    file: 'v0-quirks.ts',
    tests: ['v0.test.ts'],
    errors: [
      ['TON_ROUNDS = 100_000', 'TON_ROUNDS = 100_001'],
      ["'TON default seed'", "'TON default seeD'"],
      ['Uint8Array.of(0x41)', 'Uint8Array.of(0x42)'],
      ['subarray(1)', 'subarray(2)'],
      ['subarray(12)', 'subarray(13)'],
      ['Math.imul(hash, 31)', 'Math.imul(hash, 30)'],
      ["padStart(64, '0')", "padStart(64, '1')"],
      ['subarray(0, 24)', 'subarray(0, 23)'],
      ['seed.slice(0, 32)', 'seed.slice(1, 33)'],
      ['bounceable: true', 'bounceable: !true'],
    ],
  },
  {
    file: 'v0-cardano.ts',
    tests: ['v0.test.ts'],
    errors: [
      ['ROUNDS = 4_096', 'ROUNDS = 4_097'],
      ['&= 0xf8', '&= 0xf0'],
      ['& 0x1f', '& 0x0f'],
      ['| 0x40', '| 0x60'],
      ['[0, 1, concat', '[0, 2, concat'],
      [': [2, 3, publicKeyOf', ': [2, 4, publicKeyOf'],
      ['8n * littleEndian', '4n * littleEndian'],
      ['subarray(0, 28)', 'subarray(0, 27)'],
      ['z.subarray(32)', 'z.subarray(31)'],
      ['HARD + 1852', 'HARD + 1853'],
      ['HARD + 1815', 'HARD + 1816'],
      ['[2, 0].reduce', '[3, 0].reduce'],
      ['[0, index].reduce', '[1, index].reduce'],
      ['value >>> 24);', 'value >>> 25);'],
    ],
  },
];

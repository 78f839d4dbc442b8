import { BIP } from './planted-error.ts';
import type { PlantedErrors } from './planted-error.ts';

const path = (name: string, text: string, planted: string): PlantedErrors => ({
  file: `chains/${name}.ts`,
  tests: BIP,
  errors: [[text, planted]],
});

/** Where wallets look: the words, the trees, and each chain's path. */
export const PATHS: readonly PlantedErrors[] = [
  {
    file: 'chains/bitcoin-family.ts',
    tests: BIP,
    errors: [["${coinType}'/${account}'/${change}/${index}", "${coinType}'/${account}'/${change}/${index}'"]],
  },
  path('bitcoin', 'purpose: 86', 'purpose: 84'),
  path('bitcoin', 'coinType: 0', 'coinType: 1'),
  path('litecoin', 'coinType: 2', 'coinType: 3'),
  path('dogecoin', 'coinType: 3', 'coinType: 2'),
  path('dash', 'coinType: 5', 'coinType: 4'),
  path('digibyte', 'coinType: 20', 'coinType: 21'),
  path('ethereum', "44'/60'", "44'/61'"),
  path('injective', "44'/60'", "44'/61'"),
  path('tron', "44'/195'", "44'/194'"),
  path('cosmos', 'COSMOS_COIN = 118', 'COSMOS_COIN = 119'),
  path('cosmos', "hrp: 'kava', coinType: 459", "hrp: 'kava', coinType: 458"),
  path('cosmos', 'coinType: 330', 'coinType: 331'),
  path('cosmos', 'coinType: 931', 'coinType: 932'),
  path('xrp', "44'/144'", "44'/145'"),
  path('filecoin', "44'/461'", "44'/462'"),
  path('solana', "44'/501'/${index}'/0'", "44'/501'/${index}'/1'"),
  path('near', "44'/397'", "44'/398'"),
  path('aptos', "44'/637'", "44'/638'"),
  path('sui', "44'/784'", "44'/785'"),
  path('substrate', 'POLKADOT_COIN = 354', 'POLKADOT_COIN = 355'),
  path('substrate', 'coinType: 434', 'coinType: 435'),
  path('ton', "44'/607'", "44'/606'"),
  path('stellar', "44'/148'", "44'/149'"),
  path('algorand', "44'/283'/0'/0'/${index}'", "44'/283'/0'/1'/${index}'"),
  path('tezos', "44'/1729'/${index}'/0'", "44'/1729'/${index}'/1'"),
  path('multiversx', "44'/508'", "44'/507'"),
  {
    file: 'bip/path.ts',
    tests: ['bip/path.test.ts', ...BIP],
    errors: [
      ['0x8000_0000', '0x8000_0001'],
      ['DEEPEST = 255', 'DEEPEST = 256'],
      ['number >= HARDENED', 'number > HARDENED'],
      ["root !== 'm'", "root !== 'n'"],
    ],
  },
  {
    file: 'bip/bip-path.ts',
    tests: ['bip/bip-path.test.ts', 'bip/watch-only.test.ts', ...BIP],
    errors: [
      ['value >= HARDENED', 'value > HARDENED'],
      ['{ ...at, [field]: 0 }', '{ ...at, [field]: 1 }'],
      ['soft === -1', 'soft === 0'],
      ['undefined) return 0;', 'undefined) return 1;'],
    ],
  },
  {
    file: 'bip/bip.ts',
    tests: BIP,
    errors: [
      ['SHORTEST_SEED = 16', 'SHORTEST_SEED = 17'],
      ['LONGEST_SEED = 64', 'LONGEST_SEED = 63'],
      ['deriveChild(steps[steps.length - 1])', 'deriveChild(steps[steps.length - 2])'],
    ],
  },
  {
    file: 'bip/slip10.ts',
    tests: ['bip/slip10.test.ts', ...BIP],
    errors: [
      ["'ed25519 seed'", "'ed25519 seeD'"],
      ['ZERO = Uint8Array.of(0)', 'ZERO = Uint8Array.of(1)'],
      ['u32(step)', 'u32(~step)'],
      ['block.slice(32)', 'block.slice(31)'],
      ['block.slice(0, 32)', 'block.slice(0, 31)'],
    ],
  },
  {
    file: 'bip/watch-only.ts',
    tests: ['bip/watch-only.test.ts'],
    errors: [
      ['change = 0, index = 0, ...rest', 'change = 1, index = 0, ...rest'],
      ['count, index = 0 }', 'count, index = 1 }'],
      ['steps.slice(depth)', 'steps.slice(-depth)'],
    ],
  },
  {
    file: 'bip/words.ts',
    tests: ['bip/words.test.ts'],
    errors: [
      ['BITS_OF_WORD = 11', 'BITS_OF_WORD = 12'],
      ['ENTROPY_SHARE = 32 / 33', 'ENTROPY_SHARE = 32 / 34'],
      ['ROUNDS = 2_048', 'ROUNDS = 2_049'],
      ['SEED_LENGTH = 64', 'SEED_LENGTH = 63'],
      ['`mnemonic${', '`mnemoniC${'],
      ["words.normalize('NFKD')", "words.normalize('NFKC')"],
      ["passphrase.normalize('NFKD')", "passphrase.normalize('NFC')"],
      ['sha256(entropy)[0]', 'sha256(entropy)[1]'],
    ],
  },
];

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HDNodeWallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADDRESS_ANCHORS, KEY_ANCHORS } from './vectors/anchors.ts';
import { CODEC_VECTORS } from './vectors/codecs.ts';

// Each @example of the sources, run as it stands in a process of its own, in which the package is found by its name.

interface Example {
  /** The file below src/, and the how-manieth of the file. */
  readonly name: string;
  readonly code: readonly string[];
}

const files = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts'))
  .sort();

const examples: Example[] = files.flatMap((file) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  return [...source.matchAll(/^ *\* @example\n((?: *\* {3}.*\n)+)/gm)].map(([, text], at) => ({
    name: `${file} ${at + 1}`,
    code: text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^ *\* {3}/, '')),
  }));
});

const WORDS = `${'abandon '.repeat(11)}about`;

/** What the examples leave unsaid: where names come from, and one of each thing that their readers have. */
const BEFORE = `
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Transaction } from '@scure/btc-signer';
import { createBipWallet } from 'drxa/bip';
import { watchOnly } from 'drxa/bip/watch-only';
import { makeMnemonic, mnemonicToSeed } from 'drxa/bip/words';
import { chainNamed } from 'drxa/chains/all';
import { bitcoin } from 'drxa/chains/bitcoin';
import { COSMOS_CHAINS, cosmosChain } from 'drxa/chains/cosmos';
import { ethereum } from 'drxa/chains/ethereum';
import { solana } from 'drxa/chains/solana';
import { substrateChain } from 'drxa/chains/substrate';
import { nativeEngine } from 'drxa/engine/native';
import { createRoot } from 'drxa/root';
import { verifyVectors } from 'drxa/self-test';
import { signPsbt } from 'drxa/sign/bitcoin';
import { signBitcoinMessage } from 'drxa/sign/bitcoin-message';
import { encodeEvm } from 'drxa/sign/evm-transaction';
import { signEvm } from 'drxa/sign/evm';
import { signPersonalMessage } from 'drxa/sign/evm-message';
import { signStatement } from 'drxa/sign/message';
import { signSolanaMessage } from 'drxa/sign/solana-offchain';
import { signTransaction } from 'drxa/sign/tiers';
import { sr25519 } from 'drxa/sr25519';
import { createV0Wallet } from 'drxa/v0';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const userId = '8a3c6134-a1de-467c-b2d3-075d138370a1';
const words = '${WORDS}';
const scope = createRoot(seed).scope('wallet');
`;

interface Expected {
  /** More of what the reader has, of this example alone. */
  readonly before?: string;
  /** What is looked at; the last line's value unless said. */
  readonly look?: string;
  /** Bytes are in hex, big integers in decimal digits. */
  readonly gives: unknown;
}

const KEY_46 = 'const privateKey = new Uint8Array(32).fill(0x46);';
const BIP_WALLET = 'const wallet = createBipWallet(await mnemonicToSeed(words));';

/** The parts that both examples of an EVM transfer have in common. */
const TRANSFER = {
  kind: 'transfer',
  from: '0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F',
  to: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  asset: 'native',
  nonce: '0',
};

const EXPECTED: Readonly<Record<string, Expected>> = {
  'bip/bip.ts 1': {
    before: BIP_WALLET,
    gives: HDNodeWallet.fromPhrase(WORDS, '', "m/44'/60'/0'/7").address,
  },
  'bip/bip.ts 2': {
    look: 'wallet.address({ chain: ethereum })',
    gives: '0x9858EfFD232B4033E47d90003D41EC34EcaEda94',
  },
  'bip/watch-only.ts 1': {
    before: BIP_WALLET,
    look: 'watch.list({ chain: bitcoin, count: 2 })',
    gives: ['bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', 'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g'],
  },
  'bip/words.ts 1': { gives: expect.stringMatching(/^([a-z]{3,8} ){23}[a-z]{3,8}$/) },
  'bip/words.ts 2': {
    look: 'wallet.address({ chain: bitcoin })',
    gives: 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu',
  },
  'chains/all.ts 1': { gives: '235EHwdYfgS7ApZ3ezAFD6ZUgM7GwDKYE1VpzepJGwdy' },
  'chains/bitcoin.ts 1': { gives: 'tb1puqp5gkftz6wls9fku7zn8ryfxkg4vl8ycv0zl5g3gxgvmzg0587qwulxv7' },
  'chains/cosmos.ts 1': {
    before: 'const key = scope.publicKey({ userId, family: "cosmos" });',
    look: '[akash.address(key), other.address(key)]',
    gives: [expect.stringMatching(/^akash1[a-z0-9]{38}$/), expect.stringMatching(/^regen1[a-z0-9]{38}$/)],
  },
  'chains/ethereum.ts 1': { gives: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' },
  'chains/substrate.ts 1': {
    look: 'interlay.parse(interlay.address(seed)).payload',
    gives: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  },
  'engine/native.ts 1': { look: 'root.fingerprint', gives: '836a659b307ed276' },
  'root.ts 1': { gives: '235EHwdYfgS7ApZ3ezAFD6ZUgM7GwDKYE1VpzepJGwdy' },
  'root.ts 2': { gives: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/) },
  'self-test.ts 1': {
    gives: {
      addresses: ADDRESS_ANCHORS.length,
      keys: KEY_ANCHORS.length,
      codecs: CODEC_VECTORS.length,
    },
  },
  'sign/bitcoin-message.ts 1': { before: KEY_46, gives: expect.stringMatching(/^AU[A-Za-z0-9+/]+={0,2}$/) },
  'sign/bitcoin.ts 1': {
    before: `${KEY_46}
      const change = { userId, family: 'btc-p2tr' };
      const transaction = new Transaction();
      const { payload } = bitcoin.parse(bitcoin.address(secp256k1.getPublicKey(privateKey), { form: 'p2tr' }));
      transaction.addInput({
        txid: '11'.repeat(32), index: 0,
        witnessUtxo: { script: Uint8Array.of(0x51, 0x20, ...payload), amount: 100_000n },
      });
      transaction.addOutputAddress('bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', 60_000n);
      transaction.addOutputAddress(scope.address({ userId, chain: bitcoin, form: 'p2tr' }), 39_000n);
      const psbt = transaction.toPSBT();`,
    look: 'summary',
    gives: expect.objectContaining({ fee: '1000' }),
  },
  'sign/evm-message.ts 1': { before: KEY_46, gives: expect.stringMatching(/^0x[0-9a-f]{130}$/) },
  'sign/evm.ts 1': {
    before: KEY_46,
    look: 'summary',
    gives: { ...TRANSFER, chainId: '1', amount: String(10n ** 18n), fee: String(21_000n * 20n * 10n ** 9n) },
  },
  'sign/message.ts 1': {
    look: 'signature',
    gives:
      '41f79bb032a24224fa248fb4a24d191fb5144cb9702fb0b553fc636fa2e6bf5a00c25c088778020c2836fde45f7c8ea1bfcab6ac4fac3250020019fc3c912400',
  },
  'sign/solana-offchain.ts 1': {
    before: KEY_46,
    gives: '4Ni9mgASBA6w6Qk2hhrnCCN7VJS43wTpb8ha8okFvnQ4vH2BYzVYgPZnBGP7RznggcdoWzmRxMeh6qRNurdt11hD',
  },
  'sign/tiers.ts 1': {
    before: `${KEY_46}
      const transaction = encodeEvm({
        type: 'legacy', chainId: 137n, nonce: 0n, gasPrice: 1n, gasLimit: 21_000n,
        to: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', value: 5n, data: new Uint8Array(),
      });`,
    gives: { signer: 'evm', summary: { ...TRANSFER, chainId: '137', amount: '5', fee: '21000' } },
  },
  'sr25519.ts 1': {
    look: "root.scope('wallet').address({ userId, chain: chainNamed('polkadot') })",
    gives: '1c5QLg8zgXxSir2MZt9hiYLPMoH9hZgDbhoete6KPFfWt81',
  },
  'v0.ts 1': {
    before:
      "const wallet = createV0Wallet(Buffer.from('6aeb8aa877e9bc8c26fc6a6d4d852e41d51e4bf62266f1fa9914060a6b35a5a6', 'hex'));",
    gives: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
  },
};

/** The code as a function that gives what its last line does. */
function functionOf({ name, code }: Example): string {
  const { before = '', look } = EXPECTED[name] ?? {};
  const lines = code.map((line) =>
    line.replace(/^import (\{.*\}) from (.*);$/, 'const $1 = await import($2);'),
  );
  const last = lines.pop()!;
  const named = /^const (\{.*?\}|\w+) = /.exec(last)?.[1];
  const end =
    look === undefined && named === undefined ? [`return ${last}`] : [last, `return ${look ?? named};`];
  return `${JSON.stringify(name)}: async () => {\n${[before, ...lines, ...end].join('\n')}\n},\n`;
}

const AFTER = `
const plain = (_, value) =>
  typeof value === 'bigint' ? String(value)
  : value instanceof Uint8Array ? Buffer.from(value).toString('hex')
  : value;
const results = {};
for (const [name, run] of Object.entries(examples)) {
  try { results[name] = await run(); } catch (error) { results[name] = String(error); }
}
console.log(JSON.stringify(results, plain));
`;

/** Inside the package, so that it finds itself by its name as its users do. */
const program = join(import.meta.dirname, `examples-${process.pid}.mjs`);
let results: Readonly<Record<string, unknown>>;

beforeAll(() => {
  writeFileSync(program, `${BEFORE}const examples = {\n${examples.map(functionOf).join('')}};\n${AFTER}`);
  const printed = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    encoding: 'utf8',
  });
  results = JSON.parse(printed) as Readonly<Record<string, unknown>>;
});
afterAll(() => rmSync(program, { force: true }));

describe('the examples of the sources', () => {
  it('are all run here', () => {
    const written = files.reduce(
      (sum, file) => sum + readFileSync(join(import.meta.dirname, file), 'utf8').split('@example').length - 1,
      0,
    );
    expect(examples).toHaveLength(written);
    expect(examples.map(({ name }) => name)).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(examples)('$name', ({ name }) => {
    expect(results[name]).toEqual(EXPECTED[name].gives);
  });
});

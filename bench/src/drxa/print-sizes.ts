import { browserBundle } from '@mrmarket/testkit/browser-bundle';

const CHAINS = [
  ...[
    'bitcoin',
    'litecoin',
    'dogecoin',
    'dash',
    'digibyte',
    'ethereum',
    'tron',
    'cosmos',
    'injective',
    'xrp',
  ],
  ...['filecoin', 'solana', 'near', 'aptos', 'sui', 'substrate', 'cardano', 'ton', 'stellar', 'algorand'],
  ...['tezos', 'multiversx'],
];

/** Prints what each entry costs a browser. 1 KB = 1,000 bytes. */
export async function printSizes(): Promise<void> {
  console.log('\nbrowser bundle, gzip (KB)');
  const line = async (name: string, entries: readonly string[], target?: number): Promise<void> => {
    const source = entries.map((entry, at) => `export * as e${at} from 'drxa/${entry}';`).join('\n');
    const { gzip } = await browserBundle(source, import.meta.dirname);
    const limit = target === undefined ? '' : `  (target ${target})`;
    console.log(`${name.padEnd(34)}${(gzip / 1000).toFixed(1).padStart(7)}${limit}`);
  };
  for (const chain of CHAINS) await line(`root + ${chain}`, ['root', `chains/${chain}`], 28);
  await line('root + all chains', ['root', 'chains/all'], 45);
  await line('sr25519', ['sr25519']);
  await line('bip', ['bip']);
  await line('bip/words', ['bip/words']);
  for (const chain of ['evm', 'bitcoin', 'solana', 'tron', 'message']) {
    await line(`sign/${chain}`, [`sign/${chain}`]);
  }
}

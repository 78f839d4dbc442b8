import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allChains } from '../src/chains/all.ts';
import type { Chain, Form } from '../src/chains/chain.ts';
import { signsTransactions } from '../src/sign/tiers.ts';

// `node packages/drxa/scripts/chain-table.ts`: writes the table of chains into the README, from the code.

const readme = join(import.meta.dirname, '../README.md');
const BEGIN = '<!-- chains: written by scripts/chain-table.ts -->\n';
const END = '<!-- end of chains -->';

const HEAD = [
  'chain',
  'other names',
  'forms (first: unless said)',
  'path in other wallets',
  'networks',
  'memo',
  'transactions',
];
const NONE = '–';

/** The path with the letters that drxa.md and BIP-44 use: a account, c change, i index. */
function pathOf({ path }: Form): string {
  if (path === undefined) return NONE;
  const text = path({ account: 7_000_001, change: 7_000_002, index: 7_000_003 });
  return `\`${text.replace('7000001', 'a').replace('7000002', 'c').replace('7000003', 'i')}\``;
}

const rowOf = (chain: Chain): string[] => [
  chain.name,
  chain.aliases.join(', ') || NONE,
  chain.forms.map(({ name, family }) => `${name} (\`${family}\`)`).join('<br>'),
  chain.forms.map(pathOf).join('<br>'),
  chain.networks.join(', '),
  chain.tag ?? NONE,
  signsTransactions(chain.name) ? 'signed' : 'refused',
];

/** The table, of every chain. */
export function chainTable(): string {
  const [head, ...rows] = [HEAD, ...allChains.map(rowOf)].map((cells) => `| ${cells.join(' | ')} |\n`);
  return [head, `${'|---'.repeat(HEAD.length)}|\n`, ...rows].join('');
}

/** What stands in the README between its marks. */
export function readChainTable(): string {
  const text = readFileSync(readme, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${readme} has no place for the table`);
  return text.slice(begin + BEGIN.length, end);
}

if (import.meta.main) {
  const old = readChainTable();
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(`${BEGIN}${old}`, () => `${BEGIN}${chainTable()}`),
  );
}

import { printBench } from './bench-line.ts';
import type { BenchLine } from './bench-line.ts';
import { benchApi } from './api.ts';
import { benchBook } from './book.ts';
import { benchDecode } from './decode.ts';
import { benchGenerated } from './generated.ts';
import { benchJournal } from './journal.ts';
import { benchLive } from './live.ts';
import { benchPages } from './pages.ts';
import { benchPaper } from './paper.ts';
import { benchTickToQuote } from './tick-to-quote.ts';

const BENCHES: Readonly<Record<string, () => BenchLine[] | Promise<BenchLine[]>>> = {
  book: benchBook,
  decode: benchDecode,
  paper: benchPaper,
  generated: benchGenerated,
  'tick-to-quote': benchTickToQuote,
  journal: benchJournal,
  api: benchApi,
  live: benchLive,
  pages: benchPages,
};

const names = process.argv.slice(2).filter((name) => name !== '--');
if (names.includes('--help') || names.includes('-h')) {
  console.log(`mrm bench [name ...], with ${Object.keys(BENCHES).join(', ')}; all of them without a name`);
  process.exit(0);
}
const unknown = names.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  console.error(`no benchmark ${unknown}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  printBench(`npm run bench -- ${name}`, (await BENCHES[name]?.()) ?? []);
}

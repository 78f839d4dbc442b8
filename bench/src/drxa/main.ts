import { cpus } from 'node:os';
import { formOf } from 'drxa/chains/chain';
import type { Engine } from 'drxa/engine';
import { nativeEngine } from 'drxa/engine/native';
import { engine as nodeEngine } from 'drxa/engine/node';
import { createRoot } from 'drxa/root';
import { BARE, nobleSecp256k1, ON_SECP256K1 } from './bare.ts';
import { bulk } from './bulk.ts';
import { SUBJECTS } from './chains.ts';
import type { Subject } from './chains.ts';
import { keyLines, keyOf, parentLines, wholeLines, WORD_LINES } from './contenders.ts';
import { measureAsyncLines, measureLines, ratioOfRounds } from './measure-lines.ts';
import type { Line, Measured } from './measure-lines.ts';
import { printSizes } from './print-sizes.ts';

const SEED = Uint8Array.from({ length: 32 }, (_, i) => i);
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';
/** Of the fastest other on the same primitive. */
const TARGET = 0.9;
const native = nativeEngine();

const publicKeyOf = ({ chain, form }: Subject, engine: Engine, key: Uint8Array): Uint8Array => {
  const { key: format } = formOf(chain, form);
  return format === '32 bytes'
    ? engine.ed25519PublicKey(key)
    : engine.secp256k1PublicKey(key, format === 'compressed');
};

const options = ({ form }: Subject, engine: Engine) => ({ engine, ...(form === undefined ? {} : { form }) });

/** Our own line of each kind. */
function ours(subject: Subject, engine: Engine): Readonly<Record<Kind, Line['run']>> {
  const scope = createRoot(SEED, { engine }).scope('wallet');
  const { chain, form } = subject;
  const place = { userId: USER, chain, ...(form === undefined ? {} : { form }) };
  return {
    key: (i) => chain.address(publicKeyOf(subject, engine, keyOf(i)), options(subject, engine)),
    parent: (index) => scope.address({ ...place, index }),
    whole: (index) =>
      createRoot(SEED, { engine })
        .scope('wallet')
        .address({ ...place, index }),
  };
}

type Kind = 'key' | 'parent' | 'whole';
const KINDS: Readonly<Record<Kind, (chain: string, engine: Engine) => Line[]>> = {
  key: keyLines,
  parent: (chain, engine) => parentLines(chain, engine, SEED),
  whole: (chain, engine) => wholeLines(chain, engine, SEED),
};
const TITLES: Readonly<Record<Kind, string>> = {
  key: 'private key → address',
  parent: 'parent held → address of the i-th child',
  whole: 'whole path: seed → address',
};

/** Refuses to measure what does not come to the same. */
function compare(subject: Subject): void {
  for (let i = 0; i < 20; i++) {
    const expected = BARE[subject.name](keyOf(i), nodeEngine);
    for (const line of keyLines(subject.name, nodeEngine)) same(line.name, line.run(i), expected);
    same('drxa', ours(subject, nodeEngine).key(i), expected);
    same('drxa native', ours(subject, native).key(i), expected);
  }
  function same(name: string, found: string, expected: string): void {
    if (found.toLowerCase() === expected.toLowerCase()) return;
    throw new Error(`${subject.name}: ${name} makes ${found}, not ${expected}`);
  }
}

const figure = (perSecond: number): string => Math.round(perSecond).toLocaleString('en-US');
const row = (cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
const head = (cells: readonly string[]): void => {
  row(cells);
  console.log(`|${'---|'.repeat(cells.length)}`);
};
const fastest = (lines: readonly Measured[]): Measured =>
  lines.reduce((best, line) => (line.perSecond > best.perSecond ? line : best));

/** The lowest ratios of the tables, and where. */
const lowest: { readonly ratio: number; readonly where: string }[] = [];

function ratioOf(own: Measured, others: readonly Measured[], where: string): string {
  const ratio = ratioOfRounds(own, fastest(others));
  lowest.push({ ratio, where });
  return ratio.toFixed(2);
}

function printKind(kind: Kind, subjects: readonly Subject[]): void {
  console.log(`\n**${TITLES[kind]}**, per second\n`);
  head(['chain', 'drxa', 'bare', 'wallet-core', 'ethers', 'viem', 'ratio', 'native', 'ratio to all']);
  for (const subject of subjects) {
    const others = KINDS[kind](subject.name, nodeEngine);
    const [own, quick, ...rest] = measureLines([
      { name: 'drxa', run: ours(subject, nodeEngine)[kind] },
      { name: 'native', run: ours(subject, native)[kind] },
      ...others,
    ]);
    const found = (name: string): string => {
      const line = rest.find((one) => one.name.endsWith(name));
      return line === undefined ? '–' : figure(line.perSecond);
    };
    // wallet-core computes in WebAssembly: another primitive.
    const same = rest.filter(({ name }) => name !== 'wallet-core');
    row([
      subject.name,
      figure(own.perSecond),
      ...['bare', 'wallet-core', 'ethers', 'viem'].map(found),
      ratioOf(own, same, `${subject.name}, ${TITLES[kind]}`),
      figure(quick.perSecond),
      ratioOf(quick, rest, `${subject.name} native, ${TITLES[kind]}`),
    ]);
  }
}

const text = (bytes: Uint8Array): string => String(bytes[1]);

function printNative(): void {
  const [slow, quick] = measureLines([
    { name: 'noble', run: (i) => text(nobleSecp256k1(keyOf(i))) },
    { name: 'native', run: (i) => text(native.secp256k1PublicKey(keyOf(i), true)) },
  ]);
  console.log(
    `\nsecp256k1 public key: noble ${figure(slow.perSecond)} /s, native ${figure(quick.perSecond)} /s, ratio ` +
      `${(quick.perSecond / slow.perSecond).toFixed(1)} (target 6); ${ON_SECP256K1.size} lines of each table stand on it`,
  );
}

async function printWords(): Promise<void> {
  const [own, noble, bare] = await measureAsyncLines(WORD_LINES);
  console.log('\n**mnemonic of 12 words → seed of BIP-39**, per second\n');
  head(['drxa (WebCrypto)', 'drxa by noble', 'bare `crypto.pbkdf2`', 'ratio']);
  row([...[own, noble, bare].map((line) => figure(line.perSecond)), ratioOf(own, [bare], 'words')]);
}

function printLowest(): void {
  const below = lowest.filter(({ ratio }) => ratio < TARGET).sort((a, b) => a.ratio - b.ratio);
  console.log(`\n${lowest.length - below.length} of ${lowest.length} ratios are ${TARGET} or more`);
  for (const { ratio, where } of below) console.log(`- below: ${ratio.toFixed(2)} ${where}`);
}

/** `npm run bench:drxa [-- chain …]`, `npm run bench:drxa -- bulk …` */
async function main(args: readonly string[]): Promise<void> {
  if (args[0] === 'bulk') return bulk(args.slice(1));
  const subjects = SUBJECTS.filter(({ name }) => args.length === 0 || args.includes(name));
  if (subjects.length === 0) throw new Error(`one of ${SUBJECTS.map(({ name }) => name).join(', ')}`);
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores; Node ${process.version}; ${process.platform} ${process.arch}; ` +
      `\`npm run bench:drxa\`; median of seven rounds, processor time of one thread`,
  );
  for (const subject of subjects) compare(subject);
  console.log(`\nthe same 20 addresses from all, on each of ${subjects.length} chains`);
  printNative();
  for (const kind of ['key', 'parent', 'whole'] as const) printKind(kind, subjects);
  await printWords();
  printLowest();
  if (args.length === 0) await printSizes();
}

await main(process.argv.slice(2));

import { cpus } from 'node:os';
import { formOf } from 'drxa/chains/chain';
import type { Engine } from 'drxa/engine';
import { nativeEngine } from 'drxa/engine/native';
import { engine as nodeEngine } from 'drxa/engine/node';
import { createRoot } from 'drxa/root';
import { BARE, nobleSecp256k1, ON_SECP256K1 } from './bare.ts';
import { SUBJECTS } from './chains.ts';
import type { Subject } from './chains.ts';
import { keyLines, keyOf, parentLines, wholeLines } from './contenders.ts';
import { measureLines } from './measure-lines.ts';
import type { Line, Measured } from './measure-lines.ts';
import { printSizes } from './print-sizes.ts';

const SEED = Uint8Array.from({ length: 32 }, (_, i) => i);
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';
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

const figure = (perSecond: number): string => Math.round(perSecond).toLocaleString('en-US').padStart(9);
const fastest = (lines: readonly Measured[]): Measured =>
  lines.reduce((best, line) => (line.perSecond > best.perSecond ? line : best));

function printKind(kind: Kind): void {
  console.log(
    `\n${TITLES[kind]} (per second; ratio to the fastest other on the same primitive, and of native to all)`,
  );
  const head = ['drxa', 'bare', 'ratio', 'wallet-core', 'ethers', 'viem', 'native', 'ratio'];
  console.log(`${'chain'.padEnd(14)}${head.map((one) => one.padStart(12)).join('')}`);
  for (const subject of SUBJECTS) {
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
    const samePrimitive = fastest(rest.filter(({ name }) => name !== 'wallet-core'));
    const cells = [
      figure(own.perSecond),
      found('bare'),
      (own.perSecond / samePrimitive.perSecond).toFixed(2),
      found('wallet-core'),
      found('ethers'),
      found('viem'),
      figure(quick.perSecond),
      (quick.perSecond / fastest(rest).perSecond).toFixed(2),
    ];
    console.log(`${subject.name.padEnd(14)}${cells.map((one) => one.padStart(12)).join('')}`);
  }
}

const text = (bytes: Uint8Array): string => String(bytes[1]);

console.log(
  `${cpus()[0].model}, ${cpus().length} cores; Node ${process.version}; ${process.platform} ${process.arch}`,
);
console.log('$ npm run bench:drxa\n');
for (const subject of SUBJECTS) compare(subject);
console.log(`the same 20 addresses from all, on each of ${SUBJECTS.length} chains`);
const [slow, quick] = measureLines([
  { name: 'noble', run: (i) => text(nobleSecp256k1(keyOf(i))) },
  { name: 'native', run: (i) => text(native.secp256k1PublicKey(keyOf(i), true)) },
]);
console.log(
  `secp256k1 public key: noble ${figure(slow.perSecond)}/s, native ${figure(quick.perSecond)}/s, ratio ${(quick.perSecond / slow.perSecond).toFixed(1)} (target 6); ${ON_SECP256K1.size} lines of the table stand on it`,
);
for (const kind of ['key', 'parent', 'whole'] as const) printKind(kind);
await printSizes();

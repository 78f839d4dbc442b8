import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '..');
const installed = join(src, '../../../node_modules');
const PEERS = ['secp256k1', 'sodium-native'];
let folder: string;

/** The engine alone, where nothing is installed but what a test puts there. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drxa-native-'));
  for (const file of ['engine/native.ts', 'errors.ts']) cpSync(join(src, file), join(folder, file));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'program.mjs'),
    `import { nativeEngine } from './engine/native.ts';
     try {
       const { name, ed25519PublicKey } = nativeEngine();
       console.log(name, Buffer.from(ed25519PublicKey(new Uint8Array(32))).toString('hex'));
     } catch ({ name, code, field, message }) {
       console.log(name, code, field, message);
     }`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(peers: Readonly<Record<string, string>>): string {
  const modules = join(folder, 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  for (const [name, source] of Object.entries(peers)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    if (source === 'installed') {
      symlinkSync(join(installed, name), join(modules, name));
    } else {
      mkdirSync(join(modules, name), { recursive: true });
      for (const file of ['bindings.js', 'index.js']) writeFileSync(join(modules, name, file), source);
    }
  }
  return execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'program.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
}

const refused = (peer: string): string =>
  `DrxaError DRXA_ENGINE engine engine: npm install ${peer}, or leave the engine out`;
const NO_BINARY = "throw new Error('No native build was found for platform=plan9')";

describe('K12: the native engine', () => {
  it('is refused without its peers, and says which is missing: nothing else takes their place', () => {
    expect(run({})).toBe(refused('secp256k1'));
    expect(run({ secp256k1: 'installed' })).toBe(refused('sodium-native'));
    expect(run({ 'sodium-native': 'installed' })).toBe(refused('secp256k1'));
  });

  it.each(PEERS)('is refused when %s has no binary for the machine', (peer) => {
    const peers = Object.fromEntries(PEERS.map((name) => [name, 'installed']));
    expect(run({ ...peers, [peer]: NO_BINARY })).toBe(refused(peer));
  });

  it('works with both', () => {
    // The public key of 32 zero bytes.
    expect(run({ secp256k1: 'installed', 'sodium-native': 'installed' })).toBe(
      'native 3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29',
    );
  });
});

import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DrxaError } from '../errors.ts';
import { nativeEngine } from '../engine/native.ts';
import { createRoot } from '../root.ts';
import { sr25519 } from '../sr25519.ts';
import { allChains, chainNamed } from './all.ts';
import type { Chain, ParsedAddress } from './chain.ts';
import { COSMOS_CHAINS } from './cosmos.ts';

// K20: chain and network are given; every position of an address is replaced by every other character of the chain's
// alphabet. What passes must say so, or be as rare as the checksum promises.

const SEED = '000102…1f';
const scope = createRoot(
  Uint8Array.from({ length: 32 }, (_, i) => i),
  { engine: nativeEngine(), sr25519 },
).scope('k20');

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7lQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L1bioBIO';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/';
const HEX = '0123456789abcdefABCDEF';

/** Where a chain's checksum is weaker than 32 bits or is none. All others refuse every change. */
const EIP55 = new Set(['ethereum']);
const SS58 = new Set(['polkadot', 'kusama', 'substrate', 'astar', 'bifrost', 'acala', 'centrifuge']);
const WITHOUT = new Set(['solana', 'near', 'aptos', 'sui']);

function alphabetOf(chain: Chain, address: string): string {
  if (['ethereum', 'near', 'aptos', 'sui'].includes(chain.name)) return HEX;
  if (chain.name === 'ton') return BASE64;
  if (['stellar', 'algorand'].includes(chain.name)) return BASE32;
  if (chain.name === 'filecoin') return `${BASE32.toLowerCase()}01`;
  return /^[a-z_]+1[02-9ac-hj-np-z]+$/.test(address) ? BECH32 : BASE58;
}

interface Count {
  tried: number;
  passed: number;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

function parsed(chain: Chain, text: string, network: string): ParsedAddress | undefined {
  try {
    return chain.parse(text, { network });
  } catch (error) {
    if (error instanceof DrxaError) return undefined;
    throw error;
  }
}

/** Counts the changed texts that pass for another address and do not say that they have no checksum. */
function changeEachCharacter(chain: Chain, address: string, network: string, count: Count): void {
  const original = chain.parse(address, { network });
  const alphabet = alphabetOf(chain, address);
  for (let at = 0; at < address.length; at++) {
    for (const other of alphabet) {
      if (other === address[at]) continue;
      const text = address.slice(0, at) + other + address.slice(at + 1);
      count.tried++;
      const read = parsed(chain, text, network);
      if (read === undefined || read.notes.includes('no-checksum')) continue;
      // The same address in another spelling, such as + for - in base64, is no mistake.
      if (sameBytes(read.payload, original.payload) && read.kind === original.kind) continue;
      count.passed++;
    }
  }
}

const places = (chain: Chain) =>
  chain.forms.flatMap((form) => chain.networks.map((network) => ({ form: form.name, network })));

function addressOf(chain: Chain, place: { form: string; network: string }, index: number): string {
  if (place.form !== 'base') return scope.address({ userId: 'ada', chain, index, ...place });
  const stakeKey = scope.publicKey({ userId: 'ada', family: 'cardano-stake', index });
  return scope.address({ userId: 'ada', chain: chainNamed('cardano'), index, ...place, ...{ stakeKey } });
}

function countOf(chain: Chain, addresses: number): Count {
  const count = { tried: 0, passed: 0 };
  for (const place of places(chain)) {
    for (let index = 0; index < addresses; index++) {
      changeEachCharacter(chain, addressOf(chain, place, index), place.network, count);
    }
  }
  return count;
}

const print = (name: string, { tried, passed }: Count): void =>
  appendFileSync(1, `K20 ${name}: ${passed} of ${tried} changed texts pass (seed ${SEED}, scope k20)\n`);

const named = allChains.map((chain) => ({ name: chain.name, chain }));

// Hundreds of thousands of texts take their time on a busy machine.
describe('K20: one changed character', { timeout: 300_000 }, () => {
  it.each(named.filter(({ name }) => ![EIP55, SS58, WITHOUT].some((set) => set.has(name))))(
    'of $name is always refused',
    ({ name, chain }) => {
      const count = countOf(chain, Object.hasOwn(COSMOS_CHAINS, name) ? 1 : 3);
      print(name, count);
      expect(count.tried).toBeGreaterThan(1_000);
      expect(count.passed).toBe(0);
    },
  );

  it('of an EVM address passes at most 1 time in 2,000', () => {
    const count = countOf(chainNamed('ethereum'), 300);
    print('ethereum', count);
    expect(count.tried).toBeGreaterThan(260_000);
    expect(count.passed).toBeLessThanOrEqual(count.tried / 2_000);
    // The share is a property of EIP-55: none at all would mean that nothing was tried.
    expect(count.passed).toBeGreaterThan(0);
  });

  it('of an SS58 address passes at most 1 time in 20,000', () => {
    const all = { tried: 0, passed: 0 };
    for (const { name, chain } of named.filter((one) => SS58.has(one.name))) {
      const count = countOf(chain, 9);
      print(name, count);
      all.tried += count.tried;
      all.passed += count.passed;
    }
    print('SS58', all);
    expect(all.tried).toBeGreaterThan(300_000);
    expect(all.passed).toBeLessThanOrEqual(all.tried / 20_000);
    expect(all.passed).toBeGreaterThan(0);
  });

  it.each(named.filter(({ name }) => WITHOUT.has(name)))(
    'of $name, which has no checksum, is refused or read with the note that says so',
    ({ name, chain }) => {
      const count = countOf(chain, 3);
      print(name, count);
      expect(count.tried).toBeGreaterThan(1_000);
      expect(count.passed).toBe(0);
      const address = addressOf(chain, { form: chain.forms[0].name, network: 'mainnet' }, 0);
      expect(chain.parse(address).notes).toContain('no-checksum');
    },
  );

  it('of a raw TON address is read with the note that says so', () => {
    const ton = chainNamed('ton');
    const raw = `0:${'5a'.repeat(32)}`;
    for (let at = 2; at < raw.length; at++) {
      const text = `${raw.slice(0, at)}${raw[at] === '5' ? '6' : '5'}${raw.slice(at + 1)}`;
      expect(ton.parse(text).notes).toContain('no-checksum');
    }
  });

  it('of an XRP X-address or a muxed Stellar account is always refused', () => {
    const texts = [
      ['xrp', 'X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ', BASE58],
      ['stellar', 'MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK', BASE32],
    ];
    for (const [name, address] of texts) {
      const count = { tried: 0, passed: 0 };
      changeEachCharacter(chainNamed(name), address, 'mainnet', count);
      print(`${name} ${address.slice(0, 1)}…`, count);
      expect(count.tried).toBeGreaterThan(1_000);
      expect(count.passed).toBe(0);
    }
  });
});

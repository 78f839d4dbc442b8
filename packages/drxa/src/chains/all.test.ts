import { appendFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeEngine } from '../engine/native.ts';
import type { DrxaErrorCode } from '../errors.ts';
import { DrxaError } from '../errors.ts';
import { FAMILIES, curveOf } from '../families.ts';
import { createRoot } from '../root.ts';
import { sr25519 } from '../sr25519.ts';
import { allChains, chainNamed, identify } from './all.ts';
import type { Chain } from './chain.ts';
import { COSMOS_CHAINS } from './cosmos.ts';
import { solana } from './solana.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const engine = nativeEngine();
const scope = createRoot(seed, { sr25519 }).scope('wallet');
const named = allChains.map((chain) => ({ name: chain.name, chain }));
const refusal = (code: DrxaErrorCode, field: string): Error =>
  expect.objectContaining({ code, field }) as Error;

/** Cardano's base address needs a second key, which a list of all chains does not know. */
const plainForms = (chain: Chain) => chain.forms.filter(({ name }) => name !== 'base');

describe('the names of chains', () => {
  it('are each the name of one chain, in lower case', () => {
    const names = allChains.flatMap((chain) => [chain.name, ...chain.aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toBe(name.toLowerCase());
  });

  it('K8: lead to the same chain as its aliases, and so to the same keys', () => {
    for (const { chain } of named) {
      for (const alias of [chain.name, ...chain.aliases]) {
        expect(chainNamed(alias)).toBe(chain);
        const place = { userId: 'ada', index: 1 };
        expect(scope.address({ ...place, chain: chainNamed(alias) })).toBe(
          scope.address({ ...place, chain }),
        );
      }
    }
    expect(chainNamed('sol')).toBe(solana);
  });

  it('K8: of EVM chains are all of one address', () => {
    const names = ['ethereum', 'bsc', 'polygon', 'base', 'arbitrum', 'optimism', 'avalanche'];
    const addresses = names.map((name) => scope.address({ userId: 'ada', chain: chainNamed(name) }));
    expect(new Set(addresses).size).toBe(1);
  });

  it.each(['', 'Solana', 'SOL', ' sol', 'solana ', 'constructor', '__proto__', 7 as unknown as string])(
    'are refused when nothing is called so: %j',
    (name) => {
      expect(() => chainNamed(name)).toThrow(refusal('DRXA_UNKNOWN_CHAIN', 'chain'));
    },
  );
});

describe('the forms of chains', () => {
  it('use every family that has addresses', () => {
    const without = ['identity', 'metrics', 'mixin-spend', 'seal', 'cardano-stake'];
    const used = new Set(allChains.flatMap((chain) => chain.forms.map(({ family }) => family)));
    expect([...used].sort()).toEqual(
      Object.keys(FAMILIES)
        .filter((family) => !without.includes(family))
        .sort(),
    );
  });

  it('of one chain have families of their own, but TON and Cardano, whose forms are contracts and stakes', () => {
    for (const { name, chain } of named) {
      const families = new Set(chain.forms.map(({ family }) => family));
      expect(families.size).toBe(['ton', 'cardano'].includes(name) ? 1 : chain.forms.length);
    }
  });

  it('have a format of key that fits the curve', () => {
    for (const { chain } of named) {
      for (const { family, key } of chain.forms) {
        expect(key === '32 bytes').toBe(curveOf(family) !== 'secp256k1');
      }
    }
  });
});

describe('identify', () => {
  const places = named.flatMap(({ chain }) =>
    plainForms(chain).flatMap((form) =>
      chain.networks.map((network) => ({ chain, form: form.name, network })),
    ),
  );

  it.each(places)(
    'finds $chain.name, form $form, network $network, among what an address may be',
    (place) => {
      const text = scope.address({ userId: 'ada', ...place });
      const found = identify(text).filter(({ chain }) => chain === place.chain.name);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ canonical: text });
      expect(place.chain.parse(text, { network: place.network }).network).toBe(place.network);
    },
  );

  it.each([
    ['bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', ['bitcoin']],
    ['1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA', ['bitcoin']],
    ['37VucYSaXLCAsxYyAPfbSi9eh4iEcbShgf', ['bitcoin', 'litecoin', 'digibyte']],
    ['DRKFmabm9GiA4qiCK1d7s5gsfZovzBBYmc', ['dogecoin', 'digibyte']],
    ['0x9858EfFD232B4033E47d90003D41EC34EcaEda94', ['ethereum']],
    ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', ['tron']],
    ['cosmos15plj4wazlx5emm0vxdquenfglqr6x6jhsk0ek4', ['cosmos']],
    ['inj1nk9x9ajk4rgkzhqjjn7hr6w0k0jg2kj0knl55v', ['injective']],
    ['rJHMeqKu8Ep7Fazx8MQG6JunaafBXz93YQ', ['xrp']],
    ['HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk', ['solana']],
    ['ada.near', ['near']],
    ['0xce2fd04ac9efa74f17595e5785e847a2399d7e637f5e8179244f76191f653276', ['aptos', 'sui']],
    ['98793cd91a3f870fb126f66285808c7e094afcfc4eda8a970f6648cdf0dbd6de', ['near']],
    ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY', ['substrate']],
    ['16PpFrXrC6Ko3pYcyMAx6gPMp3mFFaxgyYMt4G5brkgNcSz8', ['polkadot']],
    ['addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8', ['cardano']],
    ['UQAoYT8nMLfeNh6h0uIoK_wLm9JkvxiGxJDr6GRXJGu2Zked', ['ton']],
    ['GDRXE2BQUC3AZNPVFSCEZ76NJ3WWL25FYFK6RGZGIEKWE4SOOHSUJUJ6', ['stellar']],
    ['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY5HFKQ', ['algorand']],
    ['tz1gcEWswVU6dxfNQWbhTgaZrUrNUFwrsT4z', ['tezos']],
    ['erd1a6f6fan035ttsxdmn04ellxdlnwpgyhg0lhx5vjv92v6rc8xw9yq83344f', ['multiversx']],
    ['f1qsx7qwiojh5duxbxhbqgnlyx5hmpcf7mcz5oxsy', ['filecoin']],
  ])('%s is of %j', (text, chains) => {
    expect(identify(text).map(({ chain }) => chain)).toEqual(chains);
  });

  it('finds nothing in text that is none, and never throws', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.stringMatching(/^[a-zA-Z0-9]{20,60}$/),
      fc.stringMatching(/^(bc|tb|ltc|addr|erd|cosmos)1[02-9ac-hj-np-z]{10,80}$/),
    );
    fc.assert(
      fc.property(junk, (text) => {
        for (const found of identify(text)) {
          // A few texts without a checksum are addresses by chance, and say so.
          expect(found.notes).toContain('no-checksum');
        }
      }),
      { numRuns: 500 },
    );
    for (const text of ['', undefined, null, 7, {}, []]) expect(identify(text as string)).toEqual([]);
  });
});

describe.each(named)('$name takes from programs without types', ({ chain }) => {
  it.each([undefined, null, 7, {}, [], new Uint8Array(3)])('no %j as an address', (text) => {
    expect(() => chain.parse(text as string)).toThrow(DrxaError);
  });

  it.each([undefined, null, 7, '00'.repeat(32), [1, 2]])('no %j as a key', (key) => {
    expect(() => chain.address(key as unknown as Uint8Array)).toThrow(
      refusal('DRXA_KEY_INVALID', 'publicKey'),
    );
  });
});

/** Chains that differ from another one by a prefix alone. */
const SAME_CODEC = new Set([
  ...Object.values(COSMOS_CHAINS).map(({ name }) => name),
  ...['evmos', 'kusama', 'substrate', 'astar', 'bifrost', 'acala', 'centrifuge'],
]);

describe.each(named)('$name, read after it was written', { timeout: 300_000 }, ({ name, chain }) => {
  const numRuns = SAME_CODEC.has(name) && name !== 'cosmos' ? 500 : 10_000;

  it(`gives what went in, of ${numRuns} keys on every network and form`, () => {
    const places = plainForms(chain).flatMap((form) => chain.networks.map((network) => ({ form, network })));
    const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(keys, fc.constantFrom(...places), (bytes, { form, network }) => {
        const key =
          form.key === '32 bytes'
            ? bytes
            : engine.secp256k1PublicKey(validScalar(bytes), form.key === 'compressed');
        const text = chain.address(key, { form: form.name, network, engine });
        const parsed = chain.parse(text, { network });
        expect([parsed.chain, parsed.network, parsed.canonical]).toEqual([name, network, text]);
      }),
      { numRuns },
    );
    const { seed: random = 'random' } = fc.readConfigureGlobal();
    appendFileSync(1, `${name}: ${numRuns} keys written and read (seed ${random})\n`);
  });
});

/** Any 32 bytes as a scalar of secp256k1. */
function validScalar(bytes: Uint8Array): Uint8Array {
  const scalar = Uint8Array.from(bytes);
  scalar[0] &= 0x7f;
  scalar[31] |= 1;
  return scalar;
}

it('an address of ed25519 keys does not need a point of the curve', () => {
  expect(() => ed25519.Point.fromBytes(new Uint8Array(32).fill(2))).toThrow();
  expect(chainNamed('near').address(new Uint8Array(32).fill(2))).toBe('02'.repeat(32));
});

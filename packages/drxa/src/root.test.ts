import { inspect } from 'node:util';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitcoin } from './chains/bitcoin.ts';
import { cardano } from './chains/cardano.ts';
import { ethereum } from './chains/ethereum.ts';
import { solana } from './chains/solana.ts';
import { polkadot } from './chains/substrate.ts';
import { toHex } from './encoding/hex.ts';
import type { DrxaErrorCode } from './errors.ts';
import { FAMILIES } from './families.ts';
import type { Family } from './families.ts';
import { MAX_INDEX } from './fields.ts';
import type { Scope } from './root.ts';
import { createRoot, importScope } from './root.ts';
import { sr25519 } from './sr25519.ts';
import { ADDRESS_ANCHORS, KEY_ANCHORS, SCHEME_ANCHORS } from './vectors/anchors.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const { userId } = SCHEME_ANCHORS;
const refusal = (code: DrxaErrorCode, field?: string): Error =>
  expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;
const families = Object.keys(FAMILIES) as Family[];

describe('the anchors of scheme v1', () => {
  const root = createRoot(seed, { sr25519 });

  it('name the seed', () => {
    expect(root.fingerprint).toBe('836a659b307ed276');
  });

  it.each(ADDRESS_ANCHORS.map((anchor) => ({ name: anchor.chain.name, ...anchor })))(
    '$name, $address',
    ({ chain, address, scope = SCHEME_ANCHORS.scope, name: _, ...place }) => {
      expect(root.scope(scope).address({ userId, ...place, chain })).toBe(address);
    },
  );

  it.each(KEY_ANCHORS)('the key of family $family', ({ family, key }) => {
    const scope = root.scope('wallet');
    const found =
      family === 'seal' ? scope.privateKey({ userId, family }) : scope.publicKey({ userId, family });
    expect(toHex(found)).toBe(key);
  });
});

describe('keys of a scope', () => {
  const scope = createRoot(seed, { sr25519 }).scope('wallet');
  const userIds = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((text) => text.normalize('NFC'))
    .filter((text) => !/\p{Cc}/u.test(text));
  const places = fc.record({
    userId: userIds,
    family: fc.constantFrom(...families),
    index: fc.integer({ min: 0, max: MAX_INDEX }),
  });

  it('K2: are the same for the same place and for no other', () => {
    fc.assert(
      fc.property(places, places, (a, b) => {
        const same = a.userId === b.userId && a.family === b.family && a.index === b.index;
        expect(scope.privateKey(a)).toEqual(scope.privateKey(a));
        expect(toHex(scope.privateKey(a)) === toHex(scope.privateKey(b))).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  it('K13: differ where only a boundary of scope and user id moves', () => {
    const root = createRoot(seed);
    const key = (name: string, id: string): string =>
      toHex(root.scope(name).privateKey({ userId: id, family: 'sol' }));
    const keys = [key('a', 'b:c'), key('a', 'bc'), key('ab', 'c'), key('a.b', 'c'), key('a', '.bc')];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('K4, K13: are 10,000 different ones of 10,000 users and indexes', () => {
    const keys = new Set<string>();
    for (let i = 0; i < 5_000; i++) {
      keys.add(toHex(scope.privateKey({ userId: `user-${i}`, family: 'near' })));
      keys.add(toHex(scope.privateKey({ userId: 'user', family: 'near', index: i })));
    }
    expect(keys.size).toBe(10_000);
  });

  it('are copies: a caller that wipes one wipes nothing else', () => {
    const place = { userId, family: 'evm' } as const;
    const before = toHex(scope.privateKey(place));
    scope.privateKey(place).fill(0);
    expect(toHex(scope.privateKey(place))).toBe(before);
  });

  it('K1: are valid for secp256k1, in both formats', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_INDEX }), (index) => {
        const place = { userId, family: 'btc-p2wpkh', index } as const;
        const key = scope.privateKey(place);
        expect(secp256k1.utils.isValidSecretKey(key)).toBe(true);
        expect(scope.publicKey(place)).toEqual(secp256k1.getPublicKey(key, true));
        expect(scope.publicKey({ ...place, compressed: false })).toEqual(secp256k1.getPublicKey(key, false));
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['an empty user id', { userId: '' }, 'DRXA_FIELD_INVALID', 'userId'],
    ['a user id with a line feed', { userId: 'ada\n' }, 'DRXA_FIELD_INVALID', 'userId'],
    ['a user id of half a pair', { userId: '\ud83d' }, 'DRXA_FIELD_INVALID', 'userId'],
    ['a user id of 129 bytes', { userId: 'a'.repeat(129) }, 'DRXA_FIELD_INVALID', 'userId'],
    ['a user id out of NFC', { userId: 'Zoe\u0308' }, 'DRXA_FIELD_NOT_NFC', 'userId'],
    ['an index in text', { index: '0' as unknown as number }, 'DRXA_INDEX_RANGE', 'index'],
    ['an index of two digits in text', { index: '00' as unknown as number }, 'DRXA_INDEX_RANGE', 'index'],
    ['a negative index', { index: -1 }, 'DRXA_INDEX_RANGE', 'index'],
    ['a broken index', { index: 1.5 }, 'DRXA_INDEX_RANGE', 'index'],
    ['an index too large', { index: MAX_INDEX + 1 }, 'DRXA_INDEX_RANGE', 'index'],
    ['an unknown family', { family: 'solana' as Family }, 'DRXA_UNKNOWN_FAMILY', 'family'],
    ['a family of every object', { family: 'constructor' as Family }, 'DRXA_UNKNOWN_FAMILY', 'family'],
  ] as [string, object, DrxaErrorCode, string][])('are refused: %s', (_, wrong, code, field) => {
    const place = { userId, family: 'sol' as const, index: 0, ...wrong };
    expect(() => scope.privateKey(place)).toThrow(refusal(code, field));
    expect(() => scope.publicKey(place)).toThrow(refusal(code, field));
    if (field !== 'family') {
      expect(() => scope.address({ userId, chain: solana, ...wrong })).toThrow(refusal(code, field));
    }
  });

  it('have no public key in family seal, and need drxa/sr25519 for that curve', () => {
    expect(() => scope.publicKey({ userId, family: 'seal' })).toThrow(refusal('DRXA_UNSUPPORTED', 'family'));
    const plain = createRoot(seed).scope('wallet');
    expect(() => plain.address({ userId, chain: polkadot })).toThrow(refusal('DRXA_UNSUPPORTED', 'sr25519'));
    expect(plain.privateKey({ userId, family: 'substrate-sr25519' })).toHaveLength(32);
  });

  it('are written with the options of the chain', () => {
    const stakeKey = scope.publicKey({ userId, family: 'cardano-stake' });
    const address = scope.address({ userId, chain: cardano, form: 'base', stakeKey, network: 'testnet' });
    expect(cardano.parse(address)).toMatchObject({ kind: 'base', network: 'testnet' });
    expect(() => scope.address({ userId, chain: bitcoin, form: 'p2pk' })).toThrow(
      refusal('DRXA_FIELD_INVALID', 'form'),
    );
    expect(() => scope.address({ userId, chain: bitcoin, network: 'moonnet' })).toThrow(
      refusal('DRXA_FIELD_INVALID', 'network'),
    );
  });
});

describe('roots', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 64 }).filter((all) => new Set(all).size > 1);
  const steps = fc.array(fc.record({ root: fc.nat(2), index: fc.nat(100), chain: fc.nat(1) }), {
    minLength: 6,
    maxLength: 30,
  });

  it('K9: of one process never mix, however their calls follow each other', () => {
    fc.assert(
      fc.property(fc.tuple(bytes, bytes, bytes), steps, (seeds, calls) => {
        const roots = seeds.map((one) => createRoot(one));
        for (const { root, index, chain } of calls) {
          const place = { userId: 'ada', chain: [ethereum, solana][chain], index };
          const alone = createRoot(seeds[root]);
          expect(roots[root].scope('wallet').address(place)).toBe(alone.scope('wallet').address(place));
          expect(roots[root].fingerprint).toBe(alone.fingerprint);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('K14: use the seed by HKDF alone: it is no key of its own, and no scope has its bytes', () => {
    const root = createRoot(seed);
    const hex = toHex(seed);
    for (const family of families) {
      expect(toHex(root.scope('wallet').privateKey({ userId, family }))).not.toBe(hex);
    }
    const ofSeed = ethereum.address(secp256k1.getPublicKey(seed, false));
    expect(root.scope('wallet').address({ userId, chain: ethereum })).not.toBe(ofSeed);
  });

  it('K14: keep scopes and seeds apart by a tag: the key of one is no seed of another', () => {
    const scope = createRoot(seed).scope('wallet');
    const inner = createRoot(scope.privateKey({ userId, family: 'seal' })).scope('wallet');
    const place = { userId, family: 'sol' } as const;
    expect(inner.privateKey(place)).not.toEqual(scope.privateKey(place));
    expect(inner.fingerprint).not.toBe(scope.fingerprint);
  });

  it('copy their seed', () => {
    const own = Uint8Array.from(seed);
    const root = createRoot(own);
    own.fill(0xff);
    expect(root.fingerprint).toBe('836a659b307ed276');
    expect(root.scope('wallet').address({ userId, chain: ethereum })).toBe(
      '0x3f2Cb3954dE23ba56B38BE32feA8eE12e000B87C',
    );
  });

  it('show their fingerprint and nothing else', () => {
    const root = createRoot(seed, { sr25519 });
    const scope = root.scope('wallet');
    scope.privateKey({ userId, family: 'evm' });
    expect(inspect(root, { depth: 9, showHidden: true })).toBe('Root(836a659b307ed276)');
    expect(inspect(scope, { depth: 9, showHidden: true })).toBe('Scope(wallet of 836a659b307ed276)');
    expect(JSON.stringify({ root, scope })).toBe(
      '{"root":{"fingerprint":"836a659b307ed276"},"scope":{"scope":"wallet","fingerprint":"836a659b307ed276"}}',
    );
  });
});

describe('wiping', () => {
  const place = { userId, family: 'sol' } as const;
  const gone = (scope: Scope): void => {
    expect(() => scope.privateKey(place)).toThrow(refusal('DRXA_WIPED'));
    expect(() => scope.publicKey(place)).toThrow(refusal('DRXA_WIPED'));
    expect(() => scope.address({ userId, chain: ethereum })).toThrow(refusal('DRXA_WIPED'));
  };

  it('of a root ends it and its scopes, and no other root of the same seed', () => {
    const root = createRoot(seed);
    const other = createRoot(seed);
    const scope = root.scope('wallet');
    const imported = importScope(root.exportScope('wallet'));
    const key = scope.privateKey(place);
    root.wipe();
    gone(scope);
    expect(() => root.scope('wallet')).toThrow(refusal('DRXA_WIPED'));
    expect(() => root.exportScope('wallet')).toThrow(refusal('DRXA_WIPED'));
    expect(other.scope('wallet').privateKey(place)).toEqual(key);
    expect(imported.privateKey(place)).toEqual(key);
    expect(root.fingerprint).toBe('836a659b307ed276');
    root.wipe();
  });

  it('of a scope ends it alone', () => {
    const root = createRoot(seed);
    const scope = root.scope('wallet');
    scope.wipe();
    gone(scope);
    expect(root.scope('hot').privateKey(place)).toHaveLength(32);
  });
});

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { initWasm } from '@trustwallet/wallet-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../encoding/hex.ts';
import { DrxaError } from '../errors.ts';
import { FAMILIES } from '../families.ts';
import { bitcoin } from './bitcoin.ts';
import type { Chain } from './chain.ts';
import { COSMOS_CHAINS, cosmosChain } from './cosmos.ts';
import { dash } from './dash.ts';
import { digibyte } from './digibyte.ts';
import { dogecoin } from './dogecoin.ts';
import { filecoin } from './filecoin.ts';
import { evmos, injective } from './injective.ts';
import { litecoin } from './litecoin.ts';
import { tron } from './tron.ts';
import { xrp } from './xrp.ts';

const cosmosChains = Object.values(COSMOS_CHAINS).map(cosmosChain);
const chains: readonly Chain[] = [
  ...[bitcoin, litecoin, dogecoin, dash, digibyte, tron],
  ...[...cosmosChains, injective, evmos, xrp, filecoin],
];

const { Fn } = secp256k1.Point;
const toBytes = (value: bigint): Uint8Array => Fn.toBytes(value);
const scalar = fc.bigInt({ min: 1n, max: Fn.ORDER - 1n }).map(toBytes);

/** What a form takes of a private key, in its cheapest format. */
const publicKeyFor = (form: Chain['forms'][number], privateKey: Uint8Array): Uint8Array => {
  const curve = FAMILIES[form.family];
  // Any 32 bytes will do for a codec.
  return curve === 'ed25519' ? privateKey : secp256k1.getPublicKey(privateKey, form.key !== 'uncompressed');
};

/** Every address that these chains make of a private key. */
function* addressesOf(privateKey: Uint8Array) {
  const formats = new Map<string, Uint8Array>();
  for (const chain of chains) {
    for (const form of chain.forms) {
      const publicKey = formats.get(form.key) ?? publicKeyFor(form, privateKey);
      formats.set(form.key, publicKey);
      for (const network of chain.networks) {
        const text = chain.address(publicKey, { network, form: form.name });
        yield { chain, form: form.name, network, publicKey, text };
      }
    }
  }
}

const accepts = (chain: Chain, text: string, network?: string): boolean => {
  try {
    chain.parse(text, network === undefined ? {} : { network });
    return true;
  } catch (error) {
    if (error instanceof DrxaError && error.code.startsWith('DRXA_ADDRESS_')) return false;
    throw error;
  }
};

describe('the chains of secp256k1', () => {
  it('read each address that they write, on every network and in every form, in 1,000 cases', () => {
    fc.assert(
      fc.property(scalar, (privateKey) => {
        for (const { chain, network, text } of addressesOf(privateKey)) {
          const read = chain.parse(text, { network });
          expect(read).toMatchObject({ chain: chain.name, network, canonical: text, notes: [] });
          // Without a network the text says as much as it can: the payload is the same.
          expect(toHex(chain.parse(text).payload)).toBe(toHex(read.payload));
        }
      }),
      { numRuns: 1_000 },
    );
  }, 300_000);

  it('K8: have no name in common', () => {
    const names = chains.flatMap((chain) => [chain.name, ...chain.aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+$/);
  });

  it('refuse the addresses of each other, but for versions that two chains share', () => {
    const shared = new Set<string>();
    for (const { chain, form, text } of addressesOf(toBytes(0x1234n))) {
      for (const other of chains) {
        if (other !== chain && accepts(other, text)) shared.add(`${chain.name} ${form}: ${other.name}`);
      }
    }
    expect([...shared].sort()).toEqual([
      // On main networks 05 and 1e; on test networks 6f, 8c and c4.
      'bitcoin p2pkh: dogecoin',
      'bitcoin p2pkh: litecoin',
      'bitcoin p2sh-p2wpkh: digibyte',
      'bitcoin p2sh-p2wpkh: dogecoin',
      'bitcoin p2sh-p2wpkh: litecoin',
      'dash p2pkh: digibyte',
      'dogecoin p2pkh: bitcoin',
      'dogecoin p2pkh: digibyte',
      'dogecoin p2pkh: litecoin',
      'litecoin p2pkh: bitcoin',
      'litecoin p2pkh: dogecoin',
    ]);
  });

  it('K20: never read an address with one character changed', () => {
    const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
    let tried = 0;
    const read: string[] = [];
    for (const { chain, network, text } of addressesOf(toBytes(0x5eedn))) {
      if (network !== 'mainnet') continue;
      for (let at = 0; at < text.length; at++) {
        for (const other of printable) {
          if (other === text[at]) continue;
          const changed = text.slice(0, at) + other + text.slice(at + 1);
          tried++;
          if (accepts(chain, changed, network)) read.push(changed);
        }
      }
    }
    expect(read).toEqual([]);
    expect(tried).toBeGreaterThan(100_000);
  });

  it('answer any text with an address that can be read again, or with a refusal', () => {
    const samples = [...addressesOf(toBytes(0xabcdn))].map(({ text }) => text);
    const nearly = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.nat({ max: 100 }),
        fc.string({ maxLength: 2 }),
        fc.nat({ max: 2 }),
      )
      .map(([text, at, put, cut]) => text.slice(0, at) + put + text.slice(at + cut));
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 200 }), nearly),
        fc.constantFrom(...chains),
        (text, chain) => {
          if (!accepts(chain, text)) return;
          const { canonical, payload, network } = chain.parse(text);
          expect(chain.parse(canonical)).toMatchObject({ canonical, network });
          expect(toHex(chain.parse(canonical).payload)).toBe(toHex(payload));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe('the chains of secp256k1 beside wallet-core', () => {
  let core: Awaited<ReturnType<typeof initWasm>>;
  beforeAll(async () => {
    core = await initWasm();
  });

  /** Its name of each chain, where that is another. */
  const theirNames: Record<string, string> = {
    digibyte: 'digiByte',
    celestia: 'tia',
    injective: 'nativeInjective',
    evmos: 'nativeEvmos',
  };
  const coinOf = (chain: Chain) => core.CoinType[(theirNames[chain.name] ?? chain.name) as 'bitcoin'];

  it.each(chains.map((chain) => [chain.name, chain] as const))(
    '%s: the same address for 100 keys, the same path and coin type',
    (_, chain) => {
      const coin = coinOf(chain);
      const [form] = chain.forms;
      const path = core.CoinTypeExt.derivationPath(coin);
      expect(form.path?.({ account: 0, change: 0, index: 0 })).toBe(path);
      expect(path.split('/')[2]).toBe(`${chain.coinType}'`);
      fc.assert(
        fc.property(scalar, (privateKey) => {
          const theirs = core.CoinTypeExt.deriveAddress(coin, core.PrivateKey.createWithData(privateKey));
          expect(chain.address(publicKeyFor(form, privateKey))).toBe(theirs);
          expect(core.AnyAddress.isValid(theirs, coin)).toBe(true);
        }),
        { numRuns: 100 },
      );
    },
  );

  it.each([
    ['bitcoin', 'p2tr', 'bitcoinTaproot'],
    ['bitcoin', 'p2pkh', 'bitcoinLegacy'],
    ['litecoin', 'p2pkh', 'litecoinLegacy'],
  ] as const)('%s in form %s: the same address for 100 keys', (name, form, derivation) => {
    const chain = name === 'bitcoin' ? bitcoin : litecoin;
    fc.assert(
      fc.property(scalar, (privateKey) => {
        const theirs = core.AnyAddress.createWithPublicKeyDerivation(
          core.PrivateKey.createWithData(privateKey).getPublicKeySecp256k1(true),
          coinOf(chain),
          core.Derivation[derivation],
        ).description();
        expect(chain.address(secp256k1.getPublicKey(privateKey), { form })).toBe(theirs);
      }),
      { numRuns: 100 },
    );
  });
});

import { HDKey } from '@scure/bip32';
import { inspect } from 'node:util';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { algorand } from '../chains/algorand.ts';
import { bitcoin } from '../chains/bitcoin.ts';
import { cardano } from '../chains/cardano.ts';
import type { Chain } from '../chains/chain.ts';
import { ethereum } from '../chains/ethereum.ts';
import { solana } from '../chains/solana.ts';
import { stellar } from '../chains/stellar.ts';
import { polkadot } from '../chains/substrate.ts';
import { ton } from '../chains/ton.ts';
import { xrp } from '../chains/xrp.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import { nativeEngine } from '../engine/native.ts';
import type { DrxaErrorCode } from '../errors.ts';
import type { BipWallet } from './bip.ts';
import { createBipWallet } from './bip.ts';
import { mnemonicToSeed } from './words.ts';

const refusal = (code: DrxaErrorCode, field?: string): Error =>
  expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;

let seed: Uint8Array;
let wallet: BipWallet;
beforeAll(async () => {
  seed = await mnemonicToSeed(`${'abandon '.repeat(11)}about`);
  wallet = createBipWallet(seed);
});

describe('addresses of the mnemonic abandon … about', () => {
  it.each([
    ['BIP-84', bitcoin, { form: 'p2wpkh' }, 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu'],
    ['BIP-84, second', bitcoin, { form: 'p2wpkh', index: 1 }, 'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g'],
    ['BIP-84, change', bitcoin, { form: 'p2wpkh', change: 1 }, 'bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el'],
    ['BIP-86', bitcoin, { form: 'p2tr' }, 'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr'],
    [
      'BIP-86, second',
      bitcoin,
      { form: 'p2tr', index: 1 },
      'bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh',
    ],
    [
      'BIP-86, change',
      bitcoin,
      { form: 'p2tr', change: 1 },
      'bc1p3qkhfews2uk44qtvauqyr2ttdsw7svhkl9nkm9s9c3x4ax5h60wqwruhk7',
    ],
    ['BIP-49', bitcoin, { form: 'p2sh-p2wpkh' }, '37VucYSaXLCAsxYyAPfbSi9eh4iEcbShgf'],
    ['BIP-44', bitcoin, { form: 'p2pkh' }, '1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA'],
    ['Ethereum', ethereum, {}, '0x9858EfFD232B4033E47d90003D41EC34EcaEda94'],
    ['Solana', solana, {}, 'HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk'],
  ] as [string, Chain, object, string][])('%s', (_, chain, place, address) => {
    expect(wallet.address({ chain, ...place })).toBe(address);
    expect(createBipWallet(seed, { engine: nativeEngine() }).address({ chain, ...place })).toBe(address);
  });

  it('Stellar, SEP-5 test 1', async () => {
    const words = 'illness spike retreat truth genius clock brain pass fit cave bargain toe';
    const address = createBipWallet(await mnemonicToSeed(words)).address({ chain: stellar });
    expect(address).toBe('GDRXE2BQUC3AZNPVFSCEZ76NJ3WWL25FYFK6RGZGIEKWE4SOOHSUJUJ6');
  });
});

describe('the vectors of BIP-32', () => {
  const first = createBipWallet(fromHex('000102030405060708090a0b0c0d0e0f'));

  it.each([
    [
      'm',
      'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8',
    ],
    [
      "m/0'",
      'xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw',
    ],
    [
      "m/0'/1",
      'xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ',
    ],
    [
      "m/0'/1/2'",
      'xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5',
    ],
  ])('%s of vector 1', (path, xpub) => {
    expect(first.extendedPublicKey({ chain: bitcoin, path })).toBe(xpub);
  });

  it('the account of BIP-86', () => {
    expect(wallet.extendedPublicKey({ chain: bitcoin, form: 'p2tr' })).toBe(
      'xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ',
    );
  });
});

describe('a place', () => {
  const step = fc.integer({ min: 0, max: 0x7fff_ffff });

  it('by numbers is the place by the path that says them, in whatever order places are asked', () => {
    const places = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 1 }), step), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(places, (asked) => {
        for (const [account, change, index] of asked) {
          const path = `m/84'/0'/${account}'/${change}/${index}`;
          const key = wallet.privateKey({ chain: bitcoin, account, change, index });
          expect(key).toEqual(HDKey.fromMasterSeed(seed).derive(path).privateKey);
          expect(wallet.privateKey({ chain: bitcoin, path })).toEqual(key);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('has the public key of its private key', () => {
    const ofBitcoin = { chain: bitcoin, index: 9 };
    expect(wallet.publicKey(ofBitcoin)).toEqual(secp256k1.getPublicKey(wallet.privateKey(ofBitcoin)));
    const ofSolana = { chain: solana, index: 9 };
    expect(wallet.publicKey(ofSolana)).toEqual(ed25519.getPublicKey(wallet.privateKey(ofSolana)));
  });

  it('may be the seed itself', () => {
    const master = HDKey.fromMasterSeed(seed);
    expect(wallet.privateKey({ chain: bitcoin, path: 'm' })).toEqual(master.privateKey);
    expect(toHex(wallet.publicKey({ chain: bitcoin, path: 'm' }))).toBe(toHex(master.publicKey!));
  });

  it("takes the chain's own options", () => {
    const key = wallet.publicKey({ chain: ton, index: 1 });
    expect(wallet.address({ chain: ton, index: 1, bounceable: true, form: 'v5r1' })).toBe(
      ton.address(key, { bounceable: true, form: 'v5r1' }),
    );
    expect(wallet.address({ chain: bitcoin, network: 'testnet', path: "m/84'/1'/0'/0/0" })).toBe(
      'tb1q6rz28mcfaxtmd6v789l9rrlrusdprr9pqcpvkl',
    );
  });

  it.each([
    ['an account on Solana', { chain: solana, account: 1 }, 'DRXA_PATH', 'account'],
    ['change on Solana', { chain: solana, change: 1 }, 'DRXA_PATH', 'change'],
    ['an account on Algorand', { chain: algorand, account: 1 }, 'DRXA_PATH', 'account'],
    ['a number beside a path', { chain: bitcoin, path: 'm/0', index: 1 }, 'DRXA_PATH', 'index'],
    ['a broken path', { chain: bitcoin, path: '0/1' }, 'DRXA_PATH', 'path'],
    ['an unhardened step of ed25519', { chain: solana, path: "m/44'/501'/0'/0" }, 'DRXA_PATH', 'path'],
    ['an index of 2^31', { chain: bitcoin, index: 0x8000_0000 }, 'DRXA_INDEX_RANGE', 'index'],
    ['a negative account', { chain: bitcoin, account: -1 }, 'DRXA_INDEX_RANGE', 'account'],
    ['a broken number', { chain: bitcoin, change: 0.5 }, 'DRXA_INDEX_RANGE', 'change'],
    ['an index in text', { chain: bitcoin, index: '0' as unknown as number }, 'DRXA_INDEX_RANGE', 'index'],
    ['an unknown form', { chain: bitcoin, form: 'p2pk' }, 'DRXA_FIELD_INVALID', 'form'],
    ['sr25519', { chain: polkadot }, 'DRXA_UNSUPPORTED', 'form'],
    ['sr25519 by a path', { chain: polkadot, path: "m/44'/354'/0'" }, 'DRXA_UNSUPPORTED', 'form'],
    ['Cardano', { chain: cardano }, 'DRXA_UNSUPPORTED', 'form'],
    ['Cardano by a path', { chain: cardano, path: "m/1852'/1815'/0'" }, 'DRXA_UNSUPPORTED', 'form'],
    ['a form without a usual path', { chain: xrp, form: 'ed25519' }, 'DRXA_UNSUPPORTED', 'form'],
  ] as [string, { chain: Chain }, DrxaErrorCode, string][])('is refused: %s', (_, place, code, field) => {
    expect(() => wallet.address(place)).toThrow(refusal(code, field));
    expect(() => wallet.privateKey(place)).toThrow(refusal(code, field));
  });

  it('of a form without a usual path is one that the caller gives', () => {
    const place = { chain: xrp, form: 'ed25519', path: "m/44'/144'/0'/0'/0'" };
    expect(wallet.address(place)).toBe(xrp.address(wallet.publicKey(place), { form: 'ed25519' }));
  });
});

describe('a wallet', () => {
  it.each([
    ['15 bytes', new Uint8Array(15).fill(1, 1), 'DRXA_SEED_LENGTH'],
    ['65 bytes', new Uint8Array(65).fill(1, 1), 'DRXA_SEED_LENGTH'],
    ['text', '00'.repeat(32) as unknown as Uint8Array, 'DRXA_SEED_LENGTH'],
    ['one byte over and over', new Uint8Array(64).fill(7), 'DRXA_SEED_WEAK'],
  ] as [string, Uint8Array, DrxaErrorCode][])('is not made of %s', (_, bytes, code) => {
    expect(() => createBipWallet(bytes)).toThrow(refusal(code, 'seed'));
  });

  it('keeps a copy of its seed and shows none of it', () => {
    const own = Uint8Array.from(seed);
    const other = createBipWallet(own);
    const address = other.address({ chain: ethereum });
    own.fill(0);
    expect(other.address({ chain: ethereum, index: 1 })).toBe(wallet.address({ chain: ethereum, index: 1 }));
    expect(address).toBe(wallet.address({ chain: ethereum }));
    expect(inspect(other)).toBe('BipWallet()');
    expect(JSON.stringify(other)).toBe('{"wallet":"bip"}');
  });

  it('gives nothing once it is wiped', () => {
    const gone = createBipWallet(seed);
    gone.address({ chain: ethereum });
    gone.wipe();
    for (const chain of [ethereum, solana] as Chain[]) {
      expect(() => gone.address({ chain })).toThrow(refusal('DRXA_WIPED'));
      expect(() => gone.privateKey({ chain })).toThrow(refusal('DRXA_WIPED'));
    }
    expect(() => gone.extendedPublicKey({ chain: bitcoin })).toThrow(refusal('DRXA_WIPED'));
    expect(wallet.address({ chain: ethereum })).toBe('0x9858EfFD232B4033E47d90003D41EC34EcaEda94');
  });
});

import { describe, expect, it } from 'vitest';
import type { Engine } from './engine/engine.ts';
import { nativeEngine } from './engine/native.ts';
import { engine as noble } from './engine/noble.ts';
import { engine as node } from './engine/node.ts';
import { verifyVectors } from './self-test.ts';
import { sr25519 } from './sr25519.ts';
import { ADDRESS_ANCHORS, KEY_ANCHORS } from './vectors/anchors.ts';
import { CODEC_VECTORS } from './vectors/codecs.ts';

describe('the self-test', () => {
  it.each([noble, node, nativeEngine()])('passes on the engine $name', (engine) => {
    expect(() => verifyVectors({ engine, sr25519 })).not.toThrow();
  });

  it('passes on the usual engine and without sr25519, and says how much that was', () => {
    const { length } = ADDRESS_ANCHORS;
    expect(verifyVectors({ sr25519 })).toEqual({
      addresses: length,
      keys: KEY_ANCHORS.length,
      codecs: CODEC_VECTORS.length,
    });
    expect(verifyVectors().addresses).toBe(length - 1);
  });

  const flip = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, bytes[bytes.length - 1] ^ 1);

  it.each([
    [
      'ed25519',
      { ...node, ed25519PublicKey: (seed) => flip(node.ed25519PublicKey(seed)) },
      /address of solana/,
    ],
    [
      'secp256k1',
      { ...node, secp256k1PublicKey: (key, short) => flip(node.secp256k1PublicKey(key, short)) },
      /address of ethereum/,
    ],
    [
      'the taproot tweak',
      { ...node, secp256k1TweakAdd: (key, tweak) => flip(node.secp256k1TweakAdd(key, tweak)) },
      /address of bitcoin, form p2tr/,
    ],
  ] as [string, Engine, RegExp][])('stops on an engine that is one bit off in %s', (_, engine, what) => {
    expect(() => verifyVectors({ engine, sr25519 })).toThrow(
      expect.objectContaining({
        code: 'DRXA_DERIVATION_FAILED',
        message: expect.stringMatching(what) as string,
      }),
    );
  });

  it('stops on an sr25519 that is one bit off', () => {
    const off = { publicKey: (secret: Uint8Array) => flip(sr25519.publicKey(secret)) };
    expect(() => verifyVectors({ sr25519: off })).toThrow(/address of polkadot, form sr25519/);
  });

  it('K17: has a vector of every codec from outside', () => {
    const chains = new Set(CODEC_VECTORS.map(({ chain }) => chain.name));
    const codecs =
      'bitcoin ethereum tron cosmos xrp filecoin solana near aptos sui substrate cardano ton stellar';
    for (const name of [...codecs.split(' '), 'algorand', 'tezos', 'multiversx'])
      expect(chains).toContain(name);
  });
});

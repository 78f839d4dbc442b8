import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KeyVector, SeedVectors } from '../../scripts/v1-vectors.ts';
import { v1Vectors } from '../../scripts/v1-vectors.ts';
import { chainNamed } from '../chains/all.ts';
import { bytesToWords, encodeBech32 } from '../encoding/bech32-text.ts';
import { FAMILIES } from '../families.ts';
import { importScope } from '../root.ts';
import { sr25519 } from '../sr25519.ts';
import { ADDRESS_ANCHORS, KEY_ANCHORS, SCHEME_ANCHORS } from './anchors.ts';

const frozen = JSON.parse(readFileSync(join(import.meta.dirname, 'v1.json'), 'utf8')) as SeedVectors[];

/** Scheme v1 once more, by Node's HKDF and HMAC and nothing of this package. */
function scopeKeyByNode(seed: Buffer, scope: string): Buffer {
  return Buffer.from(
    hkdfSync('sha512', seed, 'drxa/v1', Buffer.from(`drxa/v1 scope\0${prefixed(scope)}`, 'latin1'), 32),
  );
}

/** Four bytes of length and UTF-8, as Latin-1 text. */
function prefixed(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]).toString('latin1');
}

function privateKeyByNode(seed: Buffer, { scope, userId, family, index }: KeyVector): string {
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(index);
  const message = Buffer.from(`drxa/v1 key\0${prefixed(userId)}${prefixed(family)}`, 'latin1');
  const hmac = createHmac('sha512', scopeKeyByNode(seed, scope)).update(message).update(numbers);
  return hmac.digest('hex').slice(0, 64);
}

describe('the frozen vectors of scheme v1', () => {
  it('are what the code derives today', () => {
    expect(v1Vectors()).toEqual(frozen);
  });

  it('hold every family, several scopes, foreign ids and the largest index, of two seeds', () => {
    expect(frozen.map(({ seed }) => seed.length / 2)).toEqual([32, 64]);
    for (const { keys } of frozen) {
      expect(new Set(keys.map(({ family }) => family)).size).toBe(Object.keys(FAMILIES).length);
      expect(new Set(keys.map(({ scope }) => scope)).size).toBe(4);
      expect(Math.max(...keys.map(({ index }) => index))).toBe(4_294_967_295);
      expect(keys.some(({ userId }) => /[^ -~]/u.test(userId))).toBe(true);
      expect(Math.max(...keys.map(({ userId }) => Buffer.byteLength(userId)))).toBe(128);
      expect(new Set(keys.map(({ privateKey }) => privateKey)).size).toBe(keys.length);
    }
  });

  it('are what Node makes of the specification', () => {
    for (const { seed, fingerprint, keys, exportedScopes } of frozen) {
      const bytes = Buffer.from(seed, 'hex');
      expect(
        Buffer.from(hkdfSync('sha512', bytes, 'drxa/v1', 'drxa/v1 fingerprint\0', 8)).toString('hex'),
      ).toBe(fingerprint);
      for (const key of keys) expect(privateKeyByNode(bytes, key)).toBe(key.privateKey);
      for (const [scope, text] of Object.entries(exportedScopes)) {
        const payload = Buffer.concat([
          Buffer.of(1, scope.length),
          Buffer.from(scope),
          scopeKeyByNode(bytes, scope),
          Buffer.from(fingerprint, 'hex'),
        ]);
        expect(encodeBech32('drxascope', bytesToWords(payload), 'bech32m', 1_000)).toBe(text);
      }
    }
  });

  it('come from the exported scopes alone', () => {
    for (const { exportedScopes, keys, fingerprint } of frozen) {
      for (const [name, text] of Object.entries(exportedScopes)) {
        const scope = importScope(text, { sr25519 });
        expect([scope.name, scope.fingerprint]).toEqual([name, fingerprint]);
        for (const { userId, family, index, privateKey } of keys.filter((key) => key.scope === name)) {
          expect(Buffer.from(scope.privateKey({ userId, family, index })).toString('hex')).toBe(privateKey);
        }
      }
    }
  });

  it('hold the anchors of the specification', () => {
    const [{ seed, fingerprint, addresses, keys }] = frozen;
    expect({ seed, fingerprint }).toEqual({
      seed: SCHEME_ANCHORS.seed,
      fingerprint: SCHEME_ANCHORS.fingerprint,
    });
    const ofFirstKey = ADDRESS_ANCHORS.filter(
      (anchor) => (anchor.scope ?? anchor.userId ?? anchor.index) === undefined,
    );
    expect(ofFirstKey).toHaveLength(20);
    for (const { chain, form = chain.forms[0].name, address } of ofFirstKey) {
      expect(addresses).toContainEqual({
        ...{ scope: SCHEME_ANCHORS.scope, userId: SCHEME_ANCHORS.userId, index: 0 },
        ...{ chain: chain.name, form, network: chain.networks[0], address },
      });
    }
    const first = keys.filter(({ scope, index }) => scope === SCHEME_ANCHORS.scope && index === 0);
    for (const { family, key } of KEY_ANCHORS) {
      expect(first.find((one) => one.family === family)).toMatchObject(
        family === 'seal' ? { privateKey: key } : { publicKey: key },
      );
    }
  });

  it('are read on their chain and network', () => {
    for (const { addresses } of frozen) {
      for (const { chain, network, address } of addresses) {
        expect(chainNamed(chain).parse(address, { network })).toMatchObject({
          chain,
          network,
          canonical: address,
        });
      }
    }
  });
});

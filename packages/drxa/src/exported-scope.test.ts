import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToWords, encodeBech32 } from './encoding/bech32-text.ts';
import type { DrxaErrorCode } from './errors.ts';
import { FAMILIES } from './families.ts';
import type { Family } from './families.ts';
import { createRoot, importScope } from './root.ts';
import { sr25519 } from './sr25519.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const userId = 'ada';
const families = Object.keys(FAMILIES) as Family[];
const refusal = (code: DrxaErrorCode, field: string): Error =>
  expect.objectContaining({ code, field }) as Error;

describe('an exported scope', () => {
  const root = createRoot(seed);
  const text = root.exportScope('wallet');

  it('is the scope, whole, and no other', () => {
    const scope = importScope(text, { sr25519 });
    expect([scope.name, scope.fingerprint]).toEqual(['wallet', root.fingerprint]);
    for (const family of families) {
      expect(scope.privateKey({ userId, family })).toEqual(
        root.scope('wallet').privateKey({ userId, family }),
      );
    }
    expect(importScope(root.exportScope('hot')).privateKey({ userId, family: 'sol' })).not.toEqual(
      scope.privateKey({ userId, family: 'sol' }),
    );
  });

  it('goes out and in under every name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/), (name) => {
        const scope = importScope(root.exportScope(name));
        expect(scope.name).toBe(name);
        expect(scope.privateKey({ userId, family: 'sol' })).toEqual(
          root.scope(name).privateKey({ userId, family: 'sol' }),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('K20: is refused with any one character changed, and the message repeats none of it', () => {
    const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
    for (let at = 0; at < text.length; at++) {
      for (const other of alphabet) {
        if (other === text[at]) continue;
        let message = '';
        try {
          importScope(text.slice(0, at) + other + text.slice(at + 1));
        } catch (error) {
          expect(error).toEqual(refusal('DRXA_SCOPE_IMPORT', 'text'));
          message = (error as Error).message;
        }
        expect(message).toMatch(/^exported scope: /);
        expect(message).not.toContain(text.slice(12, 40));
      }
    }
  });

  it.each(['', 'drxascope1', 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', 7 as unknown as string])(
    'is not %j',
    (other) => {
      expect(() => importScope(other)).toThrow(refusal('DRXA_SCOPE_IMPORT', 'text'));
    },
  );
});

describe('an exported scope whose checksum is right is refused', () => {
  const write = (bytes: Uint8Array, hrp = 'drxascope'): string =>
    encodeBech32(hrp, bytesToWords(bytes), 'bech32m', 1_000);
  /** Version, length of the name, name, 32 bytes of key and 8 of fingerprint. */
  const body = (version: number, length: number, name: string): Uint8Array =>
    Uint8Array.from([version, length, ...Buffer.from(name), ...new Uint8Array(40).fill(9)]);

  it('unless all of it is as it should be', () => {
    expect(importScope(write(body(1, 6, 'wallet'))).fingerprint).toBe('09'.repeat(8));
  });

  it.each([
    ['with another prefix', write(body(1, 6, 'wallet'), 'drxaroot'), /is no drxascope1/],
    ['of another version', write(body(2, 6, 'wallet')), /version/],
    ['with a byte less', write(body(1, 6, 'wallet').subarray(0, -1)), /length/],
    ['with a byte more', write(Uint8Array.from([...body(1, 6, 'wallet'), 0])), /length/],
    ['with another length of its name', write(body(1, 5, 'wallet')), /length/],
    ['without a name', write(body(1, 0, '')), /name/],
    ['with a name that no scope has', write(body(1, 6, 'Wallet')), /name/],
    ['of no bytes', write(new Uint8Array(0)), /version/],
    [
      'with left-over bits',
      encodeBech32('drxascope', [...bytesToWords(body(1, 6, 'wallet')), 1], 'bech32m', 1_000),
      /left-over bits/,
    ],
    ['in bech32', encodeBech32('drxascope', bytesToWords(body(1, 6, 'wallet')), 'bech32', 1_000), /checksum/],
  ])('%s', (_, text, reason) => {
    expect(() => importScope(text)).toThrow(refusal('DRXA_SCOPE_IMPORT', 'text'));
    expect(() => importScope(text)).toThrow(reason);
  });
});

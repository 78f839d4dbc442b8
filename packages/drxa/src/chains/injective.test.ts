import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRoot } from '../root.ts';
import { ethereum } from './ethereum.ts';
import { evmos, injective } from './injective.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));

describe('injective and evmos addresses', () => {
  it('pay the key 0x46 × 32', () => {
    expect(injective.address(keyOf46)).toBe('inj1nk9x9ajk4rgkzhqjjn7hr6w0k0jg2kj0knl55v');
    expect(evmos.address(keyOf46)).toBe('evmos1nk9x9ajk4rgkzhqjjn7hr6w0k0jg2kj07me7uu');
  });

  it('K8: are the account of the same user on Ethereum', () => {
    const scope = createRoot(Uint8Array.from({ length: 32 }, (_, i) => i)).scope('wallet');
    fc.assert(
      fc.property(fc.uuid(), fc.nat(), (userId, index) => {
        const { payload } = ethereum.parse(scope.address({ userId, index, chain: ethereum }));
        for (const chain of [injective, evmos]) {
          expect(chain.parse(scope.address({ userId, index, chain })).payload).toEqual(payload);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('have the key where wallets look for it', () => {
    expect(injective.aliases).toEqual(['inj']);
    expect(evmos.aliases).toEqual([]);
    for (const chain of [injective, evmos]) {
      expect(chain.coinType).toBe(60);
      expect(chain.forms[0].path?.({ account: 0, change: 0, index: 4 })).toBe("m/44'/60'/0'/0/4");
    }
  });

  it('are refused under the other prefix, and as hex', () => {
    for (const text of [evmos.address(keyOf46), ethereum.address(keyOf46)]) {
      expect(() => injective.parse(text)).toThrow(expect.objectContaining({ code: 'DRXA_ADDRESS_FORMAT' }));
    }
  });
});

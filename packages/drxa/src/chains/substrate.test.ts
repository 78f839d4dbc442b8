import { describe, expect, it } from 'vitest';
import { fromHex } from '../encoding/hex.ts';
import { createRoot } from '../root.ts';
import { sr25519 } from '../sr25519.ts';
import { kusama, polkadot, substrate, substrateChain } from './substrate.ts';

const ALICE_SECRET = fromHex('e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a');
const ALICE = fromHex('d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d');
const ALICE_POLKADOT = '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5';
const ALICE_KUSAMA = 'HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F';
const ALICE_GENERIC = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';

describe('substrate', () => {
  it('K16: polkadot writes prefix 0, kusama 2, and 42 is nobody’s own', () => {
    expect(sr25519.publicKey(ALICE_SECRET)).toEqual(ALICE);
    expect(polkadot.address(ALICE)).toBe(ALICE_POLKADOT);
    expect(kusama.address(ALICE)).toBe(ALICE_KUSAMA);
    expect(substrate.address(ALICE)).toBe(ALICE_GENERIC);
  });

  it('K16: a wrong prefix is refused, and the message names both', () => {
    const refused = (message: RegExp) =>
      expect.objectContaining({
        code: 'DRXA_ADDRESS_NETWORK',
        message: expect.stringMatching(message) as string,
      }) as Error;
    expect(() => polkadot.parse(ALICE_GENERIC)).toThrow(
      refused(/prefix 42 \(substrate\), not prefix 0 \(polkadot\)/),
    );
    expect(() => kusama.parse(ALICE_POLKADOT)).toThrow(refused(/0 \(polkadot\), not prefix 2 \(kusama\)/));
    const interlay = substrateChain({ name: 'interlay', prefix: 2032 });
    expect(() => polkadot.parse(interlay.address(ALICE))).toThrow(refused(/prefix 2032, not/));
    expect(() => interlay.parse(ALICE_KUSAMA)).toThrow(refused(/not prefix 2032 \(interlay\)/));
  });

  it('has one account on all chains, under their prefixes', () => {
    const scope = createRoot(ALICE_SECRET, { sr25519 }).scope('wallet');
    const onPolkadot = polkadot.parse(scope.address({ userId: 'ada', chain: polkadot }));
    const onKusama = kusama.parse(scope.address({ userId: 'ada', chain: kusama }));
    expect(onKusama.payload).toEqual(onPolkadot.payload);
    expect(onPolkadot.payload).toEqual(scope.publicKey({ userId: 'ada', family: 'substrate-sr25519' }));
  });

  it('takes an ed25519 key by form', () => {
    const scope = createRoot(ALICE_SECRET).scope('wallet');
    const address = scope.address({ userId: 'ada', chain: polkadot, form: 'ed25519' });
    expect(polkadot.parse(address).payload).toEqual(
      scope.publicKey({ userId: 'ada', family: 'substrate-ed25519' }),
    );
    expect(() => scope.address({ userId: 'ada', chain: polkadot })).toThrow(
      expect.objectContaining({ code: 'DRXA_UNSUPPORTED' }),
    );
    expect(() => polkadot.address(ALICE, { form: 'ecdsa' })).toThrow(
      expect.objectContaining({ code: 'DRXA_FIELD_INVALID', field: 'form' }),
    );
  });

  it('keeps wallets’ path for ed25519, and has none for the junctions of sr25519', () => {
    const at = { account: 0, change: 0, index: 5 };
    expect(polkadot.forms.map(({ path }) => path?.(at))).toEqual([undefined, "m/44'/354'/0'/0'/5'"]);
    expect(kusama.forms[1]?.path?.(at)).toBe("m/44'/434'/0'/0'/5'");
  });

  it('refuses a changed checksum', () => {
    expect(() => polkadot.parse(`${ALICE_POLKADOT.slice(0, -1)}6`)).toThrow(
      expect.objectContaining({ code: 'DRXA_ADDRESS_CHECKSUM' }),
    );
  });

  it('has the largest prefix', () => {
    const chain = substrateChain({ name: 'last', prefix: 16_383 });
    expect(chain.parse(chain.address(ALICE)).payload).toEqual(ALICE);
  });

  it.each([-1, 1.5, 16_384, Number.NaN])('has no prefix %s', (prefix) => {
    expect(() => substrateChain({ name: 'none', prefix })).toThrow(
      expect.objectContaining({ code: 'DRXA_FIELD_INVALID', field: 'prefix' }),
    );
  });
});

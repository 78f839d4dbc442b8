import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { digibyte } from './digibyte.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const hash = Uint8Array.from({ length: 20 }, (_, i) => i);
const text = (version: number): string => encodeBase58Check(concat(Uint8Array.of(version), hash));

describe('digibyte addresses', () => {
  it('pay the key 0x46 × 32 by p2wpkh', () => {
    expect(digibyte.address(keyOf46)).toBe('dgb1qhkfq3zahaqkkzx5mjnamwjsfpq2jk7z0c69ssz');
    expect(digibyte.address(keyOf46, { network: 'testnet' })).toMatch(/^dgbt1q/);
    expect(digibyte.address(keyOf46, { network: 'regtest' })).toMatch(/^dgbrt1q/);
  });

  it('have keys of their own in the place where wallets look for them', () => {
    const at = { account: 0, change: 0, index: 1 };
    expect(digibyte.forms.map((form) => [form.family, form.path?.(at)])).toEqual([
      ['dgb-p2wpkh', "m/84'/20'/0'/0/1"],
    ]);
  });

  it('are read in base58 as well, and stored in the newer version of scripts', () => {
    expect(text(0x1e)).toMatch(/^D/);
    expect(digibyte.parse(text(0x1e))).toMatchObject({ kind: 'p2pkh', canonical: text(0x1e), notes: [] });
    expect(text(0x3f)).toMatch(/^S/);
    expect(digibyte.parse(text(0x3f))).toMatchObject({ kind: 'p2sh', canonical: text(0x3f), notes: [] });
    expect(digibyte.parse(text(0x05))).toMatchObject({
      kind: 'p2sh',
      payload: hash,
      canonical: text(0x3f),
      notes: ['old-version'],
    });
  });

  it.each(['testnet', 'regtest'])('have versions of their own on %s', (network) => {
    expect(digibyte.parse(text(0x7e), { network })).toMatchObject({ network, kind: 'p2pkh', notes: [] });
    expect(digibyte.parse(text(0x8c), { network })).toMatchObject({ network, kind: 'p2sh', notes: [] });
  });

  it('are refused with a foreign version or prefix, and on another network', () => {
    for (const foreign of [text(0x00), 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4']) {
      expect(() => digibyte.parse(foreign)).toThrow(expect.objectContaining({ code: 'DRXA_ADDRESS_FORMAT' }));
    }
    expect(() => digibyte.parse(text(0x1e), { network: 'testnet' })).toThrow(
      expect.objectContaining({ code: 'DRXA_ADDRESS_NETWORK' }),
    );
  });
});

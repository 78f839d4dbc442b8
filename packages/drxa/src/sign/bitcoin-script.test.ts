import { describe, expect, it } from 'vitest';
import { bitcoin } from '../chains/bitcoin.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import { BITCOIN_FAMILY, addressOfScript } from './bitcoin-script.ts';

describe('the address that an output script pays', () => {
  it('is read by the chain’s codec, on each of its networks', () => {
    const programs = ['0014', '0020', '5120', '5220', '6003'].map((head) =>
      fromHex(head + 'ab'.repeat(Number.parseInt(head.slice(2), 16))),
    );
    const scripts = [
      fromHex(`76a914${'cd'.repeat(20)}88ac`),
      fromHex(`a914${'cd'.repeat(20)}87`),
      ...programs,
    ];
    let read = 0;
    for (const chain of BITCOIN_FAMILY) {
      for (const network of chain.networks) {
        for (const script of scripts) {
          const address = addressOfScript(chain, network, script);
          if (address === undefined) continue;
          const parsed = chain.parse(address, { network });
          expect(parsed).toMatchObject({ canonical: address, network });
          expect(toHex(script)).toContain(toHex(parsed.payload));
          read++;
        }
      }
    }
    // Two on each of 15 networks, and five programs on each of the nine with segwit.
    expect(read).toBe(75);
    expect(addressOfScript(bitcoin, 'mainnet', fromHex(`0015${'ab'.repeat(21)}`))).toBeUndefined();
    expect(addressOfScript(bitcoin, 'mainnet', fromHex(`5114${'ab'.repeat(19)}`))).toBeUndefined();
    expect(addressOfScript(bitcoin, 'mainnet', fromHex('5102'))).toBeUndefined();
    expect(addressOfScript(bitcoin, 'mainnet', new Uint8Array())).toBeUndefined();
  });
});

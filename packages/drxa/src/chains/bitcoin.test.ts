import * as bitcoinjs from 'bitcoinjs-lib';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { concat } from '../encoding/bytes.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import { encodeSegwit } from '../encoding/segwit-text.ts';
import { bitcoin } from './bitcoin.ts';

const keyOf46 = secp256k1.getPublicKey(new Uint8Array(32).fill(0x46));
const refusal = (code: string): object => expect.objectContaining({ code }) as object;

describe('bitcoin addresses', () => {
  it('pay the key 0x46 × 32 by p2wpkh unless another form is asked', () => {
    expect(bitcoin.address(keyOf46)).toBe('bc1qhkfq3zahaqkkzx5mjnamwjsfpq2jk7z00ppggv');
    expect(bitcoin.address(keyOf46, { form: 'p2wpkh' })).toBe(bitcoin.address(keyOf46));
  });

  it.each([
    // BIP-84, first and second receiving address; BIP-86, first; the same mnemonic by BIP-44 and BIP-49.
    [
      'p2wpkh',
      '0330d54fd0dd420a6e5f8d3624f5f3482cae350f79d5f0753bf5beef9c2d91af3c',
      'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu',
    ],
    [
      'p2wpkh',
      '03e775fd51f0dfb8cd865d9ff1cca2a158cf651fe997fdc9fee9c1d3b5e995ea77',
      'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g',
    ],
    [
      'p2tr',
      '03cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115',
      'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr',
    ],
    [
      'p2pkh',
      '03aaeb52dd7494c361049de67cc680e83ebcbbbdbeb13637d92cd845f70308af5e',
      '1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA',
    ],
    [
      'p2sh-p2wpkh',
      '039b3b694b8fc5b5e07fb069c783cac754f5d38c3e08bed1960e31fdb1dda35c24',
      '37VucYSaXLCAsxYyAPfbSi9eh4iEcbShgf',
    ],
  ])('in form %s pay %s at %s', (form, publicKey, address) => {
    expect(bitcoin.address(fromHex(publicKey), { form })).toBe(address);
    const uncompressed = secp256k1.Point.fromHex(publicKey).toBytes(false);
    expect(bitcoin.address(uncompressed, { form })).toBe(address);
  });

  it('pay the BIP-49 key of the test network at its published address', () => {
    const key = fromHex('03a1af804ac108a8a51782198c2d034b28bf90c8803f5a53f76276fa69a4eae77f');
    expect(bitcoin.address(key, { form: 'p2sh-p2wpkh', network: 'testnet' })).toBe(
      '2Mww8dCYPUpKHofjgcXcBCEGmniw9CoaiD2',
    );
  });

  it.each(['mainnet', 'testnet', 'regtest'])('are on %s those of bitcoinjs-lib', (network) => {
    const theirs = bitcoinjs.networks[network === 'mainnet' ? 'bitcoin' : (network as 'testnet' | 'regtest')];
    const { p2pkh, p2wpkh, p2sh } = bitcoinjs.payments;
    const options = { pubkey: keyOf46, network: theirs };
    expect(bitcoin.address(keyOf46, { network, form: 'p2pkh' })).toBe(p2pkh(options).address);
    expect(bitcoin.address(keyOf46, { network, form: 'p2wpkh' })).toBe(p2wpkh(options).address);
    expect(bitcoin.address(keyOf46, { network, form: 'p2sh-p2wpkh' })).toBe(
      p2sh({ redeem: p2wpkh(options), network: theirs }).address,
    );
    const taproot = bitcoin.address(keyOf46, { network, form: 'p2tr' });
    const script = concat(Uint8Array.of(0x51, 32), bitcoin.parse(taproot).payload);
    expect(bitcoinjs.address.fromBech32(taproot)).toMatchObject({ version: 1, prefix: theirs.bech32 });
    expect(toHex(bitcoinjs.address.fromBech32(taproot).data)).toBe(toHex(script.subarray(2)));
  });

  it('keep the keys of each form apart, in the places where wallets look for them', () => {
    expect(
      bitcoin.forms.map(({ name, family, path }) => [
        name,
        family,
        path?.({ account: 1, change: 0, index: 7 }),
      ]),
    ).toEqual([
      ['p2wpkh', 'btc-p2wpkh', "m/84'/0'/1'/0/7"],
      ['p2tr', 'btc-p2tr', "m/86'/0'/1'/0/7"],
      ['p2sh-p2wpkh', 'btc-p2sh-p2wpkh', "m/49'/0'/1'/0/7"],
      ['p2pkh', 'btc-p2pkh', "m/44'/0'/1'/0/7"],
    ]);
  });

  it('are refused for what is no key, no form or no network', () => {
    for (const { name: form } of bitcoin.forms) {
      expect(() => bitcoin.address(new Uint8Array(32), { form })).toThrow(refusal('DRXA_KEY_INVALID'));
    }
    expect(() => bitcoin.address(keyOf46, { form: 'p2wsh' })).toThrow(refusal('DRXA_FIELD_INVALID'));
    expect(() => bitcoin.address(keyOf46, { network: 'signet' })).toThrow(refusal('DRXA_FIELD_INVALID'));
  });
});

describe('reading a bitcoin address', () => {
  it.each([
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'mainnet', 'p2pkh', '77bff20c60e522dfaa3350c39b030a5d004e839a'],
    ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'mainnet', 'p2sh', 'b472a266d0bd89c13706a4132ccfb16f7c3b9fcb'],
    [
      'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3',
      'mainnet',
      'p2wsh',
      '1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
    ],
    [
      'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
      'testnet',
      'p2wpkh',
      '751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
    [
      'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
      'testnet',
      'p2tr',
      '000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
    ],
  ])('%s is on %s, kind %s', (text, network, kind, payload) => {
    const read = bitcoin.parse(text);
    expect(read).toEqual({
      chain: 'bitcoin',
      network,
      kind,
      payload: fromHex(payload),
      canonical: text,
      notes: [],
    });
    expect(bitcoin.parse(text, { network })).toEqual(read);
  });

  it('writes an address in capitals in small letters', () => {
    expect(bitcoin.parse('BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4').canonical).toBe(
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    );
  });

  it('says of programs without a rule, and of the anchor, that anyone can spend them', () => {
    expect(bitcoin.parse('bc1pfeessrawgf')).toMatchObject({ kind: 'p2a', notes: ['anyone-can-spend'] });
    expect(bitcoin.parse('BC1SW50QGDZ25J')).toMatchObject({
      kind: 'witness-v16',
      notes: ['anyone-can-spend'],
    });
    const short = encodeSegwit('bc', { version: 1, program: Uint8Array.of(0x4e, 0x74) });
    expect(bitcoin.parse(short)).toMatchObject({ kind: 'witness-v1', notes: ['anyone-can-spend'] });
  });

  it('takes the versions that testnet and regtest share for the one that is asked, else for testnet', () => {
    const text = bitcoin.address(keyOf46, { form: 'p2pkh', network: 'regtest' });
    expect(bitcoin.parse(text).network).toBe('testnet');
    expect(bitcoin.parse(text, { network: 'regtest' }).network).toBe('regtest');
    expect(() => bitcoin.parse(text, { network: 'mainnet' })).toThrow(
      'address: of bitcoin testnet, not mainnet',
    );
  });

  it.each([
    ['a text in both cases', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8F3T4', 'DRXA_ADDRESS_FORMAT'],
    [
      'version 0 with the newer checksum',
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh',
      'DRXA_ADDRESS_CHECKSUM',
    ],
    [
      'version 1 with the older checksum',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
      'DRXA_ADDRESS_CHECKSUM',
    ],
    ['version 0 of 16 bytes', 'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'DRXA_ADDRESS_FORMAT'],
    ['a changed character of base58', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', 'DRXA_ADDRESS_CHECKSUM'],
    ['base58 of another chain', 'LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1', 'DRXA_ADDRESS_FORMAT'],
    ['a private key', '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ', 'DRXA_ADDRESS_FORMAT'],
    ['nothing', '', 'DRXA_ADDRESS_FORMAT'],
    ['a leading space', ' 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'DRXA_ADDRESS_FORMAT'],
  ])('refuses %s', (_, text, code) => {
    expect(() => bitcoin.parse(text)).toThrow(refusal(code));
  });

  it('refuses an address of another network, in base58 and in bech32', () => {
    for (const form of ['p2wpkh', 'p2tr', 'p2sh-p2wpkh', 'p2pkh']) {
      const text = bitcoin.address(keyOf46, { form });
      expect(() => bitcoin.parse(text, { network: 'testnet' })).toThrow(refusal('DRXA_ADDRESS_NETWORK'));
    }
    expect(() => bitcoin.parse('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', { network: 'signet' })).toThrow(
      refusal('DRXA_FIELD_INVALID'),
    );
  });

  it('does not repeat what it refuses: it might be a private key', () => {
    const text = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ';
    expect(() => bitcoin.parse(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(text) as string }),
    );
  });
});

import { base58 } from '@scure/base';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allChains } from '../chains/all.ts';
import { fromHex } from '../encoding/hex.ts';
import { engine } from '../engine/noble.ts';
import { curveOf } from '../families.ts';
import { encodeEvm } from './evm-transaction.ts';
import { signTransaction, signsTransactions } from './tiers.ts';

const TIER_1 = ['bitcoin', 'litecoin', 'dogecoin', 'dash', 'digibyte', 'ethereum', 'solana', 'tron'];
const privateKey = new Uint8Array(32).fill(0x46);
const nothing = { privateKey, transaction: new Uint8Array() };
const code = (name: string): object => expect.objectContaining({ code: name }) as object;

describe('K18: transactions of each chain', () => {
  it.each(allChains.map((chain) => [chain.name, chain] as const))('%s: signed, or refused', (name, chain) => {
    const signed = TIER_1.includes(name);
    for (const alias of [name, ...chain.aliases]) {
      expect(signsTransactions(alias)).toBe(signed);
      expect(() => signTransaction(alias, nothing)).toThrow(
        code(signed ? 'DRXA_TX_INVALID' : 'DRXA_UNSUPPORTED'),
      );
    }
  });

  it('an unknown chain is named as such', () => {
    expect(() => signTransaction('ethereun', nothing)).toThrow(code('DRXA_UNKNOWN_CHAIN'));
  });

  it('an alias is the chain itself', () => {
    const transaction = encodeEvm({
      type: 'legacy',
      chainId: 56n,
      nonce: 0n,
      gasPrice: 1n,
      gasLimit: 21_000n,
      to: `0x${'35'.repeat(20)}`,
      value: 1n,
      data: new Uint8Array(),
    });
    const signed = signTransaction('bsc', { privateKey, transaction });
    expect(signed.signer).toBe('evm');
    expect(signed).toEqual(signTransaction('ethereum', { privateKey, transaction }));
  });

  it('each kind goes to its signer', () => {
    const payer = engine.ed25519PublicKey(privateKey);
    const solana = Uint8Array.of(
      ...[1, ...new Uint8Array(64), 1, 0, 1, 2],
      ...[...payer, ...new Uint8Array(32)],
      ...new Uint8Array(32).fill(7),
      ...[1, 1, 0, 0],
    );
    expect(signTransaction('sol', { privateKey, transaction: solana })).toMatchObject({
      signer: 'solana',
      summary: { feePayer: base58.encode(payer) },
    });
    const psbt = fromHex('70736274ff01');
    expect(() => signTransaction('btc', { privateKey, transaction: psbt })).toThrow(code('DRXA_TX_INVALID'));
  });
});

describe('no signature over what a caller has hashed', () => {
  /** These sign for the families identity and metrics, which hold no funds, and under a tag of their own. */
  const TAGGED = ['signImpFrame', 'signStatement'];

  it('is to be had from any function of drxa/sign: a digest is no transaction and no text', async () => {
    const files = globSync('*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts'));
    const digest = new Uint8Array(32).fill(0x5a);
    const names = ['hash', 'digest', 'unsigned', 'psbt', 'transaction', 'rawData', 'message', 'text', 'body'];
    const request = { privateKey, ...Object.fromEntries(names.map((name) => [name, digest])) };
    const signers: string[] = [];
    for (const file of files) {
      const exported = (await import(join(import.meta.dirname, file))) as Record<string, unknown>;
      for (const [name, value] of Object.entries(exported)) {
        if (!name.startsWith('sign') || name === 'signsTransactions' || typeof value !== 'function') continue;
        signers.push(name);
        if (TAGGED.includes(name)) continue;
        const sign = value as (...input: unknown[]) => unknown;
        const given = name === 'signTransaction' ? ['ethereum', request] : [request];
        expect(() => sign(...given), name).toThrow(code('DRXA_TX_INVALID'));
      }
    }
    expect(signers.sort()).toEqual([
      'signBitcoinMessage',
      'signEvm',
      'signImpFrame',
      'signPersonalMessage',
      'signPsbt',
      'signSolana',
      'signSolanaMessage',
      'signStatement',
      'signTransaction',
      'signTron',
      'signTronMessage',
      'signTypedData',
    ]);
  });

  it('every family with a signer here holds funds on a curve', () => {
    for (const chain of allChains.filter(({ name }) => TIER_1.includes(name))) {
      for (const { family } of chain.forms) expect(['secp256k1', 'ed25519']).toContain(curveOf(family));
    }
  });
});

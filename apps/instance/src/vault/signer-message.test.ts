import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { base58, base64 } from '@scure/base';
import {
  Address,
  OutScript,
  p2pkh,
  p2wpkh,
  RawWitness,
  SigHash,
  TEST_NETWORK,
  Transaction,
} from '@scure/btc-signer';
import { bip322ToSpend } from 'drxa/sign/bitcoin-message';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Family } from 'drxa/families';
import type { Payload } from './signers.ts';
import type { VaultSignature } from './protocol.ts';
import { refusal, thrown } from './testing/refusal.ts';
import { unlockedProcess } from './testing/process.ts';

const owner = { scope: 'wallet', userId: 'ada', index: 0 };
const purpose = { scope: 'wallet', purpose: 'prove' };
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

function signing(limits = { perDay: {}, perMinute: 9 }): {
  ask: ReturnType<typeof unlockedProcess>;
  sign: (payload: Payload) => VaultSignature;
  key: (family: Family) => Buffer;
} {
  const ask = unlockedProcess();
  ask('setLimits', { ...purpose, limits });
  let id = 0;
  return {
    ask,
    sign: (payload) =>
      ask('sign', { ...owner, ...purpose, requestId: `r${(id += 1)}`, kind: 'message', payload }),
    key: (family) => Buffer.from(ask('publicKey', { ...owner, family }).publicKey, 'hex'),
  };
}

/** The second of BIP-322's transactions, whose digest is signed. */
function toSign(message: string, script: Uint8Array): Transaction {
  const transaction = new Transaction({ version: 0, allowUnknownOutputs: true });
  const txid = sha256(sha256(bip322ToSpend(message, script))).reverse();
  transaction.addInput({ txid, index: 0, sequence: 0 });
  transaction.addOutput({ script: Uint8Array.of(0x6a), amount: 0n });
  return transaction;
}

describe('a message of a Bitcoin address (BIP-322)', () => {
  const text = 'I own this address';
  const payload = { form: 'bitcoin', text, address: 'p2wpkh', network: 'mainnet' };

  it('is signed for a segwit address', () => {
    const { ask, sign, key } = signing();
    const { output, summary } = sign(payload);
    const publicKey = key('btc-p2wpkh');
    expect(output).toMatchObject({
      format: 'simple',
      from: ask('address', { ...owner, chain: 'bitcoin', form: 'p2wpkh' }).address,
    });
    expect(summary).toEqual(payload);
    const [der, signer] = RawWitness.decode(base64.decode(output['signature']));
    expect(Buffer.from(signer).equals(publicKey)).toBe(true);
    const digest = toSign(text, p2wpkh(publicKey).script).preimageWitnessV0(
      0,
      p2pkh(publicKey).script,
      SigHash.ALL,
      0n,
    );
    expect(secp256k1.verify(der.subarray(0, -1), digest, publicKey, { format: 'der', prehash: false })).toBe(
      true,
    );
    expect(sign(payload).output).toEqual(output);
  });

  it('is signed for a taproot address', () => {
    const { ask, sign } = signing();
    const { output } = sign({ ...payload, address: 'p2tr', network: 'testnet' });
    const { address } = ask('address', { ...owner, chain: 'bitcoin', form: 'p2tr', network: 'testnet' });
    expect(output).toMatchObject({ format: 'simple', from: address });
    const [signature] = RawWitness.decode(base64.decode(output['signature']));
    expect(signature).toHaveLength(65);
    // The key that the signature is checked with stands in the address itself.
    const script = OutScript.encode(Address(TEST_NETWORK).decode(address));
    const digest = toSign(text, script).preimageWitnessV1(0, [script], SigHash.ALL, [0n]);
    expect(schnorr.verify(signature.subarray(0, 64), digest, script.subarray(2))).toBe(true);
  });

  it('needs limits, and the names of a form and a network that there are', () => {
    const ask = unlockedProcess();
    const unlimited = { ...owner, ...purpose, requestId: 'r', kind: 'message', payload } as const;
    expect(thrown(() => ask('sign', unlimited))).toEqual(refusal('VAULT_LIMIT'));
    const { sign } = signing();
    expect(thrown(() => sign({ form: 'bitcoin', text }))).toEqual(refusal('VAULT_INPUT'));
    expect(thrown(() => sign({ ...payload, address: 'p2wsh' }))).toMatchObject({ field: 'form' });
    expect(thrown(() => sign({ ...payload, network: 'simnet' }))).toMatchObject({ field: 'network' });
    expect(thrown(() => sign({ ...payload, digest: '00' }))).toEqual(refusal('VAULT_INPUT'));
  });
});

describe('a message of a Solana account', () => {
  it('is signed behind its preamble, which no transaction has', () => {
    const { ask, sign, key } = signing();
    const { output, summary } = sign({ form: 'solana', text: 'I own this account' });
    expect(summary).toEqual({ form: 'solana', text: 'I own this account' });
    expect(output['from']).toBe(ask('address', { ...owner, chain: 'solana' }).address);
    const bytes = Buffer.from(output['bytes'], 'base64');
    expect(bytes.subarray(0, 16).toString('latin1')).toBe('\u00ffsolana offchain');
    expect(bytes.toString('latin1').endsWith('I own this account')).toBe(true);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key('sol').toString('base64url') };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, bytes, publicKey, base58.decode(output['signature']))).toBe(true);
  });

  it('that is empty is refused, and not counted', () => {
    const { ask, sign } = signing({ perDay: {}, perMinute: 1 });
    expect(thrown(() => sign({ form: 'solana', text: '' }))).toMatchObject({ code: 'DRXA_TX_INVALID' });
    expect(thrown(() => sign({ form: 'solana', text: 'a', address: 'p2tr' }))).toEqual(
      refusal('VAULT_INPUT'),
    );
    sign({ form: 'solana', text: 'a' });
    expect(thrown(() => sign({ form: 'solana', text: 'b' }))).toEqual(refusal('VAULT_RATE'));
    expect(ask('audit', { limit: 200 }).rows.filter(({ event }) => event === 'signed')).toHaveLength(1);
  });
});

import { address, getTransactionDecoder, lamports } from '@solana/kit';
import { base58, base64 } from '@scure/base';
import wallet from '@trustwallet/wallet-core';
import { Psbt, Transaction } from 'bitcoinjs-lib';
import { Transaction as EthersTransaction, recoverAddress } from 'ethers';
import { LiteSVM, TransactionMetadata } from 'litesvm';
import { recoverTransactionAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import { verifiesBip340 } from '../scripts/bip340.ts';
import { bitcoin } from './chains/bitcoin.ts';
import { tron } from './chains/tron.ts';
import { concat } from './encoding/bytes.ts';
import { fromHex, toHex } from './encoding/hex.ts';
import { signPsbt } from './sign/bitcoin.ts';
import { encodeEvm } from './sign/evm-transaction.ts';
import { signEvm } from './sign/evm.ts';
import { signSolana } from './sign/solana.ts';
import { signTron } from './sign/tron.ts';
import { createV0Wallet } from './v0.ts';

// What an address of the old scheme holds is moved by a key that this package recovers and a transaction that it
// signs. That both belong to the address is asked of other people's code.

const core = await wallet.initWasm();
const v0 = createV0Wallet(fromHex('6aeb8aa877e9bc8c26fc6a6d4d852e41d51e4bf62266f1fa9914060a6b35a5a6'));
const placeOf = (chain: string) => ({
  scope: 'wallet',
  userId: '8a3c6134-a1de-467c-b2d3-075d138370a1',
  chain,
  index: '0',
});

describe('K17: a sweep of the old scheme', () => {
  it.each([
    ['ethereum', 1n, '0x677EbB542CD5A4489E8d3af2110eE2fb68Fe706d'],
    ['bsc', 56n, '0xA97315508c423310dd61585575639704BeE04b7d'],
  ])('of %s is from its address, say ethers and viem', async (chain, chainId, from) => {
    const common = {
      chainId,
      nonce: 7n,
      gasLimit: 21_000n,
      to: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      value: 10n ** 18n,
      data: new Uint8Array(),
    };
    const fees = { maxPriorityFeePerGas: 10n ** 9n, maxFeePerGas: 3n * 10n ** 9n, accessList: [] };
    for (const unsigned of [
      encodeEvm({ type: 'legacy', ...common, gasPrice: 3n * 10n ** 9n }),
      encodeEvm({ type: 'eip1559', ...common, ...fees }),
    ]) {
      const { bytes, id } = signEvm({ privateKey: v0.privateKey(placeOf(chain)), unsigned });
      const read = EthersTransaction.from(bytes);
      expect({ from: read.from, hash: read.hash, value: read.value }).toEqual({
        from,
        hash: id,
        value: common.value,
      });
      const serializedTransaction = bytes as Parameters<
        typeof recoverTransactionAddress
      >[0]['serializedTransaction'];
      expect(await recoverTransactionAddress({ serializedTransaction })).toBe(from);
    }
    expect(v0.address(placeOf(chain))).toBe(from);
  });

  it('of Bitcoin is valid under BIP-340 and BIP-341, by bitcoinjs-lib and Core’s curve', () => {
    const { payload } = bitcoin.parse(v0.address(placeOf('bitcoin')));
    const script = concat(Uint8Array.of(0x51, 0x20), payload);
    const psbt = new Psbt();
    const paid = 100_000n;
    psbt.addInput({ hash: '11'.repeat(32), index: 0, witnessUtxo: { script, value: paid } });
    psbt.addOutput({ address: 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', value: 99_000n });
    const signed = signPsbt({
      privateKey: v0.privateKey(placeOf('bitcoin')),
      psbt: Uint8Array.from(psbt.toBuffer()),
    });
    const whole = Transaction.fromHex(signed.bytes!);
    expect(whole.getId()).toBe(signed.id);
    const [signature] = whole.ins[0].witness;
    const digest = whole.hashForWitnessV1(0, [script], [paid], Transaction.SIGHASH_DEFAULT);
    expect(verifiesBip340(signature, digest, payload)).toBe(true);
    const other = whole.hashForWitnessV1(0, [script], [paid + 1n], Transaction.SIGHASH_DEFAULT);
    expect(verifiesBip340(signature, other, payload)).toBe(false);
  });

  it('of Solana is taken by the runtime', () => {
    const from = v0.address(placeOf('solana'));
    const to = 'HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk';
    const chain = new LiteSVM();
    chain.airdrop(address(from), lamports(1_000_000_000n));
    const data = Buffer.alloc(12);
    data.writeUInt32LE(2);
    data.writeBigUInt64LE(999_995_000n, 4);
    const message = Uint8Array.from([
      ...[1, 0, 1, 3, ...base58.decode(from), ...base58.decode(to), ...new Uint8Array(32)],
      ...[...base58.decode(chain.latestBlockhash()), 1, 2, 2, 0, 1, 12, ...data],
    ]);
    const { bytes, id } = signSolana({
      privateKey: v0.privateKey(placeOf('solana')),
      transaction: concat(Uint8Array.of(1), new Uint8Array(64), message),
    });
    const result = chain.sendTransaction(getTransactionDecoder().decode(base64.decode(bytes)));
    expect(result).toBeInstanceOf(TransactionMetadata);
    expect(base58.encode((result as TransactionMetadata).signature())).toBe(id);
    // An account that holds nothing is gone.
    expect([chain.getBalance(address(to)), chain.getBalance(address(from))]).toEqual([999_995_000n, null]);
  });

  it('of Tron is wallet-core’s own, byte for byte, and recovers to the right address', () => {
    const from = v0.address(placeOf('tron'));
    expect(from).toBe('TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLu');
    const privateKey = v0.privateKey(placeOf('tron'));
    const time = 1_767_225_600_000;
    const { SigningInput, SigningOutput } = wallet.TW.Tron.Proto;
    const input = SigningInput.fromObject({
      privateKey,
      transaction: {
        timestamp: time,
        expiration: time + 60_000,
        blockHeader: {
          timestamp: time,
          txTrieRoot: new Uint8Array(32),
          parentHash: new Uint8Array(32),
          number: 12_345,
          witnessAddress: new Uint8Array(21),
          version: 3,
        },
        transfer: { ownerAddress: from, toAddress: 'TDMpHBBWYyRRqZN3cxDZ8iWUQFnKay5TWJ', amount: 2_000_000 },
      },
    });
    const encoded = SigningInput.encode(input).finish();
    const { json } = SigningOutput.decode(core.AnySigner.sign(encoded, core.CoinType.tron));
    const theirs = JSON.parse(json) as { raw_data_hex: string; txID: string; signature: [string] };
    const ours = signTron({ privateKey, rawData: fromHex(theirs.raw_data_hex) });
    expect(ours.id).toBe(theirs.txID);
    expect(ours.signature.slice(0, 128)).toBe(theirs.signature[0].slice(0, 128));
    const account = recoverAddress(`0x${ours.id}`, `0x${ours.signature}`).slice(2).toLowerCase();
    expect(account).toBe(toHex(tron.parse(from).payload));
  });
});

import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@mrmarket/testkit/run-cli';
import { base58 } from '@scure/base';
import { Transaction, utils } from '@scure/btc-signer';
import { bitcoin } from 'drxa/chains/bitcoin';
import { tron } from 'drxa/chains/tron';
import { createV0Wallet } from 'drxa/v0';
import { Transaction as EvmTransaction, recoverAddress } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from './v0-sweep.ts';
import type { Sweep } from './v0-sweep.ts';

const SEED = '6aeb8aa877e9bc8c26fc6a6d4d852e41d51e4bf62266f1fa9914060a6b35a5a6';
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';
const TO = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const BTC = 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu';
const OTHER_BTC = 'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g';
const TRX = 'TDMpHBBWYyRRqZN3cxDZ8iWUQFnKay5TWJ';
const OTHER_TRX = 'TQLCsShbQNXMTVCjprY64qZmEA4rBarpQp';
const SOL = 'HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk';

const wallet = createV0Wallet(Buffer.from(SEED, 'hex'));
const placeOf = (chain: string) => ({ scope: 'wallet', userId: USER, chain, index: '0' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-sweep-'));
  writeFileSync(join(folder, 'seed'), SEED);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function recover(facts: object | string, ...more: string[]) {
  const file = join(folder, 'facts.json');
  writeFileSync(file, typeof facts === 'string' ? facts : JSON.stringify(facts));
  const entry = ['--seed-file', join(folder, 'seed'), '--user', USER, '--chain', 'bsc'];
  return runCli(['keys', 'recover-v0', ...entry, '--facts', file, ...more]);
}

/** A PSBT that spends 100,000 satoshi of the entry's taproot address. */
function psbt(...outputs: [address: string, amount: bigint][]): { transaction: string } {
  const { payload } = bitcoin.parse(wallet.address(placeOf('bitcoin')));
  const script = Uint8Array.from([0x51, 0x20, ...payload]);
  const tapInternalKey = utils.pubSchnorr(wallet.privateKey(placeOf('bitcoin')));
  const transaction = new Transaction();
  transaction.addInput({
    txid: '11'.repeat(32),
    index: 0,
    witnessUtxo: { script, amount: 100_000n },
    tapInternalKey,
  });
  for (const [address, amount] of outputs) transaction.addOutputAddress(address, amount);
  return { transaction: Buffer.from(transaction.toPSBT()).toString('base64') };
}

describe('a sweep of the old scheme', () => {
  it('moves the whole balance of an EVM account but for the fee, with the prices of either kind', async () => {
    const network = { chainId: '56', nonce: '7', balance: '1000000000000000000' };
    for (const [prices, type] of [
      [{ gasPrice: '3000000000' }, 0],
      [{ maxFeePerGas: '3000000000', maxPriorityFeePerGas: '1000000000' }, 2],
    ] as const) {
      const { code, stdout, stderr } = await recover({ ...network, ...prices }, '--sweep-to', TO, '--json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const swept = JSON.parse(stdout) as Sweep;
      const read = EvmTransaction.from(swept.signed);
      // The address of the entry, in the scheme's own vectors.
      expect(read.from).toBe('0xA97315508c423310dd61585575639704BeE04b7d');
      expect(read).toMatchObject({ to: TO, nonce: 7, chainId: 56n, type, gasLimit: 21_000n, data: '0x' });
      expect(read.value).toBe(10n ** 18n - 21_000n * 3_000_000_000n);
      expect(swept).toMatchObject({
        to: TO,
        asset: 'native',
        amount: String(read.value),
        fee: '63000000000000',
      });
      expect(swept.id).toBe(read.hash);
    }
  });

  it('says it in words', async () => {
    const facts = { chainId: '56', nonce: '0', balance: '63000000000001', gasPrice: '3000000000' };
    const { stdout } = await recover(facts, '--sweep-to', TO);
    expect(stdout).toMatch(new RegExp(`^pays +${TO}$`, 'm'));
    expect(stdout).toMatch(/^amount +1 \(smallest unit\) of native$/m);
    expect(stdout).toMatch(/^signed +0x[0-9a-f]+$/m);
  });

  it('signs what another program has built for Bitcoin, with the right taproot key', () => {
    const request = { place: placeOf('bitcoin'), codec: 'bitcoin', to: BTC };
    const swept = sweep(wallet, { ...request, facts: psbt([BTC, 60_000n], [BTC, 39_000n]) });
    expect(swept).toMatchObject({ to: BTC, amount: '99000', fee: '1000', asset: 'bitcoin' });
    const read = Transaction.fromRaw(Buffer.from(swept.signed, 'hex'));
    expect(read.id).toBe(swept.id);
    expect(() => sweep(wallet, { ...request, facts: psbt([BTC, 60_000n], [OTHER_BTC, 1_000n]) })).toThrow(
      expect.objectContaining({
        code: 'SWEEP_REFUSED',
        message: `the transaction pays ${OTHER_BTC}, not ${BTC}; nothing is printed`,
      }),
    );
  });

  it('signs a transfer on Solana, and no other instruction', () => {
    const from = base58.decode(wallet.address(placeOf('solana')));
    const request = { place: placeOf('solana'), codec: 'sol', to: SOL };
    const built = (instruction: number) => {
      const data = Buffer.alloc(12);
      data.writeUInt32LE(instruction);
      data.writeBigUInt64LE(5_000_000n, 4);
      const message = [
        ...[1, 0, 1, 3, ...from, ...base58.decode(SOL), ...new Uint8Array(32)],
        ...[...new Uint8Array(32).fill(7), 1, 2, 2, 0, 1, 12, ...data],
      ];
      const transaction = `0x${Buffer.from([1, ...new Uint8Array(64), ...message]).toString('hex')}`;
      return { transaction };
    };
    const swept = sweep(wallet, { ...request, facts: built(2) });
    expect(swept).toMatchObject({ to: SOL, amount: '5000000', fee: '5000', asset: 'native' });
    const signed = Buffer.from(swept.signed, 'base64');
    expect(signed.subarray(1, 65).equals(base58.decode(swept.id))).toBe(true);
    // Node's own ed25519, by the key that the address is.
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(from).toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, signed.subarray(65), key, signed.subarray(1, 65))).toBe(true);
    expect(() => sweep(wallet, { ...request, facts: built(1) })).toThrow(/instruction that is not read here/);
  });

  it('signs a transfer on Tron with the key of the right address, and pays nobody else', () => {
    const from = wallet.address(placeOf('tron'));
    const request = { place: placeOf('tron'), codec: 'trx', to: TRX };
    // A TransferContract (1) of owner, receiver and amount, in a transaction with a block reference and two times.
    const built = (to: string) => {
      const account = (address: string): Buffer =>
        Buffer.concat([Buffer.of(0x41), tron.parse(address).payload]);
      const part = (field: number, bytes: Buffer): Buffer =>
        Buffer.concat([Buffer.of(field, bytes.length), bytes]);
      const transfer = Buffer.concat([
        part(0x0a, account(from)),
        part(0x12, account(to)),
        Buffer.from('1880897a', 'hex'),
      ]);
      const any = Buffer.concat([
        part(0x0a, Buffer.from('type.googleapis.com/protocol.TransferContract')),
        part(0x12, transfer),
      ]);
      const raw = Buffer.concat([
        ...[part(0x0a, Buffer.from('3039', 'hex')), part(0x22, Buffer.alloc(8, 7))],
        Buffer.from('40e0d6a7c9b733', 'hex'),
        part(0x5a, Buffer.concat([Buffer.from('0801', 'hex'), part(0x12, any)])),
        Buffer.from('7080829ec9b733', 'hex'),
      ]);
      return { raw, facts: { transaction: `0x${raw.toString('hex')}` } };
    };
    const { raw, facts } = built(TRX);
    const swept = sweep(wallet, { ...request, facts });
    expect(swept).toMatchObject({ chain: 'tron', to: TRX, amount: '2000000', asset: 'TRX' });
    const digest = createHash('sha256').update(raw).digest('hex');
    expect(swept.id).toBe(digest);
    // The last 65 bytes are the signature, of which ethers finds the signer.
    const signer = recoverAddress(`0x${digest}`, `0x${swept.signed.slice(-130)}`);
    // The right address of the scheme's own vectors, not the one that the old code showed.
    expect(from).toBe('TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLu');
    expect(Buffer.from(signer.slice(2), 'hex').equals(tron.parse(from).payload)).toBe(true);
    expect(() => sweep(wallet, { ...request, facts: built(OTHER_TRX).facts })).toThrow(
      expect.objectContaining({ code: 'SWEEP_REFUSED' }),
    );
  });

  it.each([
    [{ chainId: '56' }, 'FACTS_INVALID'],
    [{ chainId: '56', nonce: '0', balance: '1', gasPrice: '3' }, 'FACTS_INVALID'],
    [{ chainId: 56, nonce: '0', balance: '1', gasPrice: '3' }, 'FACTS_INVALID'],
    [{ chainId: '0', nonce: '0', balance: '100000', gasPrice: '1' }, 'DRXA_TX_INVALID'],
    [{ transaction: 'not hex!' }, 'FACTS_INVALID'],
    ['[]', 'FILE_UNREADABLE'],
  ])('refuses the facts %j', async (facts, code) => {
    const refused = await recover(facts, '--sweep-to', TO);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(new RegExp(`^mrm: ${code}: `));
  });

  it('refuses an address that is none, and a chain that has no signer', async () => {
    const facts = { chainId: '56', nonce: '0', balance: '100000', gasPrice: '1' };
    expect((await recover(facts, '--sweep-to', `${TO.slice(0, -1)}0`)).stderr).toMatch(
      /^mrm: DRXA_ADDRESS_CHECKSUM: /,
    );
    expect(() =>
      sweep(wallet, {
        place: placeOf('near'),
        codec: 'near',
        to: 'ab'.repeat(32),
        facts: { transaction: '0x00' },
      }),
    ).toThrow(expect.objectContaining({ code: 'DRXA_UNSUPPORTED' }));
  });

  it.each([
    [[]],
    [['--sweep-to', TO, '--index', '0', '1']],
    [['--sweep-to', TO, '--chain', 'bsc', 'ethereum']],
  ])('answers the wrong command line %j with exit code 2', async (args) => {
    const refused = await recover({}, ...args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^error: a sweep takes --sweep-to, --facts, one --chain and one --index/);
  });
});

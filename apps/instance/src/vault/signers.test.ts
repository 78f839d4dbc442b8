import { base58 } from '@scure/base';
import { Transaction } from '@scure/btc-signer';
import { encodeEvm } from 'drxa/sign/evm-transaction';
import { Interface, Transaction as EvmTransaction, verifyMessage, verifyTypedData } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Limits } from './limits.ts';
import type { Payload } from './signers.ts';
import type { SignKind } from './sign-kinds.ts';
import type { VaultSignature } from './protocol.ts';
import { refusal, thrown } from './testing/refusal.ts';
import { unlockedProcess } from './testing/process.ts';
import { psbtOf } from './testing/psbt.ts';

const FRIEND = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const TOKEN = '0xdAC17F958D2ee523a2206206994597C13D831ec7';
const owner = { scope: 'wallet', userId: 'ada', index: 0 };
const purpose = { scope: 'wallet', purpose: 'withdraw' };
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

type Ask = ReturnType<typeof unlockedProcess>;

/** An unlocked vault with limits, and a way to sign in it under a new id each time. */
function signing(limits?: Limits): { ask: Ask; sign: (kind: SignKind, payload: Payload) => VaultSignature } {
  const ask = unlockedProcess();
  if (limits !== undefined) ask('setLimits', { ...purpose, limits });
  let id = 0;
  return {
    ask,
    sign: (kind, payload) => ask('sign', { ...owner, ...purpose, requestId: `r${(id += 1)}`, kind, payload }),
  };
}

describe('EVM transactions', () => {
  const transaction = {
    type: 'eip1559',
    chainId: 1n,
    nonce: 0n,
    maxPriorityFeePerGas: 1n,
    maxFeePerGas: 2n,
    gasLimit: 100_000n,
    to: FRIEND,
    value: 1000n,
    data: new Uint8Array(),
    accessList: [],
  } as const;
  const fee = 200_000n;
  const unsigned = (more: object = {}): Payload => ({
    unsigned: base64(encodeEvm({ ...transaction, ...more })),
  });
  const call = (method: string, ...values: unknown[]): object => ({
    to: TOKEN,
    value: 0n,
    data: Buffer.from(
      new Interface(['function transfer(address,uint256)', 'function approve(address,uint256)'])
        .encodeFunctionData(method, values)
        .slice(2),
      'hex',
    ),
  });

  it('are signed by the key of the address, and say what they do', () => {
    const { ask, sign } = signing({ perDay: { 'evm:1:native': String(1000n + fee) }, perMinute: 9 });
    const { output, summary } = sign('evm', unsigned());
    const read = EvmTransaction.from(output['bytes']);
    expect(read.from).toBe(ask('address', { ...owner, chain: 'ethereum' }).address);
    expect(read.hash).toBe(output['id']);
    expect(summary).toMatchObject({ kind: 'transfer', to: FRIEND, amount: '1000', fee: String(fee) });
  });

  it('need limits, which count value and fee', () => {
    expect(thrown(() => signing().sign('evm', unsigned()))).toEqual(refusal('VAULT_LIMIT'));
    const { sign } = signing({ perDay: { 'evm:1:native': String(999n + fee) }, perMinute: 9 });
    expect(thrown(() => sign('evm', unsigned()))).toEqual(refusal('VAULT_LIMIT'));
    expect(thrown(() => sign('evm', unsigned({ chainId: 5n, value: 1n })))).toEqual(refusal('VAULT_LIMIT'));
    sign('evm', unsigned({ value: 999n }));
    expect(thrown(() => sign('evm', unsigned({ nonce: 1n })))).toEqual(refusal('VAULT_LIMIT'));
  });

  it('count tokens apart, by who gets them', () => {
    const perDay = { 'evm:1:native': '10000000', [`evm:1:${TOKEN}`]: '50' };
    const { sign } = signing({ destinations: [FRIEND], perDay, perMinute: 9 });
    expect(sign('evm', unsigned(call('transfer', FRIEND, 50))).summary).toMatchObject({
      kind: 'token-transfer',
    });
    expect(thrown(() => sign('evm', unsigned(call('transfer', FRIEND, 1))))).toEqual(refusal('VAULT_LIMIT'));
    expect(thrown(() => sign('evm', unsigned(call('transfer', TOKEN, 0))))).toEqual(refusal('VAULT_LIMIT'));
  });

  it('that call a contract or approve go to named addresses only', () => {
    const perDay = { 'evm:1:native': '10000000', [`evm:1:${TOKEN}`]: '50' };
    const { ask, sign } = signing({ perDay, perMinute: 9 });
    const data = Buffer.from('deadbeef', 'hex');
    for (const more of [call('approve', FRIEND, 1), { data }, { to: undefined, data }])
      expect(thrown(() => sign('evm', unsigned(more)))).toEqual(refusal('VAULT_LIMIT'));
    ask('setLimits', { ...purpose, limits: { destinations: [FRIEND], perDay, perMinute: 9 } });
    expect(sign('evm', unsigned(call('approve', FRIEND, 1))).summary).toMatchObject({
      kind: 'token-approval',
    });
    expect(sign('evm', unsigned({ data })).summary).toMatchObject({ kind: 'contract-call' });
  });

  it('are refused when they are none', () => {
    const { sign } = signing({ perDay: {}, perMinute: 9 });
    expect(thrown(() => sign('evm', { unsigned: base64(Buffer.from('nonsense')) }))).toMatchObject({
      code: 'DRXA_TX_INVALID',
    });
    expect(thrown(() => sign('evm', { unsigned: 'not base64!' }))).toEqual(refusal('VAULT_INPUT'));
    expect(thrown(() => sign('evm', { ...unsigned(), digest: '00' }))).toEqual(refusal('VAULT_INPUT'));
  });
});

describe('Solana transactions', () => {
  const SYSTEM = new Uint8Array(32);
  const receiver = new Uint8Array(32).fill(9);

  function transfer(ask: Ask, lamports: bigint, program = SYSTEM): Payload {
    const payer = Buffer.from(ask('publicKey', { ...owner, family: 'sol' }).publicKey, 'hex');
    const data = Buffer.alloc(12);
    data.writeUInt32LE(2, 0);
    data.writeBigUInt64LE(lamports, 4);
    const message = [
      Buffer.of(1, 0, 1, 3),
      payer,
      receiver,
      program,
      new Uint8Array(32).fill(7),
      Buffer.of(1, 2, 2, 0, 1, data.length),
      data,
    ];
    return { transaction: base64(Buffer.concat([Buffer.of(1), new Uint8Array(64), ...message])) };
  }

  it('count lamports and fee, and go where they may', () => {
    const destinations = [base58.encode(receiver)];
    const { ask, sign } = signing({ destinations, perDay: { 'sol:native': '6000' }, perMinute: 9 });
    const { output, summary } = sign('solana', transfer(ask, 1000n));
    expect(output).toMatchObject({ complete: 'true', id: expect.stringMatching(/^\w{80,}$/) as string });
    expect(summary).toMatchObject({ actions: 'transfer', fee: '5000' });
    expect(thrown(() => sign('solana', transfer(ask, 1n)))).toEqual(refusal('VAULT_LIMIT'));
  });

  it('with another program need it named', () => {
    const perDay = { 'sol:native': '60000' };
    const { ask, sign } = signing({ perDay, perMinute: 9 });
    const program = new Uint8Array(32).fill(8);
    expect(thrown(() => sign('solana', transfer(ask, 1n, program)))).toEqual(refusal('VAULT_LIMIT'));
    const destinations = [base58.encode(program)];
    ask('setLimits', { ...purpose, limits: { destinations, perDay, perMinute: 9 } });
    expect(sign('solana', transfer(ask, 1n, program)).summary).toMatchObject({
      actions: 'unknown instruction',
    });
  });
});

describe('PSBTs', () => {
  function psbt(ask: Ask, sent: bigint): Payload {
    const keyAt = (index: number): string =>
      ask('publicKey', { ...owner, index, family: 'btc-p2wpkh' }).publicKey;
    const outputs = [
      { publicKey: keyAt(9), amount: sent },
      { publicKey: keyAt(1), amount: 99_000n - sent },
    ];
    return psbtOf({ publicKey: keyAt(0), amount: 100_000n }, outputs, '1');
  }

  it('count what goes to others and the fee; what is change is told by the vault’s own keys', () => {
    const { ask, sign } = signing({ perDay: { 'bitcoin:mainnet': '41000' }, perMinute: 9 });
    const payload = psbt(ask, 40_000n);
    expect(thrown(() => sign('psbt', { ...payload, change: '' }))).toEqual(refusal('VAULT_LIMIT'));
    const { output, summary } = sign('psbt', payload);
    expect(Transaction.fromRaw(Buffer.from(output['bytes'], 'hex')).id).toBe(output['id']);
    expect(summary).toMatchObject({ sent: '40000', fee: '1000' });
    expect(thrown(() => sign('psbt', psbt(ask, 1n)))).toEqual(refusal('VAULT_LIMIT'));
  });

  it('refuse a chain, a list of indexes or base64 that is none', () => {
    const { ask, sign } = signing({ perDay: {}, perMinute: 9 });
    for (const wrong of [{ chain: 'ethereum' }, { change: 'x' }, { psbt: 'AA' }])
      expect(thrown(() => sign('psbt', { ...psbt(ask, 1n), ...wrong }))).toEqual(refusal('VAULT_INPUT'));
  });
});

describe('Tron transactions', () => {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
  const bytes = (field: number, body: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(body.length)]), body]);
  const number = (field: number, value: number): Buffer =>
    Buffer.from([...varint(field * 8), ...varint(value)]);
  const receiver = Buffer.concat([Buffer.of(0x41), Buffer.alloc(20, 7)]);

  function transfer(ask: Ask, sun: number): Payload {
    const { address } = ask('address', { ...owner, chain: 'tron' });
    const from = Buffer.from(base58.decode(address)).subarray(0, 21);
    const value = Buffer.concat([bytes(1, from), bytes(2, receiver), number(3, sun)]);
    const parameter = Buffer.concat([
      bytes(1, Buffer.from('type.googleapis.com/protocol.TransferContract')),
      bytes(2, value),
    ]);
    const contract = Buffer.concat([number(1, 1), bytes(2, parameter)]);
    const raw = [
      bytes(1, Buffer.alloc(2, 1)),
      bytes(4, Buffer.alloc(8, 2)),
      number(8, 1_767_225_600),
      bytes(11, contract),
    ];
    return { rawData: base64(Buffer.concat(raw)) };
  }

  it('count what they move', () => {
    const { ask, sign } = signing({ perDay: { 'tron:native': '2000000' }, perMinute: 9 });
    const { output, summary } = sign('tron', transfer(ask, 2_000_000));
    expect(output['signature']).toMatch(/^[0-9a-f]{130}$/);
    expect(summary).toMatchObject({ kind: 'transfer', asset: 'TRX', amount: '2000000' });
    expect(thrown(() => sign('tron', transfer(ask, 1)))).toEqual(refusal('VAULT_LIMIT'));
  });
});

describe('messages', () => {
  it('of a key that holds funds need limits, and are signed with their prefix', () => {
    const hello = { form: 'personal', text: 'hello' };
    expect(thrown(() => signing().sign('message', hello))).toEqual(refusal('VAULT_LIMIT'));
    const { ask, sign } = signing({ perDay: {}, perMinute: 9 });
    const { address } = ask('address', { ...owner, chain: 'ethereum' });
    expect(verifyMessage('hello', sign('message', hello).output['signature'])).toBe(address);
    expect(sign('message', { form: 'tron', text: 'hello' }).output['signature']).toMatch(/^[0-9a-f]{130}$/);
    expect(thrown(() => sign('message', { form: 'digest', text: '00' }))).toEqual(refusal('VAULT_INPUT'));
  });

  it('of typed data count as what they allow', () => {
    const fields = (...list: string[]): { name: string; type: string }[] =>
      list.map((one) => ({ type: one.split(' ')[0], name: one.split(' ')[1] }));
    const Permit = fields(
      'address owner',
      'address spender',
      'uint256 value',
      'uint256 nonce',
      'uint256 deadline',
    );
    const EIP712Domain = fields(
      'string name',
      'string version',
      'uint256 chainId',
      'address verifyingContract',
    );
    const domain = { name: 'Token', version: '1', chainId: 1, verifyingContract: TOKEN };
    const limits = { destinations: [FRIEND], perDay: { [`evm:1:${TOKEN}`]: '50' }, perMinute: 9 };
    const { ask, sign } = signing(limits);
    const { address } = ask('address', { ...owner, chain: 'ethereum' });
    const message = { owner: address, spender: FRIEND, value: '50', nonce: '0', deadline: '1' };
    const permit = (more: object = {}): Payload => ({
      form: 'typed-data',
      text: JSON.stringify({
        types: { Permit, EIP712Domain },
        primaryType: 'Permit',
        domain,
        message: { ...message, ...more },
      }),
    });
    const { output, summary } = sign('message', permit());
    expect(summary).toMatchObject({ kind: 'token-approval', to: FRIEND, amount: '50' });
    expect(verifyTypedData(domain, { Permit }, message, output['signature'])).toBe(address);
    for (const more of [{ value: '1' }, { spender: TOKEN }])
      expect(thrown(() => sign('message', permit(more)))).toEqual(refusal('VAULT_LIMIT'));
    for (const text of ['{', 'null', '{}'])
      expect(thrown(() => sign('message', { form: 'typed-data', text }))).toEqual(refusal('VAULT_INPUT'));
  });
});

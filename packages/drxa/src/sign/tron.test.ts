import fc from 'fast-check';
import wallet from '@trustwallet/wallet-core';
import { verifyMessage } from 'ethers';
import { describe, expect, it } from 'vitest';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { recoverAddress } from 'ethers';
import { tron } from '../chains/tron.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import { engine } from '../engine/noble.ts';
import { DrxaError } from '../errors.ts';
import { decodeTron, signTron, signTronMessage } from './tron.ts';

const { TW } = wallet;
const core = await wallet.initWasm();
const privateKey = new Uint8Array(32).fill(0x46);
const OWNER = 'TQLCsShbQNXMTVCjprY64qZmEA4rBarpQp';
const RECEIVER = 'TDMpHBBWYyRRqZN3cxDZ8iWUQFnKay5TWJ';
const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const TIME = 1_767_225_600_000;

interface Made {
  readonly rawData: Uint8Array;
  readonly id: string;
  readonly signature: string;
}

/** A transaction as wallet-core makes and signs it. */
function made(act: object): Made {
  const input = {
    privateKey,
    transaction: {
      timestamp: TIME,
      expiration: TIME + 60_000,
      feeLimit: 100_000_000,
      blockHeader: {
        timestamp: TIME,
        txTrieRoot: new Uint8Array(32),
        parentHash: new Uint8Array(32),
        number: 12_345,
        witnessAddress: new Uint8Array(21),
        version: 3,
      },
      ...act,
    },
  };
  const { SigningInput, SigningOutput } = TW.Tron.Proto;
  // Its types want Long numbers; it takes plain ones.
  const encoded = SigningInput.encode(SigningInput.create(input)).finish();
  const { json } = SigningOutput.decode(core.AnySigner.sign(encoded, core.CoinType.tron));
  const said = JSON.parse(json) as { raw_data_hex: string; txID: string; signature: [string] };
  return { rawData: fromHex(said.raw_data_hex), id: said.txID, signature: said.signature[0] };
}

const transfer = made({ transfer: { ownerAddress: OWNER, toAddress: RECEIVER, amount: 2_000_000 } });
const token = made({
  transferTrc20Contract: {
    ownerAddress: OWNER,
    contractAddress: USDT,
    toAddress: RECEIVER,
    amount: Uint8Array.of(0x03, 0xe8),
  },
});
const call = made({
  triggerSmartContract: {
    ownerAddress: OWNER,
    contractAddress: USDT,
    callValue: 7,
    data: fromHex('d0e30db0'),
  },
});

describe('K17: signing on Tron', () => {
  it.each([
    ['a transfer', transfer],
    ['a token transfer', token],
    ['a contract call', call],
  ])('%s: the id and the signature are those of wallet-core', (_what, { rawData, id, signature }) => {
    const signed = signTron({ privateKey, rawData });
    expect(signed.id).toBe(id);
    expect(signed.signature.slice(0, 128)).toBe(signature.slice(0, 128));
    // Nodes take 0 and 1 as they take 27 and 28.
    expect(Number.parseInt(signed.signature.slice(128), 16)).toBe(
      27 + Number.parseInt(signature.slice(128), 16),
    );
    expect(signed.bytes).toContain(toHex(rawData));
    expect(signed.bytes.endsWith(`1241${signed.signature}`)).toBe(true);
  });

  it('K3: what recovers from the signature is the account that the address names', () => {
    const { id, signature } = signTron({ privateKey, rawData: transfer.rawData });
    const account = fromHex(recoverAddress(`0x${id}`, `0x${signature}`).slice(2));
    expect(tron.parse(OWNER).payload).toEqual(account);
    expect(tron.address(engine.secp256k1PublicKey(privateKey, false))).toBe(OWNER);
  });

  it('says what it signs', () => {
    expect(decodeTron(transfer.rawData)).toEqual({
      kind: 'transfer',
      from: OWNER,
      to: RECEIVER,
      amount: 2_000_000n,
      asset: 'TRX',
      feeLimit: 100_000_000n,
      expiration: TIME + 60_000,
      callValue: 0n,
      memo: new Uint8Array(),
    });
    expect(decodeTron(token.rawData)).toMatchObject({
      kind: 'token-transfer',
      to: RECEIVER,
      amount: 1_000n,
      asset: USDT,
    });
    expect(decodeTron(call.rawData)).toMatchObject({
      kind: 'contract-call',
      to: USDT,
      amount: 7n,
      callValue: 7n,
    });
  });

  it('refuses to spend from another account than the key has', () => {
    const other = new Uint8Array(32).fill(0x47);
    expect(() => signTron({ privateKey: other, rawData: transfer.rawData })).toThrow(
      expect.objectContaining({ code: 'DRXA_TX_INVALID', field: 'rawData' }),
    );
  });

  it('refuses contracts it does not read: freezing, voting, permissions', () => {
    // The type of the contract is the byte after 5a.. 08.
    const at = transfer.rawData.indexOf(0x5a) + 2;
    for (const type of [2, 4, 11, 12, 30, 46, 54, 57]) {
      const changed = Uint8Array.from(transfer.rawData);
      expect(changed[at]).toBe(0x08);
      changed[at + 1] = type;
      expect(() => decodeTron(changed)).toThrow(expect.objectContaining({ code: 'DRXA_TX_INVALID' }));
    }
  });

  it('refuses trailing bytes, a field twice, and an unknown one', () => {
    for (const more of ['00', '40e0a4eeb6b733', '980101', '0a023039']) {
      const rawData = Uint8Array.from([...transfer.rawData, ...fromHex(more)]);
      expect(() => decodeTron(rawData)).toThrow(expect.objectContaining({ code: 'DRXA_TX_INVALID' }));
    }
  });

  it('never throws anything but a refusal, whatever the bytes', () => {
    const refusal = (bytes: Uint8Array): void => {
      try {
        decodeTron(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DrxaError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), refusal), { numRuns: 2_000 });
    const mutated = fc.tuple(fc.nat(token.rawData.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Uint8Array.from(token.rawData);
      bytes[at] = byte;
      return bytes;
    });
    fc.assert(fc.property(mutated, refusal), { numRuns: 2_000 });
  });

  it('a cut transaction is refused at every length', () => {
    for (let length = 0; length < transfer.rawData.length; length++) {
      const cut = transfer.rawData.slice(0, length);
      // Without its last field, the fee limit, it is whole; a transfer needs none.
      if (length === transfer.rawData.length - 6) expect(decodeTron(cut).feeLimit).toBe(0n);
      else if (length < transfer.rawData.length - 6 - 7) expect(() => decodeTron(cut)).toThrow(DrxaError);
    }
  });

  it('TIP-191: a text is signed under its own prefix, never as one of Ethereum', () => {
    const text = 'ada owns this account';
    const signature = signTronMessage({ privateKey, message: text });
    const prefixed = new TextEncoder().encode(`\x19TRON Signed Message:\n${text.length}${text}`);
    const account = recoverAddress(`0x${toHex(keccak_256(prefixed))}`, `0x${signature}`);
    expect(tron.parse(OWNER).payload).toEqual(fromHex(account.slice(2)));
    expect(verifyMessage(text, `0x${signature}`)).not.toBe(account);
  });

  it('TIP-191: bytes, which may be a digest, are not signed as a text', () => {
    const message = new Uint8Array(32).fill(1) as unknown as string;
    expect(() => signTronMessage({ privateKey, message })).toThrow(
      expect.objectContaining({ code: 'DRXA_TX_INVALID', field: 'message' }),
    );
  });

  it.each([new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(0xff)])(
    'refuses a key that is none',
    (wrong) => {
      expect(() => signTron({ privateKey: wrong, rawData: transfer.rawData })).toThrow(
        expect.objectContaining({ code: 'DRXA_KEY_INVALID' }),
      );
    },
  );
});

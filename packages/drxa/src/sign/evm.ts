import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { ethereum } from '../chains/ethereum.ts';
import { checkedSecp256k1Key, signDigest } from '../curves/ecdsa.ts';
import { sameBytes } from '../encoding/bytes.ts';
import { toHex } from '../encoding/hex.ts';
import { decodeEvm, withSignature } from './evm-transaction.ts';
import type { EvmTransaction } from './evm-transaction.ts';

/** What a transaction does. Amounts are whole: wei, or the token's smallest unit. */
export interface EvmSummary {
  readonly kind: 'transfer' | 'token-transfer' | 'token-approval' | 'contract-call' | 'contract-creation';
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly from: string;
  /** Who gets it, or may spend it (an approval); of other calls the contract; `undefined` for a new contract. */
  readonly to: string | undefined;
  readonly amount: bigint;
  /** `native`, or the contract of the token. */
  readonly asset: string;
  /** The most that gas may cost, wei. A rollup's own fee for data is not in a transaction, so not in here. */
  readonly fee: bigint;
  /** The first four bytes of a call's data, `0x…`: which function. */
  readonly method: string | undefined;
}

/** A signed transaction. */
export interface SignedEvm {
  /** The transaction's hash, `0x…`. */
  readonly id: string;
  /** As `eth_sendRawTransaction` takes it, `0x…`. */
  readonly bytes: string;
  readonly summary: EvmSummary;
}

/** transfer(address,uint256) and approve(address,uint256) of ERC-20. */
const TOKEN_TRANSFER = Uint8Array.of(0xa9, 0x05, 0x9c, 0xbb);
const TOKEN_APPROVAL = Uint8Array.of(0x09, 0x5e, 0xa7, 0xb3);
const TOKEN_CALL_LENGTH = 4 + 32 + 32;

type Act = Pick<EvmSummary, 'kind' | 'to' | 'amount' | 'asset' | 'method'>;

function actOf({ to, value, data }: EvmTransaction): Act {
  if (to === undefined) {
    return { kind: 'contract-creation', to, amount: value, asset: 'native', method: undefined };
  }
  if (data.length === 0) return { kind: 'transfer', to, amount: value, asset: 'native', method: undefined };
  const selector = data.subarray(0, 4);
  const method = data.length < 4 ? undefined : `0x${toHex(selector)}`;
  const kind = sameBytes(selector, TOKEN_TRANSFER)
    ? 'token-transfer'
    : sameBytes(selector, TOKEN_APPROVAL)
      ? 'token-approval'
      : undefined;
  const padded = data.subarray(4, 16).every((byte) => byte === 0);
  // Coins sent along, a dirty or a missing word: a token may read such a call in its own way.
  if (kind === undefined || data.length !== TOKEN_CALL_LENGTH || !padded || value > 0n) {
    return { kind: 'contract-call', to, amount: value, asset: 'native', method };
  }
  const account = ethereum.parse(`0x${toHex(data.subarray(16, 36))}`).canonical;
  return { kind, to: account, amount: BigInt(`0x${toHex(data.subarray(36))}`), asset: to, method };
}

/** What the transaction does when `from` signs it. */
export function summarizeEvm(transaction: EvmTransaction, from: string): EvmSummary {
  const price = transaction.type === 'legacy' ? transaction.gasPrice : transaction.maxFeePerGas;
  const { chainId, nonce, gasLimit } = transaction;
  return { ...actOf(transaction), chainId, nonce, from, fee: gasLimit * price };
}

/**
 * Signs a transaction of any EVM chain, given as the bytes that are to be signed (what `encodeEvm`, ethers'
 * `unsignedSerialized` and viem's `serializeTransaction` give). RFC 6979, low s: the same bytes and key give the same
 * signature.
 * @throws DRXA_TX_INVALID with the field, DRXA_KEY_INVALID
 * @example
 *   const unsigned = encodeEvm({
 *     type: 'eip1559', chainId: 1n, nonce: 0n, maxPriorityFeePerGas: 10n ** 9n, maxFeePerGas: 2n * 10n ** 10n,
 *     gasLimit: 21_000n, to: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', value: 10n ** 18n,
 *     data: new Uint8Array(), accessList: [],
 *   });
 *   const { bytes, summary } = signEvm({ privateKey, unsigned });
 */
export function signEvm({
  privateKey,
  unsigned,
}: {
  readonly privateKey: Uint8Array;
  readonly unsigned: Uint8Array;
}): SignedEvm {
  const key = checkedSecp256k1Key(privateKey);
  const transaction = decodeEvm(unsigned);
  const summary = summarizeEvm(transaction, ethereum.address(secp256k1.getPublicKey(key, false)));
  const { r, s, recovery } = signDigest(keccak_256(unsigned), key);
  const { bytes, hash } = withSignature(transaction, {
    r: BigInt(`0x${toHex(r)}`),
    s: BigInt(`0x${toHex(s)}`),
    recovery,
  });
  return { id: `0x${toHex(hash)}`, bytes: `0x${toHex(bytes)}`, summary };
}

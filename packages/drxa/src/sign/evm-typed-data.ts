import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ethereum } from '../chains/ethereum.ts';
import { checkedSecp256k1Key, signDigest } from '../curves/ecdsa.ts';
import { concat } from '../encoding/bytes.ts';
import { toHex } from '../encoding/hex.ts';
import { hashTypedData, typedDataType } from './eip712.ts';
import type { TypedData, TypedDataValue } from './eip712.ts';

/** What signed typed data allows. It may move money: a policy treats it as a transaction. */
export interface TypedDataSummary {
  /** `token-approval` is an ERC-2612 permit. Of a statement only its type and contract are known. */
  readonly kind: 'token-approval' | 'typed-statement';
  readonly from: string;
  /** The whole type that is signed, members and all. */
  readonly type: string;
  /** `undefined` when the domain names none: then it may count on every chain. */
  readonly chainId: bigint | undefined;
  readonly contract: string | undefined;
  /** Who may spend, of an approval. */
  readonly to: string | undefined;
  readonly amount: bigint | undefined;
  /** The token's contract, of an approval. */
  readonly asset: string | undefined;
}

/** Signed typed data. */
export interface SignedTypedData {
  /** r ‖ s ‖ v with v 27 or 28, `0x…`. */
  readonly signature: string;
  /** The digest that was signed, `0x…`. */
  readonly hash: string;
  readonly summary: TypedDataSummary;
}

const PERMIT = 'Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)';

const canonical = (address: TypedDataValue): string => ethereum.parse(address as string).canonical;

/** What the typed data allows when `from` signs it. @throws DRXA_TX_INVALID with the field */
export function summarizeTypedData(typedData: TypedData, from: string): TypedDataSummary {
  // Reads every value as its type.
  hashTypedData(typedData);
  const { domain, message } = typedData;
  const type = typedDataType(typedData);
  const contract = 'verifyingContract' in domain ? canonical(domain.verifyingContract) : undefined;
  const chainId = 'chainId' in domain ? BigInt(domain.chainId as string) : undefined;
  const common = { from, type, chainId, contract };
  if (type !== PERMIT || contract === undefined) {
    return { kind: 'typed-statement', ...common, to: undefined, amount: undefined, asset: undefined };
  }
  const amount = BigInt(message.value as string);
  return { kind: 'token-approval', ...common, to: canonical(message.spender), amount, asset: contract };
}

/**
 * Signs typed data (EIP-712), as `eth_signTypedData_v4` does. The digest is made here, of values checked against their
 * types. RFC 6979, low s.
 * @throws DRXA_TX_INVALID with the field, DRXA_KEY_INVALID
 */
export function signTypedData({
  privateKey,
  typedData,
}: {
  readonly privateKey: Uint8Array;
  readonly typedData: TypedData;
}): SignedTypedData {
  const key = checkedSecp256k1Key(privateKey);
  const hash = hashTypedData(typedData);
  const summary = summarizeTypedData(typedData, ethereum.address(secp256k1.getPublicKey(key, false)));
  const { r, s, recovery } = signDigest(hash, key);
  return {
    signature: `0x${toHex(concat(r, s, Uint8Array.of(27 + recovery)))}`,
    hash: `0x${toHex(hash)}`,
    summary,
  };
}

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { ethereum } from '../chains/ethereum.ts';
import { checkedSecp256k1Key, signDigest } from '../curves/ecdsa.ts';
import { concat } from '../encoding/bytes.ts';
import { toHex } from '../encoding/hex.ts';
import { readableText } from './readable-text.ts';

/** A signed text. */
export interface SignedEvmMessage {
  readonly from: string;
  /** r ‖ s ‖ v with v 27 or 28, `0x…`. */
  readonly signature: string;
  /** What was signed, `0x…`. */
  readonly hash: string;
}

const utf8 = new TextEncoder();

/**
 * Signs a text as `personal_sign` does (EIP-191, version 0x45). RFC 6979, low s.
 * @throws DRXA_TX_INVALID, DRXA_KEY_INVALID
 * @example
 *   signPersonalMessage({ privateKey, message: 'I own this account' }).signature;
 */
export function signPersonalMessage({
  privateKey,
  message,
}: {
  readonly privateKey: Uint8Array;
  readonly message: string;
}): SignedEvmMessage {
  const key = checkedSecp256k1Key(privateKey);
  const text = readableText(message);
  const hash = keccak_256(concat(utf8.encode(`\x19Ethereum Signed Message:\n${text.length}`), text));
  const { r, s, recovery } = signDigest(hash, key);
  return {
    from: ethereum.address(secp256k1.getPublicKey(key, false)),
    signature: `0x${toHex(concat(r, s, Uint8Array.of(27 + recovery)))}`,
    hash: `0x${toHex(hash)}`,
  };
}

import { ed25519 } from '@noble/curves/ed25519.js';
import { base58, base64 } from '@scure/base';
import { concat } from '../encoding/bytes.ts';
import { checkedEd25519Key } from '../curves/ed25519-key.ts';
import { refuseToSign } from './refusal.ts';
import { decodeSolana } from './solana-message.ts';
import { summarizeSolana } from './solana-summary.ts';
import type { SolanaSummary } from './solana-summary.ts';

/** A transaction with the key's signature in it. */
export interface SignedSolana {
  /** The first signature in base58, by which the network names it; `undefined` while the payer has not signed. */
  readonly id: string | undefined;
  /** As `sendTransaction` takes it, base64. */
  readonly bytes: string;
  /** Whether nobody else has to sign. */
  readonly complete: boolean;
  readonly summary: SolanaSummary;
}

const blank = (signature: Uint8Array): boolean => signature.every((byte) => byte === 0);

/**
 * Signs a legacy or v0 transaction, given in its wire form with a place for each signature. Signatures of others that
 * are in it already are checked and kept.
 * @throws DRXA_TX_INVALID when it cannot be read or asks for no signature of this key; DRXA_KEY_INVALID
 */
export function signSolana({
  privateKey,
  transaction,
}: {
  readonly privateKey: Uint8Array;
  readonly transaction: Uint8Array;
}): SignedSolana {
  const key = checkedEd25519Key(privateKey);
  const { signatures, messageBytes, message } = decodeSolana(transaction);
  const summary = summarizeSolana(message);
  const place = message.signers.indexOf(base58.encode(ed25519.getPublicKey(key)));
  if (place < 0) return refuseToSign('privateKey', 'the transaction asks for no signature of this key');
  const all = signatures.map((signature, at) => {
    if (at === place) return ed25519.sign(messageBytes, key);
    const signer = base58.decode(message.signers[at]);
    if (!blank(signature) && !verifies(signature, messageBytes, signer)) {
      return refuseToSign('transaction', `the signature of ${message.signers[at]} is not its own`);
    }
    return signature;
  });
  return {
    id: blank(all[0]) ? undefined : base58.encode(all[0]),
    bytes: base64.encode(concat(Uint8Array.of(all.length), ...all, messageBytes)),
    complete: !all.some(blank),
    summary,
  };
}

function verifies(signature: Uint8Array, messageBytes: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, messageBytes, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

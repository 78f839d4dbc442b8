import { ed25519 } from '@noble/curves/ed25519.js';
import { base58 } from '@scure/base';
import { solana } from '../chains/solana.ts';
import { checkedEd25519Key } from '../curves/ed25519-key.ts';
import { concat } from '../encoding/bytes.ts';
import { refuseToSign } from './refusal.ts';

/** A signed off-chain message. */
export interface SignedSolanaMessage {
  /** Base58. */
  readonly signature: string;
  /** The signer's address. */
  readonly from: string;
  /** What was signed: the text behind its preamble. */
  readonly bytes: Uint8Array;
}

const utf8 = new TextEncoder();
/** No transaction begins with these: 0xff would be version 127. */
const SIGNING_DOMAIN = concat(Uint8Array.of(0xff), utf8.encode('solana offchain'));
const NO_APPLICATION = '11111111111111111111111111111111';
const VERSION = 0;
const RESTRICTED_ASCII = 0;
const UTF8 = 1;
const EXTENDED_UTF8 = 2;
/** What a hardware wallet can take at once. */
const SHORT = 1232;
const LONGEST = 0xffff;
const PREAMBLE_LENGTH = 16 + 1 + 32 + 1 + 1 + 32 + 2;

function formatOf(message: string, length: number): number {
  if (PREAMBLE_LENGTH + length > SHORT) return EXTENDED_UTF8;
  return /^[\x20-\x7e]*$/.test(message) ? RESTRICTED_ASCII : UTF8;
}

/**
 * Signs a text as Solana's off-chain messages of version 0 are signed, by this one signer: its bytes can be no
 * transaction. https://docs.anza.xyz/proposals/off-chain-message-signing
 * @throws DRXA_TX_INVALID, DRXA_KEY_INVALID
 * @example
 *   signSolanaMessage({ privateKey, message: 'I own this account' }).signature;
 */
export function signSolanaMessage({
  privateKey,
  message,
  application = NO_APPLICATION,
}: {
  readonly privateKey: Uint8Array;
  readonly message: string;
  /** The address that stands for the program that asks; zeros without one. */
  readonly application?: string;
}): SignedSolanaMessage {
  const key = checkedEd25519Key(privateKey);
  if (typeof message !== 'string' || !message.isWellFormed()) {
    return refuseToSign('message', 'must be well-formed text');
  }
  const text = utf8.encode(message);
  if (text.length === 0 || text.length > LONGEST) {
    return refuseToSign('message', `must be 1 to ${LONGEST} bytes`);
  }
  const publicKey = ed25519.getPublicKey(key);
  const bytes = concat(
    SIGNING_DOMAIN,
    Uint8Array.of(VERSION),
    applicationOf(application),
    Uint8Array.of(formatOf(message, text.length), 1),
    publicKey,
    Uint8Array.of(text.length & 0xff, text.length >> 8),
    text,
  );
  return { signature: base58.encode(ed25519.sign(bytes, key)), from: base58.encode(publicKey), bytes };
}

function applicationOf(address: string): Uint8Array {
  try {
    return solana.parse(address).payload;
  } catch {
    return refuseToSign('application', 'must be 32 bytes in base58');
  }
}

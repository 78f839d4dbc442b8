import { refuseToSign } from './refusal.ts';

const LONGEST = 64 * 1024;
/** What no text for a person to read holds; a digest as text nearly always does. */
const UNREADABLE = /[^\P{Cc}\n\r\t]/u;

/**
 * The UTF-8 bytes of a text that a person can read. Not bytes: under the prefixes of EIP-191 and TIP-191 they can stand
 * for the digest of something else, such as a payment of a shared wallet.
 * @throws DRXA_TX_INVALID
 */
export function readableText(message: string): Uint8Array {
  if (typeof message !== 'string' || !message.isWellFormed() || UNREADABLE.test(message)) {
    return refuseToSign('message', 'must be text, without control characters but line ends and tabs');
  }
  const bytes = new TextEncoder().encode(message);
  return bytes.length > LONGEST ? refuseToSign('message', `must be at most ${LONGEST} bytes`) : bytes;
}

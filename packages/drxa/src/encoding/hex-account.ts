import { fromHex } from './hex.ts';

/** An account of 32 bytes, and whether it is one of the special ones, 0x0 … 0xf. */
export interface HexAccount {
  readonly account: Uint8Array;
  readonly special: boolean;
}

/**
 * The account of `0x` and 64 hex digits, as Aptos and Sui write it. The short form is read of special addresses only
 * (`0x1`): in any other a lost digit would go unseen (AIP-40). `undefined` when the text is neither.
 */
export function decodeHexAccount(text: string): HexAccount | undefined {
  if (typeof text !== 'string' || !/^0x(?:[0-9a-fA-F]{64}|[0-9a-fA-F])$/.test(text)) return undefined;
  const account = fromHex(text.slice(2).padStart(64, '0'));
  return { account, special: account.subarray(0, 31).every((byte) => byte === 0) && account[31] < 16 };
}

import { UNKNOWN } from './amount.ts';

/**
 * An address, hash or key with its middle left out: `7xKX…9fQe`. Short ones stay whole. Offer the full text to copy:
 * four characters at each end can be forged.
 */
export function shortAddress(address: string | null | undefined, ends = 4): string {
  if (address === null || address === undefined || address === '') return UNKNOWN;
  return address.length <= 2 * ends + 1 ? address : `${address.slice(0, ends)}…${address.slice(-ends)}`;
}

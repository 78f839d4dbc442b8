const FREE_TRIES = 3;
const LONGEST_MS = 60_000;

/** How long the next passphrase has to wait after so many wrong ones in a row: nothing, then 1, 2, 4 … 60 s. */
export function passphraseWaitMs(failures: number): number {
  if (failures < FREE_TRIES) return 0;
  return Math.min(LONGEST_MS, 1000 * 2 ** (failures - FREE_TRIES));
}

/** One wrong character, or one wrong byte of what a line computes: the text as it is, and as it is planted. */
export type PlantedError = readonly [text: string, planted: string];

/** Errors of one source file, and the test files of which one must fail; paths from src/. */
export interface PlantedErrors {
  readonly file: string;
  readonly tests: readonly string[];
  /** The chains that these errors are of, where the file's name does not say it. */
  readonly chains?: readonly string[];
  readonly errors: readonly PlantedError[];
}

// The test files that many errors are caught by.
export const FROZEN = ['self-test.test.ts', 'vectors/v1.test.ts'];
export const SCHEME = ['scheme-v1.test.ts', ...FROZEN];
export const KEYS_32 = ['chains/keys-of-32-bytes.test.ts', ...FROZEN];
export const SECP = ['chains/secp-anchors.test.ts', ...FROZEN];
export const LEGACY = ['chains/legacy-chains.test.ts', ...SECP];
export const BIP = ['bip/bip.test.ts', 'bip/bip-peer.test.ts'];

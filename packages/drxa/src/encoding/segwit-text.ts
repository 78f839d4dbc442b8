import { bytesToWords, decodeBech32, encodeBech32, wordsToBytes } from './bech32-text.ts';

/** A witness program as an output script holds it (BIP-141). */
export interface WitnessProgram {
  /** 0 … 16. */
  readonly version: number;
  /** 2 … 40 bytes; of version 0 only 20 or 32. */
  readonly program: Uint8Array;
}

/** Version 0 has the older checksum and all others the newer one, never the other way (BIP-350). */
const variantOf = (version: number): 'bech32' | 'bech32m' => (version === 0 ? 'bech32' : 'bech32m');

/** The text of a witness program (BIP-173, BIP-350). */
export const encodeSegwit = (hrp: string, { version, program }: WitnessProgram): string =>
  encodeBech32(hrp, [version, ...bytesToWords(program)], variantOf(version));

/** The witness program of a text with this prefix, or why it is none. */
export function decodeSegwit(
  hrp: string,
  text: string,
): WitnessProgram | 'checksum' | { readonly reason: string } {
  const versionZero = text[hrp.length + 1]?.toLowerCase() === 'q';
  const read = decodeBech32(text, variantOf(versionZero ? 0 : 1));
  if (read === 'checksum') return 'checksum';
  if (read === 'format' || read.hrp !== hrp) {
    return { reason: `what begins with ${hrp}1 must be bech32 in one case` };
  }
  const [version, ...words] = read.words;
  if (version === undefined || version > 16) return { reason: 'no such witness version' };
  const program = wordsToBytes(words);
  if (program === undefined) return { reason: 'left-over bits' };
  if (program.length < 2 || program.length > 40) return { reason: 'a witness program has 2 to 40 bytes' };
  if (version === 0 && program.length !== 20 && program.length !== 32) {
    return { reason: 'a witness program of version 0 has 20 or 32 bytes' };
  }
  return { version, program };
}

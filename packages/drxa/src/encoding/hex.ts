import { DrxaError } from '../errors.ts';

const DIGITS = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex of bytes. */
export const toHex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += DIGITS[byte];
  return text;
};

/** The bytes of hex text without `0x`. Nothing is cut off or guessed. @throws DRXA_HEX */
export function fromHex(text: string, field = 'hex'): Uint8Array {
  if (text.length % 2 !== 0) throw new DrxaError('DRXA_HEX', `${field}: an odd number of hex digits`, field);
  if (!/^[0-9a-fA-F]*$/.test(text))
    throw new DrxaError('DRXA_HEX', `${field}: a character that is no hex digit`, field);
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * A JSON object of texts, put together as bytes: a string cannot be wiped.
 * @param fields names without quotes, and values in UTF-8
 * @returns the caller wipes it; `undefined` when a value has control characters
 */
export function jsonOfSecrets(
  fields: readonly (readonly [name: string, value: Uint8Array])[],
): Buffer | undefined {
  if (fields.some(([, value]) => value.some((byte) => byte < 0x20))) return undefined;
  const parts: Buffer[] = [];
  fields.forEach(([name, value], at) => {
    parts.push(Buffer.from(`${at === 0 ? '{' : ','}"${name}":"`), escaped(value), Buffer.from('"'));
  });
  const json = Buffer.concat([...parts, Buffer.from(fields.length === 0 ? '{}' : '}')]);
  for (const part of parts) part.fill(0);
  return json;
}

function escaped(value: Uint8Array): Buffer {
  const bytes = Buffer.alloc(2 * value.length);
  let length = 0;
  for (const byte of value) {
    if (byte === QUOTE || byte === BACKSLASH) bytes[length++] = BACKSLASH;
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/** One field of a protobuf message: a number (wire type 0) or bytes (wire type 2). */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

const LONGEST_VARINT = 10;

/**
 * The fields of a protobuf message in their order; `undefined` when the bytes are none. Only the wire types that
 * Tron's transactions use are read, numbers in their shortest form: so one message has one text.
 */
export function protobufFields(bytes: Uint8Array): ProtobufField[] | undefined {
  const fields: ProtobufField[] = [];
  let at = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let n = 0; n < LONGEST_VARINT && at < bytes.length; n++) {
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << BigInt(7 * n);
      if (byte < 0x80) return (byte === 0 && n > 0) || value >= 1n << 64n ? undefined : value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const key = varint();
    if (key === undefined || key >> 3n === 0n || key >= 1n << 32n) return undefined;
    const number = Number(key >> 3n);
    const first = varint();
    if (first === undefined) return undefined;
    if ((key & 7n) === 0n) {
      fields.push({ number, value: first });
    } else if ((key & 7n) === 2n && first <= BigInt(bytes.length - at)) {
      const end = at + Number(first);
      fields.push({ number, value: bytes.slice(at, end) });
      at = end;
    } else {
      return undefined;
    }
  }
  return fields;
}

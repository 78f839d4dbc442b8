import { keccak_256 } from '@noble/hashes/sha3.js';
import { ethereum } from '../chains/ethereum.ts';
import { concat } from '../encoding/bytes.ts';
import { refuseToSign } from './refusal.ts';

/** One member of a struct. */
export interface TypedDataField {
  readonly name: string;
  /** `uint256`, `address`, `Person`, `Person[]`, `bytes32[2]` … */
  readonly type: string;
}

/** What a value may be: numbers as bigint, number or text, bytes as `0x…`. */
export type TypedDataValue =
  | string
  | number
  | bigint
  | boolean
  | readonly TypedDataValue[]
  | { readonly [name: string]: TypedDataValue };

/** A struct's values by the names of its members. */
export type TypedDataStruct = Readonly<Record<string, TypedDataValue>>;

/** The request of `eth_signTypedData_v4`. */
export interface TypedData {
  readonly types: Readonly<Record<string, readonly TypedDataField[]>>;
  readonly primaryType: string;
  readonly domain: TypedDataStruct;
  readonly message: TypedDataStruct;
}

const utf8 = new TextEncoder();
const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const ARRAY = /^(.+)\[(0|[1-9][0-9]{0,4})?\]$/;
const INTEGER = /^(u?)int([1-9][0-9]{0,2})$/;
const BYTES = /^bytes([1-9]|[12][0-9]|3[0-2])$/;
const ATOMIC = /^(address|bool|string|bytes([0-9]+)?|u?int([0-9]+)?)$/;
/** More than any known use; a bound on what a hostile request costs. */
const DEEPEST = 32;
const MOST_STRUCTS = 256;
const LONGEST_TYPE = 128;
const WORD = 32;
const DOMAIN_TYPE = 'EIP712Domain';
/** The members that a domain may have, in their order (EIP-712). */
const DOMAIN: readonly TypedDataField[] = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
];

type Types = ReadonlyMap<string, readonly TypedDataField[]>;

/** What type a name with its brackets is of, all brackets off. */
function baseOf(type: string): string {
  const array = ARRAY.exec(type);
  return array === null ? type : baseOf(array[1]);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The struct types with all that they name, and the domain's, as its own members make it unless it is given. */
function checkedTypes(types: unknown, domain: TypedDataStruct): Types {
  if (!isObject(types)) return refuseToSign('types', 'must be an object');
  if (Object.keys(types).length > MOST_STRUCTS) return refuseToSign('types', 'has too many structs');
  const members = DOMAIN.filter(({ name }) => Object.hasOwn(domain, name));
  const known = new Map<string, readonly TypedDataField[]>([[DOMAIN_TYPE, members]]);
  for (const [name, fields] of Object.entries(types)) {
    if (!NAME.test(name) || ATOMIC.test(name)) return refuseToSign('types', 'a struct has no proper name');
    if (!Array.isArray(fields)) return refuseToSign('types', `${name} must be a list of members`);
    known.set(
      name,
      fields.map((field) => checkedField(field, name)),
    );
  }
  for (const [name, fields] of known) {
    if (new Set(fields.map((field) => field.name)).size !== fields.length) {
      return refuseToSign('types', `${name} has two members of one name`);
    }
    for (const { type } of fields) if (!isKnown(baseOf(type), known)) refuseType(type);
  }
  return known;
}

function checkedField(field: unknown, struct: string): TypedDataField {
  if (!isObject(field) || typeof field.name !== 'string' || typeof field.type !== 'string') {
    return refuseToSign('types', `a member of ${struct} needs a name and a type`);
  }
  if (!NAME.test(field.name)) return refuseToSign('types', `a member of ${struct} has no proper name`);
  if (field.type.length > LONGEST_TYPE) return refuseToSign('types', `a type of ${struct} is too long`);
  return { name: field.name, type: field.type };
}

const refuseType = (type: string): never => refuseToSign('types', `there is no type ${type}`);

function isKnown(type: string, types: Types): boolean {
  if (types.has(type) || ['address', 'bool', 'string', 'bytes'].includes(type) || BYTES.test(type))
    return true;
  const bits = Number(INTEGER.exec(type)?.[2]);
  return bits % 8 === 0 && bits <= 256;
}

/** `Mail(Person from,Person to)Person(string name)`: the struct, then those that it needs, by name. */
function encodeType(name: string, types: Types): string {
  const needed = new Set<string>();
  const visit = (struct: string): void => {
    if (needed.has(struct)) return;
    needed.add(struct);
    for (const { type } of types.get(struct)!) if (types.has(baseOf(type))) visit(baseOf(type));
  };
  visit(name);
  needed.delete(name);
  return [name, ...[...needed].sort()]
    .map(
      (struct) =>
        `${struct}(${types
          .get(struct)!
          .map((field) => `${field.type} ${field.name}`)
          .join(',')})`,
    )
    .join('');
}

function hashStruct(name: string, value: unknown, types: Types, at: string, depth: number): Uint8Array {
  if (!isObject(value)) return refuseToSign(at, `must be an object: ${name}`);
  const fields = types.get(name)!;
  const foreign = Object.keys(value).find((key) => !fields.some((field) => field.name === key));
  // It would be shown and not signed.
  if (foreign !== undefined) return refuseToSign(at, `has a value that ${name} has no member for`);
  const words = fields.map((field) => {
    if (!Object.hasOwn(value, field.name)) return refuseToSign(`${at}.${field.name}`, 'is missing');
    return encodeValue(field.type, value[field.name], types, `${at}.${field.name}`, depth + 1);
  });
  return keccak_256(concat(keccak_256(utf8.encode(encodeType(name, types))), ...words));
}

function encodeValue(type: string, value: unknown, types: Types, at: string, depth: number): Uint8Array {
  if (depth > DEEPEST) return refuseToSign(at, 'is nested too deep');
  const array = ARRAY.exec(type);
  if (array !== null) {
    const [, item, length] = array;
    if (!Array.isArray(value)) return refuseToSign(at, 'must be a list');
    if (length !== undefined && value.length !== Number(length)) {
      return refuseToSign(at, `must have ${length} entries`);
    }
    const items = value.map((one, n) => encodeValue(item, one, types, `${at}[${n}]`, depth + 1));
    return keccak_256(concat(...items));
  }
  return types.has(type) ? hashStruct(type, value, types, at, depth) : encodeAtom(type, value, at);
}

function encodeAtom(type: string, value: unknown, at: string): Uint8Array {
  switch (type) {
    case 'string':
      if (typeof value !== 'string' || !value.isWellFormed()) return refuseToSign(at, 'must be text');
      return keccak_256(utf8.encode(value));
    case 'bytes':
      return keccak_256(bytesOf(value, at));
    case 'bool':
      if (typeof value !== 'boolean') return refuseToSign(at, 'must be true or false');
      return wordOf(value ? 1n : 0n);
    case 'address':
      return concat(new Uint8Array(12), accountOf(value, at));
  }
  const size = BYTES.exec(type);
  if (size !== null) {
    const bytes = bytesOf(value, at);
    if (bytes.length !== Number(size[1])) return refuseToSign(at, `must be ${size[1]} bytes`);
    return concat(bytes, new Uint8Array(WORD - bytes.length));
  }
  const [, unsigned, width] = INTEGER.exec(type)!;
  const bits = BigInt(width);
  const number = integerOf(value, at);
  const [least, above] = unsigned === 'u' ? [0n, 1n << bits] : [-(1n << (bits - 1n)), 1n << (bits - 1n)];
  if (number < least || number >= above) return refuseToSign(at, `is out of the range of ${type}`);
  return wordOf(BigInt.asUintN(256, number));
}

function wordOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: WORD }, (_, at) => Number((value >> BigInt(8 * (WORD - 1 - at))) & 0xffn));
}

function accountOf(value: unknown, at: string): Uint8Array {
  try {
    return ethereum.parse(value as string).payload;
  } catch {
    return refuseToSign(at, 'must be an address, its case a checksum or all one');
  }
}

function bytesOf(value: unknown, at: string): Uint8Array {
  if (typeof value !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value)) {
    return refuseToSign(at, 'must be 0x and pairs of hex digits');
  }
  return Uint8Array.from(value.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A whole number; as text decimal, or hex with `0x`. A JSON number above 2^53 has lost digits, so it is refused. */
function integerOf(value: unknown, at: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^(?:-?[0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value))
    return BigInt(value);
  return refuseToSign(at, 'must be a whole number');
}

/**
 * The digest of typed data: keccak-256 of `1901`, the domain's hash and the message's (EIP-712).
 * @throws DRXA_TX_INVALID with the field; also for values that no member is for, which would be shown and not signed
 */
export function hashTypedData(typedData: TypedData): Uint8Array {
  if (!isObject(typedData)) return refuseToSign('typedData', 'must be an object');
  const { types, primaryType, domain, message } = typedData as TypedData;
  if (!isObject(domain)) return refuseToSign('domain', 'must be an object');
  const known = checkedTypes(types, domain);
  if (typeof primaryType !== 'string' || !known.has(primaryType) || primaryType === DOMAIN_TYPE) {
    return refuseToSign('primaryType', 'is none of the types');
  }
  for (const { name, type } of known.get(DOMAIN_TYPE)!) {
    if (!DOMAIN.some((member) => member.name === name && member.type === type)) {
      return refuseToSign('types', `a domain has no member ${name} of type ${type}`);
    }
  }
  return keccak_256(
    concat(
      Uint8Array.of(0x19, 0x01),
      hashStruct(DOMAIN_TYPE, domain, known, 'domain', 0),
      hashStruct(primaryType, message, known, 'message', 0),
    ),
  );
}

/** The type that the digest commits to, such as `Mail(Person from,Person to)Person(string name)`. */
export const typedDataType = ({ types, primaryType, domain }: TypedData): string =>
  encodeType(primaryType, checkedTypes(types, domain));

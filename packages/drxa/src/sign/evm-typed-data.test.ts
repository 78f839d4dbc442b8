import { TypedDataEncoder, verifyTypedData } from 'ethers';
import fc from 'fast-check';
import { hashTypedData as viemHash } from 'viem';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { toHex } from '../encoding/hex.ts';
import { DrxaError } from '../errors.ts';
import type { TypedData, TypedDataField } from './eip712.ts';
import { signTypedData } from './evm-typed-data.ts';

/** The example of EIP-712; its key is the hash of `cow`. */
const privateKey = keccak_256(new TextEncoder().encode('cow'));
const cow = '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826';
const bob = '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB';
const contract = '0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC';
const mail: TypedData = {
  types: {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ],
    Person: [
      { name: 'name', type: 'string' },
      { name: 'wallet', type: 'address' },
    ],
    Mail: [
      { name: 'from', type: 'Person' },
      { name: 'to', type: 'Person' },
      { name: 'contents', type: 'string' },
    ],
  },
  primaryType: 'Mail',
  domain: { name: 'Ether Mail', version: '1', chainId: 1, verifyingContract: contract },
  message: { from: { name: 'Cow', wallet: cow }, to: { name: 'Bob', wallet: bob }, contents: 'Hello, Bob!' },
};
const permit: TypedData = {
  types: {
    Permit: ['address owner', 'address spender', 'uint256 value', 'uint256 nonce', 'uint256 deadline'].map(
      (member) => ({ name: member.split(' ')[1], type: member.split(' ')[0] }),
    ),
  },
  primaryType: 'Permit',
  domain: { name: 'USD Coin', version: '2', chainId: '0x1', verifyingContract: contract.toLowerCase() },
  message: { owner: cow, spender: bob.toLowerCase(), value: '1000000', nonce: 0, deadline: 2n ** 256n - 1n },
};
const refusal = (field: string): object =>
  expect.objectContaining({ code: 'DRXA_TX_INVALID', field }) as object;
const withoutDomain = (types: TypedData['types']): Record<string, TypedDataField[]> =>
  Object.fromEntries(
    Object.entries(types)
      .filter(([name]) => name !== 'EIP712Domain')
      .map(([name, fields]) => [name, [...fields]]),
  );

describe('K17: typed data', () => {
  it('has the digest and the signature of the example of EIP-712', () => {
    expect(signTypedData({ privateKey, typedData: mail })).toEqual({
      hash: '0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2',
      signature:
        '0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d' +
        '07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c',
      summary: {
        kind: 'typed-statement',
        from: cow,
        type: 'Mail(Person from,Person to,string contents)Person(string name,address wallet)',
        chainId: 1n,
        contract,
        to: undefined,
        amount: undefined,
        asset: undefined,
      },
    });
  });

  it('without a domain type has the one that its domain makes', () => {
    const typedData = { ...mail, types: withoutDomain(mail.types) };
    expect(signTypedData({ privateKey, typedData })).toEqual(signTypedData({ privateKey, typedData: mail }));
  });

  it('a permit says who may spend how much of which token', () => {
    const { summary, signature } = signTypedData({ privateKey, typedData: permit });
    expect(summary).toMatchObject({
      kind: 'token-approval',
      from: cow,
      to: bob,
      amount: 1_000_000n,
      asset: contract,
      chainId: 1n,
    });
    expect(verifyTypedData(permit.domain, withoutDomain(permit.types), permit.message, signature)).toBe(cow);
  });

  it('without a contract or a chain says so', () => {
    const { summary } = signTypedData({ privateKey, typedData: { ...permit, domain: {} } });
    expect(summary).toMatchObject({ kind: 'typed-statement', chainId: undefined, contract: undefined });
  });
});

const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => `0x${toHex(bytes)}`);
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((one) => one.isWellFormed());
const types: Record<string, TypedDataField[]> = {
  Zoo: [
    { name: 'animals', type: 'Animal[]' },
    { name: 'pair', type: 'Animal[2]' },
    { name: 'grid', type: 'uint8[2][]' },
    { name: 'blob', type: 'bytes' },
    { name: 'open', type: 'bool' },
    { name: 'mark', type: 'bytes3' },
    { name: 'hash', type: 'bytes32' },
  ],
  Animal: [
    { name: 'name', type: 'string' },
    { name: 'weight', type: 'int64' },
    { name: 'owner', type: 'Keeper' },
  ],
  Keeper: [
    { name: 'account', type: 'address' },
    { name: 'pay', type: 'uint256' },
    { name: 'debt', type: 'int256' },
  ],
};
const keeper = fc.record({
  account: hex(20),
  pay: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  debt: fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
});
const animal = fc.record({
  name: text,
  weight: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  owner: keeper,
});
const byte = fc.nat(255);
const zoo = fc.record({
  animals: fc.array(animal, { maxLength: 3 }),
  pair: fc.tuple(animal, animal),
  grid: fc.array(fc.tuple(byte, byte), { maxLength: 3 }),
  blob: fc.nat(60).chain(hex),
  open: fc.boolean(),
  mark: hex(3),
  hash: hex(32),
});
const domains = fc.record(
  { name: text, version: text, chainId: fc.nat(), verifyingContract: hex(20), salt: hex(32) },
  { requiredKeys: [] },
);

describe('nested structs and lists', () => {
  it('K17: have the digest that ethers and viem compute', () => {
    fc.assert(
      fc.property(domains, zoo, (domain, message) => {
        const typedData = { types, primaryType: 'Zoo', domain, message };
        const { hash, signature } = signTypedData({ privateKey, typedData });
        expect(TypedDataEncoder.hash(domain, types, message)).toBe(hash);
        expect(viemHash({ types, primaryType: 'Zoo', domain: domain as object, message })).toBe(hash);
        expect(verifyTypedData(domain, types, message, signature)).toBe(cow);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what is not signed', () => {
  const sign = (change: Partial<Record<keyof TypedData, unknown>>) =>
    signTypedData({ privateKey, typedData: { ...mail, ...change } as TypedData });
  const of = (type: string, value: unknown) =>
    sign({ types: { Mail: [{ name: 'x', type }] }, message: { x: value } });

  it.each([
    ['a value that no member is for', { message: { ...mail.message, amount: 5 } }, 'message'],
    ['a missing value', { message: { ...mail.message, to: { name: 'Bob' } } }, 'message.to.wallet'],
    ['a struct that is none', { message: { ...mail.message, to: null } }, 'message.to'],
    ['a domain with something else', { domain: { ...mail.domain, owner: cow } }, 'domain'],
    ['no domain', { domain: undefined }, 'domain'],
    ['a primary type that is not there', { primaryType: 'Letter' }, 'primaryType'],
    ['the domain as message', { primaryType: 'EIP712Domain' }, 'primaryType'],
    ['no types', { types: undefined }, 'types'],
    ['a struct that is no list', { types: { Mail: 'string' } }, 'types'],
    ['a struct named as an atom', { types: { ...mail.types, uint256: [] } }, 'types'],
    ['a struct named with a bracket', { types: { ...mail.types, 'A(': [] } }, 'types'],
    ['a member without a type', { types: { Mail: [{ name: 'x' }] } }, 'types'],
    ['a member named with a comma', { types: { Mail: [{ name: 'x,y', type: 'bool' }] } }, 'types'],
    ['a type that is not there', { types: { Mail: [{ name: 'x', type: 'Person' }] } }, 'types'],
    [
      'a type that is too long',
      { types: { Mail: [{ name: 'x', type: `bool${'[]'.repeat(99)}` }] } },
      'types',
    ],
    ['two members of one name', { types: { Mail: Array(2).fill({ name: 'x', type: 'bool' }) } }, 'types'],
    [
      'too many structs',
      { types: Object.fromEntries(Array.from({ length: 257 }, (_, n) => [`S${n}`, []])) },
      'types',
    ],
    [
      'a domain of other types',
      { types: { ...mail.types, EIP712Domain: [{ name: 'name', type: 'bytes' }] } },
      'types',
    ],
  ])('%s', (_what, change, field) => {
    expect(() => sign(change)).toThrow(refusal(field));
  });

  it.each([
    ['uint8', 256],
    ['uint8', -1],
    ['int8', 128],
    ['int8', -129],
    ['uint256', 1.5],
    ['uint256', 2 ** 53],
    ['uint256', '1e3'],
    ['uint256', ''],
    ['uint256', true],
    ['bool', 1],
    ['string', 7],
    ['string', '\ud800'],
    ['bytes', '0x0'],
    ['bytes', 'ab'],
    ['bytes4', '0x000000'],
    ['address', cow.replace('C', 'c')],
    ['address', 7],
    ['bool[]', true],
    ['bool[2]', [true]],
  ])('%s for %j', (type, value) => {
    expect(() => of(type, value)).toThrow(refusal('message.x'));
  });

  it.each(['uint7', 'uint264', 'int', 'bytes0', 'bytes33', 'function', 'Mail[-1]', 'bool[01]'])(
    'the type %s, which is none',
    (type) => {
      expect(() => of(type, 0)).toThrow(refusal('types'));
    },
  );

  it('a struct within itself without end', () => {
    const loop: { x: unknown[] } = { x: [] };
    loop.x.push(loop);
    expect(() => of('Mail[]', loop.x)).toThrow(DrxaError);
  });

  it('any JSON: DrxaError, never another error', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const part = (good: unknown): fc.Arbitrary<unknown> =>
      fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: json });
    const { types: goodTypes, domain, message } = mail;
    fc.assert(
      fc.property(
        part(goodTypes),
        part('Mail'),
        part(domain),
        fc.oneof(part(message), fc.record({ from: json, to: json, contents: json })),
        (types, primaryType, domain, message) => {
          try {
            expect(sign({ types, primaryType, domain, message }).hash).toMatch(/^0x/);
          } catch (error) {
            if (!(error instanceof DrxaError)) throw error;
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

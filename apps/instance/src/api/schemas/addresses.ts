import { Type } from 'typebox';
import type { Static } from 'typebox';
import { REQUESTS } from '../../vault/protocol.ts';
import { Id, Nullable, PageQuery, Timestamp } from './common.ts';

const Name = Type.String({ minLength: 1, maxLength: 64 });
const Scope = REQUESTS.publicKey.params.properties.scope;
/** Whose address it is: well-formed, in NFC, without control characters, 1 to 128 bytes in UTF-8. */
const UserId = Type.String({ minLength: 1, maxLength: 128 });
const Label = Type.String({ maxLength: 200 });

/** A chain that addresses are made for. */
export const ChainInfo = Type.Object(
  {
    name: Type.String(),
    aliases: Type.Array(Type.String()),
    /** SLIP-44. */
    coinType: Type.Integer(),
    /** The main network first. */
    networks: Type.Array(Type.String()),
    /** Kinds of address, the default first, each with the family of its keys. */
    forms: Type.Array(Type.Object({ name: Type.String(), family: Type.String() })),
    /** A transfer may need a memo or tag beside the address. */
    tag: Type.Boolean(),
    /** The vault signs transactions of it. */
    signs: Type.Boolean(),
  },
  { $id: 'ChainInfo' },
);
export type ChainInfo = Static<typeof ChainInfo>;

export const AddressRow = Type.Object(
  {
    id: Id,
    address: Type.String(),
    chain: Type.String(),
    network: Type.String(),
    form: Type.String(),
    family: Type.String(),
    scope: Type.String(),
    userId: Type.String(),
    index: Type.Integer(),
    publicKey: Type.String({ description: 'hex' }),
    /** Of the seed it comes from, 8 bytes in hex. */
    fingerprint: Type.String(),
    label: Type.String(),
    createdAt: Timestamp,
  },
  { $id: 'AddressRow' },
);
export type AddressRow = Static<typeof AddressRow>;

/** An address derived anew by the vault, beside the one that is kept. */
export const AddressProof = Type.Object(
  {
    address: AddressRow,
    derived: Type.Object({ address: Type.String(), publicKey: Type.String() }),
    matches: Type.Boolean(),
    /** Of the seed that the vault has now. */
    fingerprint: Type.String(),
    at: Timestamp,
  },
  { $id: 'AddressProof' },
);
export type AddressProof = Static<typeof AddressProof>;

export const AddressQuery = Type.Object(
  {
    ...PageQuery.properties,
    scope: Type.Optional(Scope),
    userId: Type.Optional(UserId),
    /** A chain's name or one of its aliases. */
    chain: Type.Optional(Name),
    /** Text in the address, the label or the user id; case does not matter. */
    search: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false },
);
export type AddressQuery = Static<typeof AddressQuery>;

export const CreateAddress = Type.Object(
  {
    scope: Type.Optional(Type.String({ ...Scope, default: 'wallet' })),
    userId: UserId,
    chain: Name,
    network: Type.Optional(Name),
    form: Type.Optional(Name),
    label: Type.Optional(Label),
    /** The allocation's own key: the same one with the same request answers the same address for ever. */
    requestId: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{8,100}$' })),
  },
  { additionalProperties: false },
);
export type CreateAddress = Static<typeof CreateAddress>;

export const EditAddress = Type.Object({ label: Label }, { additionalProperties: false });

export const VerifyAddress = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 500 }),
    chain: Type.Optional(Name),
    network: Type.Optional(Name),
  },
  { additionalProperties: false },
);
export type VerifyAddress = Static<typeof VerifyAddress>;

/** What a text says on one chain, its checksum right, and which of our addresses it is. */
export const AddressReading = Type.Object(
  {
    chain: Type.String(),
    network: Type.String(),
    kind: Type.String(),
    canonical: Type.String(),
    notes: Type.Array(Type.String()),
    tag: Type.Optional(Type.String()),
    ours: Nullable(AddressRow),
  },
  { $id: 'AddressReading' },
);
export type AddressReading = Static<typeof AddressReading>;

export const AddressVerified = Type.Object(
  {
    readings: Type.Array(AddressReading),
    /** Why it is no address, where there is no reading. */
    problem: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  },
  { $id: 'AddressVerified' },
);
export type AddressVerified = Static<typeof AddressVerified>;

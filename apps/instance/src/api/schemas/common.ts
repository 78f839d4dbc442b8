import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';

/** A decimal number as text: no exponent, `-` for negative. Amounts and prices never travel as JSON numbers. */
export const Decimal = Type.String({
  pattern: '^-?\\d+(\\.\\d+)?$',
  maxLength: 60,
  description: 'decimal number',
});
/** ISO 8601 in UTC. */
export const Timestamp = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
/** Identifier of a row of ours. */
export const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' });
export const IdParams = Type.Object({ id: Id });

/** What every refused request answers with. */
export const ErrorBody = Type.Object(
  {
    code: Type.String({ description: 'stable, e.g. BOT_NOT_FOUND' }),
    message: Type.String({ description: 'what was wrong and what to do' }),
    /** The field it is about, where there is one: `parameters.bidSpreadBp`. */
    field: Type.Optional(Type.String()),
    /** All problems of a form, each with its field. */
    problems: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
    requestId: Type.String(),
  },
  { $id: 'Error' },
);
export type ErrorBody = Static<typeof ErrorBody>;

/** Newest first; `next` is the cursor of the following page, null at the end. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });
export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});
export const Empty = Type.Object({}, { additionalProperties: false });
export const Nullable = <T extends TSchema>(item: T) => Type.Union([item, Type.Null()]);

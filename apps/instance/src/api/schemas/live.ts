import { Type } from 'typebox';
import type { Static } from 'typebox';
import { BookState, FillRow, SamplePoint, SideName } from './bots.ts';
import { Decimal, Nullable, Timestamp } from './common.ts';

/**
 * The live socket, `/api/live`. Frames are JSON objects.
 *
 * Client: `{t:'sub', ch, since?}`, `{t:'unsub', ch}`.
 * Server: `{t:'snapshot', ch, seq, at, data}`, `{t:'delta', ch, seq, at, data}`, `{t:'beat', at}` every 2 s,
 * `{t:'resync', ch}` (a snapshot follows: this reader was too slow), `{t:'gone', ch, code, message}` (no such channel,
 * or no right to it).
 *
 * Channels and what `data` is. A *state* channel: every delta is the whole new state. A *list* channel: a snapshot
 * holds the newest entries, oldest first, and a delta those to append.
 *
 * | channel | kind | data | at most |
 * |---|---|---|---|
 * | `overview` | state | `Overview` | 1/s |
 * | `bot:<id>` | state | `BotDetail` | 4/s |
 * | `book:<id>` | state | `LiveBook` | 20/s |
 * | `tape:<id>` | list | `TapeEntry` | 10/s |
 * | `fills:<id>` | list | `FillRow` | 10/s |
 * | `series:<id>` | list | `SamplePoint` | 1/s |
 * | `events` | list | `BotEvent` | 10/s |
 * | `logs` | list | `LogLine` (operator) | 10/s |
 * | `alerts` | state | `{ alerts: Alert[] }` | 2/s |
 * | `health` | state | `Health` | 0.5/s |
 * | `kill` | state | `KillStatus` | 10/s |
 * | `keys` | state | `KeysStatus` (operator) | 4/s |
 */
export const LiveBook = Type.Object(
  {
    state: BookState,
    /** Why it is not live. */
    reason: Type.String(),
    /** [price, quantity, own quantity], best first, up to 20 a side. */
    bids: Type.Array(Type.Tuple([Decimal, Decimal, Decimal])),
    asks: Type.Array(Type.Tuple([Decimal, Decimal, Decimal])),
    mid: Nullable(Decimal),
    spread: Nullable(Decimal),
    spreadBp: Nullable(Type.Number()),
    /** Quantity within 50 bp of the mid, per side, in base. */
    depth: Type.Object({ bid: Decimal, ask: Decimal }),
  },
  { $id: 'LiveBook' },
);
export type LiveBook = Static<typeof LiveBook>;

/** A public trade, or an own fill (`own`). */
export const TapeEntry = Type.Object(
  {
    id: Type.String(),
    at: Timestamp,
    side: SideName,
    price: Decimal,
    quantity: Decimal,
    own: Type.Boolean(),
  },
  { $id: 'TapeEntry' },
);
export type TapeEntry = Static<typeof TapeEntry>;

export const LogLine = Type.Object(
  {
    id: Type.String(),
    at: Timestamp,
    level: Type.Enum(['debug', 'info', 'warn', 'error']),
    /** Part of the program. */
    source: Type.String(),
    message: Type.String(),
    fields: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'LogLine' },
);
export type LogLine = Static<typeof LogLine>;

export const ClientFrame = Type.Union([
  Type.Object(
    {
      t: Type.Literal('sub'),
      ch: Type.String({ maxLength: 80 }),
      since: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { t: Type.Literal('unsub'), ch: Type.String({ maxLength: 80 }) },
    { additionalProperties: false },
  ),
]);
export type ClientFrame = Static<typeof ClientFrame>;

export const ServerFrame = Type.Union([
  Type.Object({
    t: Type.Enum(['snapshot', 'delta']),
    ch: Type.String(),
    seq: Type.Integer(),
    at: Timestamp,
    data: Type.Unknown(),
  }),
  Type.Object({ t: Type.Literal('beat'), at: Timestamp }),
  Type.Object({ t: Type.Literal('resync'), ch: Type.String() }),
  Type.Object({ t: Type.Literal('gone'), ch: Type.String(), code: Type.String(), message: Type.String() }),
]);
export type ServerFrame = Static<typeof ServerFrame>;
export type { FillRow, SamplePoint };

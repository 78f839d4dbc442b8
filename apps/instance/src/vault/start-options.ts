import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

/** Where main's end of the channel is, and the descriptor with what a person typed. */
export const CHANNEL_FD = 3;
export const DESCRIPTOR_FD = 4;

const StartOptionsSchema = Type.Object(
  {
    folder: Type.String({ minLength: 1 }),
    credentialFile: Type.Optional(Type.String({ minLength: 1 })),
    /** A vault whose source needs no person is opened at once. */
    unlockAtStart: Type.Boolean(),
    leastRev: Type.Integer({ minimum: 0 }),
    /** 0: never. */
    autoLockMs: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }),
    descriptor: Type.Boolean(),
  },
  { additionalProperties: false },
);
/** The signing process's one argument, as JSON. Anybody on the machine can read it: no secret. */
export type StartOptions = Static<typeof StartOptionsSchema>;

/** @throws TypeError */
export function readStartOptions(text: string): StartOptions {
  const options: unknown = JSON.parse(text);
  if (!Value.Check(StartOptionsSchema, options))
    throw new TypeError('these are no start options of the vault');
  return options;
}

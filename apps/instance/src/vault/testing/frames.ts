import fc from 'fast-check';
import type { StartOptions } from '../start-options.ts';

/** How a signing process is started in tests that speak to it themselves. */
export const start = (folder: string): StartOptions => ({
  folder,
  unlockAtStart: true,
  leastRev: 0,
  autoLockMs: 0,
  descriptor: false,
});

/** A message as it stands on the channel; with a length that is not its own where one is given. */
export function frame(body: string | Uint8Array, length = Buffer.from(body).length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return Buffer.concat([head, Buffer.from(body)]);
}

/** Values that are seldom what is meant. */
export const odd = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom<unknown>(
    '\ud800',
    '__proto__',
    'constructor',
    '',
    -1,
    1.5,
    2 ** 53,
    null,
    [],
    {},
    'A'.repeat(5000),
  ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
);

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const OPEN = '/proc/self/fd';
const DETAILS = '/proc/self/fdinfo';
const READ_ONLY = 0;
const WRITE_ONLY = 1;

/**
 * Whether the program made a descriptor for itself, so that nobody gave it one: a thing of the kernel's without a name,
 * or a pipe of which it has both ends. A read from one waits for ever, and what is written to one confuses Node.
 * Where there is no `/proc`, nothing is known.
 */
export function isOwnDescriptor(fd: number): boolean {
  const target = targetOf(fd);
  if (target === undefined) return false;
  if (target.startsWith('anon_inode:')) return true;
  if (!target.startsWith('pipe:')) return false;
  const otherEnd = accessOf(fd) === READ_ONLY ? WRITE_ONLY : READ_ONLY;
  return readdirSync(OPEN)
    .map(Number)
    .some((other) => targetOf(other) === target && accessOf(other) === otherEnd);
}

function targetOf(fd: number): string | undefined {
  return orNothing(() => readlinkSync(`${OPEN}/${fd}`));
}

function accessOf(fd: number): number | undefined {
  const flags = orNothing(() => /^flags:\s*([0-7]+)$/m.exec(readFileSync(`${DETAILS}/${fd}`, 'latin1'))?.[1]);
  return flags === undefined ? undefined : Number.parseInt(flags, 8) & 3;
}

function orNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

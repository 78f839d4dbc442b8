import { InstanceError } from '../errors.ts';

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

const CODES: readonly (readonly [RegExp, number])[] = [
  [/^SQLITE_BUSY/, BUSY],
  [/^SQLITE_LOCKED/, LOCKED],
  [/^SQLITE_CORRUPT/, CORRUPT],
  [/^SQLITE_NOTADB$/, NOT_A_DATABASE],
  [/^(?:SQLITE_FULL|ENOSPC|EDQUOT)$/, FULL],
];

/** What to do about a database that cannot be read any more. */
export const RESTORE_HINT =
  'stop the instance and restore a backup: mrm db restore <name> (mrm db list shows them)';

/**
 * Says what SQLite's error means for the operator.
 *
 * @param doing what was under way, such as `open`, for the message
 * @returns `DATABASE_LOCKED`, `DATABASE_DAMAGED`, `DISK_FULL`, else `DATABASE_FAILED`; an InstanceError as it is
 */
export function databaseError(file: string, doing: string, error: unknown): InstanceError {
  if (error instanceof InstanceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const options = { cause: error };
  switch (resultCode(error)) {
    case BUSY:
    case LOCKED:
      return new InstanceError(
        'DATABASE_LOCKED',
        `cannot ${doing} ${file}: another program holds it locked; close that program and try again`,
        options,
      );
    case CORRUPT:
    case NOT_A_DATABASE:
      return new InstanceError(
        'DATABASE_DAMAGED',
        `cannot ${doing} ${file}: it is damaged (${message}); ${RESTORE_HINT}`,
        options,
      );
    case FULL:
      return new InstanceError(
        'DISK_FULL',
        `cannot ${doing} ${file}: the disk is full; free some space and try again`,
        options,
      );
    default:
      return new InstanceError('DATABASE_FAILED', `cannot ${doing} ${file}: ${message}`, options);
  }
}

/** The primary result code in an error of node:sqlite, of Prisma's driver, or the like of a file system error. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  const name = driverCode(error) ?? ('code' in error ? String(error.code) : '');
  return CODES.find(([pattern]) => pattern.test(name))?.[1];
}

/** Prisma puts what its driver said into `meta`, as `SQLITE_FULL`. */
function driverCode(error: Error): string | undefined {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } };
  const code = meta?.driverAdapterError?.cause?.originalCode;
  return typeof code === 'string' ? code : undefined;
}

import { VaultError } from './vault-error.ts';

/** https://sqlite.org/rescode.html */
const BUSY = new Set([5, 6]);
const DAMAGED = new Set([11, 26]);
/** SQLite's words, under its general code, for a header that it would not have written. */
const FOREIGN = 'unsupported file format';

/** What an error of SQLite or of the file system means for the vault. */
export function storeFailure(error: unknown, path: string): VaultError {
  if (error instanceof VaultError) return error;
  const { message, errcode } = error as Error & { errcode?: number };
  const primary = (errcode ?? 0) & 0xff;
  if (BUSY.has(primary))
    return new VaultError('VAULT_IN_USE', `another program has ${path} open; stop it first`, {
      cause: error,
    });
  if (DAMAGED.has(primary) || message === FOREIGN)
    return new VaultError('VAULT_CORRUPT', `${path} is damaged; restore it from a backup`, { cause: error });
  return new VaultError('VAULT_FAILED', `cannot use ${path}: ${message}`, { cause: error });
}

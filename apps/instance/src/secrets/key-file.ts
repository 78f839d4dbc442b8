import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { InstanceError } from '../errors.ts';

const KEY_BYTES = 32;

/**
 * The 32 bytes in a key file, made with mode 0600 where there is none.
 * @throws InstanceError `SECRET_UNREADABLE` when others can read it, or it is not a key
 */
export function readKeyFile(path: string): Buffer {
  return readKey(path) ?? makeKey(path);
}

function readKey(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, (error as Error).message, error);
  }
  try {
    const { mode } = fstatSync(file);
    if ((mode & 0o077) !== 0)
      throw unreadable(
        path,
        `others can read it (mode ${(mode & 0o777).toString(8)}); if nobody did, run chmod 600 ${path}`,
      );
    const key = readFileSync(file);
    if (key.length !== KEY_BYTES)
      throw unreadable(
        path,
        `it has ${String(key.length)} bytes instead of ${String(KEY_BYTES)}; put the original file back`,
      );
    return key;
  } finally {
    closeSync(file);
  }
}

/** Linked into place when it is whole, so that neither a crash nor a second program leaves half a key. */
function makeKey(path: string): Buffer {
  const fresh = `${path}.${String(process.pid)}`;
  const key = randomBytes(KEY_BYTES);
  writeFileSync(fresh, key, { mode: 0o600, flush: true });
  try {
    linkSync(fresh, path);
    return key;
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readKey(path) : undefined;
    if (other === undefined) throw unreadable(path, (error as Error).message, error);
    return other;
  } finally {
    rmSync(fresh);
  }
}

function unreadable(path: string, why: string, cause?: unknown): InstanceError {
  return new InstanceError('SECRET_UNREADABLE', `cannot use the key file ${path}: ${why}`, { cause });
}

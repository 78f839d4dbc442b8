import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Returns once a file is on the disk. Not for a database that this process has open: closing it drops SQLite's locks. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  remove(): void;
}

/**
 * A file system of so many KiB in memory; undefined where this user may not mount one, which is then up to the caller
 * to say (only root may, and not in each container).
 */
export function smallDisk(kib: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'mrm-disk-'));
  const { status } = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${String(kib)}k,mode=0700`,
    'tmpfs',
    path,
  ]);
  if (status !== 0) return undefined;
  return {
    path,
    remove: () => {
      spawnSync('umount', ['--lazy', path]);
    },
  };
}

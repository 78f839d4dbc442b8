import { copyFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Backup } from '../api/schemas/manage.ts';
import type { Home } from '../home.ts';
import packageJson from '../../package.json' with { type: 'json' };
import {
  databasesOf,
  openPartial,
  publish,
  syncFolder,
  writeManifest,
  type BackupFile,
} from './backup-folder.ts';
import { sha256 } from './inspect.ts';
import { syncFile } from './sync-file.ts';

/**
 * Keeps the files of damaged databases as they are, write-ahead logs included, for somebody to look at: a restore must
 * not destroy what could perhaps be read out of them. The instance must not be running.
 */
export async function salvage(home: Home): Promise<Backup> {
  const partial = openPartial(home);
  const files: BackupFile[] = [];
  for (const { name, path } of databasesOf(home)) {
    for (const side of ['', '-wal']) {
      if (!existsSync(path + side)) continue;
      const target = join(partial, name + side);
      copyFileSync(path + side, target);
      syncFile(target);
      files.push({
        name: name + side,
        bytes: statSync(target).size,
        sha256: await sha256(target),
        migrations: [],
      });
    }
  }
  const at = new Date().toISOString();
  const manifest = { version: packageJson.version, at, reason: 'restore' as const, verifiedAt: null, files };
  syncFolder(partial);
  writeManifest(partial, manifest);
  return publish(home, partial, manifest);
}

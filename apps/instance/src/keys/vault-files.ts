import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { ExportFileParams } from '../api/schemas/keys.ts';
import type { KeysExportFile } from '../api/schemas/keys.ts';
import { InstanceError } from '../errors.ts';
import { EXPORTS, IMPORTS } from '../vault/handle-upkeep.ts';

/** Encrypted copies of a vault as files in its folder: those it made, and those it is to read. */
export class VaultFiles {
  readonly #folder: string;

  /** @param folder of the vault */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Copies that the vault made, newest first. */
  async exports(): Promise<KeysExportFile[]> {
    const names = (await filesIn(join(this.#folder, EXPORTS))).filter(isExportName);
    const files = await Promise.all(
      names.map(async (file) => {
        const { mtime, size } = await lstat(join(this.#folder, EXPORTS, file));
        return { file, at: mtime.toISOString(), bytes: size };
      }),
    );
    return files.sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** Where a copy is. @throws InstanceError `NOT_FOUND` */
  async exportPath(file: string): Promise<{ path: string; bytes: number }> {
    const found = (await this.exports()).find((one) => one.file === file);
    if (found === undefined)
      throw new InstanceError('NOT_FOUND', 'There is no such copy; GET /api/keys/exports lists them');
    return { path: join(this.#folder, EXPORTS, file), bytes: found.bytes };
  }

  /** Puts a copy where the signing process may read it, for as long as `act` takes. */
  async withImport<Result>(content: Uint8Array, act: (file: string) => Promise<Result>): Promise<Result> {
    const folder = join(this.#folder, IMPORTS);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = `${randomUUID()}.mrmvault`;
    try {
      writeFileSync(join(folder, file), content, { mode: 0o600, flag: 'wx' });
      return await act(file);
    } finally {
      for (const end of ['', '-journal', '-wal', '-shm']) rmSync(join(folder, file + end), { force: true });
    }
  }
}

function isExportName(name: string): boolean {
  return Value.Check(ExportFileParams, { file: name });
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

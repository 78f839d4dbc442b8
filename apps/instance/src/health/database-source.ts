import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HealthSource, WallClock } from '../api/ports.ts';
import type { HealthItem } from '../api/schemas/manage.ts';
import type { Home } from '../home.ts';
import { bytesText, spanText } from './figures.ts';
import { healthItem } from './health-item.ts';
import { THRESHOLDS, above } from './thresholds.ts';

/** The files of the database and of the trading journal, and the newest backup. */
export class DatabaseSource implements HealthSource {
  readonly name = 'database';
  readonly #home: Home;
  readonly #clock: WallClock;

  constructor(home: Home, clock: WallClock) {
    this.#home = home;
    this.#clock = clock;
  }

  async read(): Promise<HealthItem[]> {
    const backup = await newestBackup(this.#home.backups);
    const lastBackup =
      backup === undefined ? 'never' : `${spanText(Math.max(0, this.#clock.now() - backup))} ago`;
    return [
      await this.#file('database', 'Database', this.#home.database, { lastBackup }),
      await this.#file('journal', 'Trading journal', this.#home.journal, {}),
    ];
  }

  async #file(
    name: string,
    title: string,
    path: string,
    more: Readonly<Record<string, string>>,
  ): Promise<HealthItem> {
    const now = this.#clock.now();
    const size = await sizeOf(path);
    if (size === undefined) {
      return healthItem({ name, title, state: 'fail', detail: 'its file is missing', figures: more }, now);
    }
    const wal = (await sizeOf(`${path}-wal`)) ?? 0;
    const state = above(wal, THRESHOLDS.walBytes);
    const detail = state === 'ok' ? '' : 'its write-ahead log grows: a reader holds it open for too long';
    const figures = { size: bytesText(size), writeAhead: bytesText(wal), ...more };
    return healthItem({ name, title, state, detail, figures }, now);
  }
}

/** Bytes; undefined when there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** When the newest file among the backups was written, ms since the epoch. */
async function newestBackup(folder: string): Promise<number | undefined> {
  try {
    const times = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mtimeMs),
    );
    return times.length === 0 ? undefined : Math.max(...times);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

import { statfs } from 'node:fs/promises';
import type { HealthSource, WallClock } from '../api/ports.ts';
import type { HealthItem } from '../api/schemas/manage.ts';
import { bytesText } from './figures.ts';
import { healthItem } from './health-item.ts';
import { THRESHOLDS, below } from './thresholds.ts';

/** Space left where the instance keeps its data. */
export class DiskSource implements HealthSource {
  readonly name = 'disk';
  readonly #folder: string;
  readonly #clock: WallClock;

  constructor(folder: string, clock: WallClock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Bytes the instance may still use. Throws what the file system throws. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  async read(): Promise<HealthItem[]> {
    const { bavail, blocks, bsize } = await statfs(this.#folder);
    const free = bavail * bsize;
    const state = below(free, THRESHOLDS.diskFree);
    const detail = {
      ok: '',
      warn: 'space runs low: remove old backups or recordings, or enlarge the disk',
      fail: 'almost full: trading halts when the journal cannot be written; make room now',
      unknown: '',
    }[state];
    const figures = { free: bytesText(free), size: bytesText(blocks * bsize), folder: this.#folder };
    return [healthItem({ name: 'disk', title: 'Disk', state, detail, figures }, this.#clock.now())];
  }
}

import type { Log, WallClock } from '../api/ports.ts';
import type { Home } from '../home.ts';
import { backup } from './backup.ts';
import { listBackups } from './backup-folder.ts';

const HOUR_MS = 3_600_000;
/** How often it is looked at, ms. */
const LOOK_MS = 600_000;

export interface ScheduledBackupParameters {
  readonly home: Home;
  readonly log: Log;
  readonly clock: WallClock;
  /** Hours between two of them; 0 = none. */
  readonly hours: number;
  /** When the instance was started for the first time, ms since the epoch. */
  readonly firstStart: number;
}

/** Makes a backup of its own accord when the last one of that kind is old enough, while the instance runs. */
export class ScheduledBackup {
  private readonly parameters: ScheduledBackupParameters;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(parameters: ScheduledBackupParameters) {
    this.parameters = parameters;
  }

  start(): void {
    if (this.parameters.hours === 0) return;
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.look());
    }, LOOK_MS);
    this.running = this.look();
  }

  /** Waits for a backup that is being made. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Makes one if it is due. Never rejects: what went wrong is in the log, and it is tried again with the next look. */
  async look(): Promise<void> {
    const { home, log, clock, hours, firstStart } = this.parameters;
    try {
      const [last] = listBackups(home).filter(({ reason }) => reason === 'scheduled');
      const since = last ? Date.parse(last.at) : firstStart;
      if (clock.now() - since < hours * HOUR_MS) return;
      const { name, bytes } = await backup(home, 'scheduled');
      log.info('backup', `made backup ${name}`, { bytes });
    } catch (error) {
      log.error('backup', `the scheduled backup failed: ${(error as Error).message}`);
    }
  }
}

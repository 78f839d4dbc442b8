import type { Access } from '../access/access.ts';
import type { Actor } from '../access/actor.ts';
import type { AddressBook } from '../addresses/address-book.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Database } from '../database/open-database.ts';
import type { Keys } from '../keys/keys.ts';
import type { LiveHub } from '../live/live-hub.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Bots, HealthService, LogStore, WallClock } from './ports.ts';
import type { Backup } from './schemas/manage.ts';

/** Backups as the API shows and makes them. */
export interface Backups {
  /** Newest first. */
  list(): Promise<Backup[]>;
  /** @throws InstanceError `BACKUP_FAILED`, `DISK_FULL` */
  create(actor: Actor): Promise<Backup>;
}

/** The parts of an instance that the API stands on; `instance.ts` puts them together. */
export interface Services {
  readonly log: LogStore;
  readonly audit: AuditLog;
  readonly access: Access;
  readonly bots: Bots;
  readonly health: HealthService;
  readonly alerts: AlertService;
  readonly live: LiveHub;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly backups: Backups;
  readonly keys: Keys;
  readonly addresses: AddressBook;
  readonly clock: WallClock;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access } from '../../access/access.ts';
import { AddressBook } from '../../addresses/address-book.ts';
import { AlertService } from '../../alerts/alert-service.ts';
import { readFacts } from '../../alerts/read-facts.ts';
import { AuditLog } from '../../audit/audit-log.ts';
import { backup } from '../../database/backup.ts';
import { openDatabase } from '../../database/open-database.ts';
import { machineSources } from '../../health/all-sources.ts';
import { InstanceHealth } from '../../health/health-service.ts';
import { systemTimers } from '../../health/timers.ts';
import { homeOf } from '../../home.ts';
import type { Home } from '../../home.ts';
import { KeyVault } from '../../keys/key-vault.ts';
import { Keys } from '../../keys/keys.ts';
import { LiveHub } from '../../live/live-hub.ts';
import type { LiveTimers } from '../../live/live-timers.ts';
import { InstanceLog } from '../../log/log-store.ts';
import { openSecretBox } from '../../secrets/secret-box.ts';
import { Metrics } from '../../metrics/metrics.ts';
import type { Bots, WallClock } from '../ports.ts';
import type { Services } from '../services.ts';
import { noBots } from './no-bots.ts';

export interface TestServices {
  readonly home: Home;
  readonly services: Services & { readonly log: InstanceLog };
  readonly close: () => Promise<void>;
}

export interface TestServicesParameters {
  readonly bots?: Bots;
  readonly liveTimers?: LiveTimers;
  readonly clock?: WallClock;
  /** Where the server is reached, once it listens. */
  readonly origin?: () => string;
}

/** The parts of an instance on databases of their own in a temporary folder, trading nothing. */
export async function openTestServices({
  bots = noBots(),
  liveTimers,
  clock = { now: Date.now },
  origin = () => '',
}: TestServicesParameters = {}): Promise<TestServices> {
  const folder = await mkdtemp(join(tmpdir(), 'mrm-server-'));
  const home = homeOf(folder);
  const database = await openDatabase(home.database);
  const { prisma } = database;
  const log = new InstanceLog({ folder: home.logs });
  const audit = new AuditLog({ prisma, clock, redactor: log.redactor });
  const access = new Access({ prisma, audit, log, clock, home, origin });
  const live = new LiveHub({ log, ...(liveTimers === undefined ? {} : { timers: liveTimers }) });
  const metrics = new Metrics({ bots, live });
  const mask = (text: string): string => log.redactor.text(text);
  const health = new InstanceHealth({ version: '0.0.0', clock, timers: systemTimers, mask });
  const machine = machineSources({ home, clock, bots });
  const alerts = new AlertService({
    prisma,
    secrets: openSecretBox(home.secretKey),
    facts: () => readFacts({ bots, machine, keys: () => vault.status, log, mask }),
    live,
    log,
    clock,
    timers: systemTimers,
  });
  const vault = new KeyVault({ folder: home.vault, autoLockMin: 15, log, audit });
  const keys = new Keys({ vault, audit, folder: home.vault });
  const addresses = new AddressBook({ prisma, vault, audit, clock });
  const backups = { list: async () => [], create: () => backup(home, 'manual') };
  return {
    home,
    services: {
      log,
      audit,
      access,
      bots,
      health,
      alerts,
      live,
      metrics,
      database,
      backups,
      keys,
      addresses,
      clock,
    },
    async close() {
      live.close();
      metrics.close();
      await access.close();
      await vault.close();
      await log.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

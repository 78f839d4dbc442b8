import { mkdirSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { AddressInfo } from 'node:net';
import { openDataFolder } from '@mrmarket/engine/data-folder';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import type { FastifyInstance } from 'fastify';
import packageJson from '../package.json' with { type: 'json' };
import { Access } from './access/access.ts';
import type { SignInLink } from './access/access.ts';
import { SYSTEM } from './access/actor.ts';
import { AddressBook } from './addresses/address-book.ts';
import type { AlertFacts } from './alerts/alert-kinds.ts';
import { AlertService } from './alerts/alert-service.ts';
import { AlertsHealth } from './alerts/alerts-health.ts';
import { readFacts } from './alerts/read-facts.ts';
import { buildServer } from './api/server.ts';
import type { WallClock } from './api/ports.ts';
import { AuditLog } from './audit/audit-log.ts';
import type { Config } from './config.ts';
import { backup } from './database/backup.ts';
import { listBackups } from './database/backup-folder.ts';
import { openDatabase } from './database/open-database.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import { ScheduledBackup } from './database/scheduled-backup.ts';
import { prepareDatabases } from './database/prepare-databases.ts';
import { InstanceError } from './errors.ts';
import { addHealthSources, machineSources } from './health/all-sources.ts';
import { showHealth } from './health/health-channel.ts';
import { InstanceHealth } from './health/health-service.ts';
import { systemTimers } from './health/timers.ts';
import type { Home } from './home.ts';
import { credentialFileOf } from './keys/credential-file.ts';
import { KeyVault } from './keys/key-vault.ts';
import { Keys } from './keys/keys.ts';
import { KeysHealth } from './keys/keys-health.ts';
import { checkForLive } from './keys/live-check.ts';
import { checkDerivation } from './keys/self-check.ts';
import { LiveHub } from './live/live-hub.ts';
import { InstanceLog } from './log/log-store.ts';
import { Metrics } from './metrics/metrics.ts';
import { openSecretBox } from './secrets/secret-box.ts';
import { BotManager } from './trading/bot-manager.ts';
import { openJournalDatabase } from './trading/journal-database.ts';
import { Recordings } from './trading/recordings.ts';
import { Strategies } from './trading/strategies.ts';
import type { VenueKind } from './trading/venue-kind.ts';

export interface InstanceOptions {
  readonly home: Home;
  readonly config: Config;
  /** Folder of the built console; without one only the API is served. */
  readonly webRoot?: string | undefined;
  /** Venues besides the paper markets. */
  readonly venues?: readonly VenueKind[];
  /** Strategies besides the built-in ones. */
  readonly strategies?: readonly StrategyDefinition[];
  /** Throws DrxaError where keys do not come out as they must; drxa's own vectors unless said. */
  readonly verifyKeys?: (() => void) | undefined;
}

/** A running instance. */
export interface Instance {
  /** Where this machine reaches it: `http://127.0.0.1:8420`. */
  readonly address: string;
  readonly bots: BotManager;
  readonly claimed: boolean;
  /** A new one-time link; see `Access.signInLink`. */
  signInLink(): Promise<SignInLink>;
  /** Cancels all own orders, verifies it, and ends. The bots keep their states and go on with the next start. */
  close(): Promise<void>;
}

const FIRST_START = 'first-start';

/**
 * Puts an instance together and starts it: locks the data folder, brings the databases up to date, listens, and goes
 * on with the bots that were at work. The very first start makes a bot on a generated market.
 *
 * @throws InstanceError, EngineError with what is wrong; nothing is left running then
 */
export async function openInstance({
  home,
  config,
  webRoot,
  venues = [],
  strategies,
  verifyKeys,
}: InstanceOptions): Promise<Instance> {
  const clock: WallClock = { now: Date.now };
  const undo: (() => unknown)[] = [];
  const unwind = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    checkDerivation(verifyKeys);
    const folder = openDataFolder(home.path);
    undo.push(() => {
      folder.release();
    });
    for (const path of [home.backups, home.recordings, home.logs, home.vault])
      mkdirSync(path, { recursive: true, mode: 0o700 });
    const log = new InstanceLog({ folder: home.logs, level: config.logLevel });
    undo.push(() => log.close());
    prepareDatabases(home, { log });
    const database = await openDatabase(home.database, { log });
    undo.push(() => database.close());
    const journal: DatabaseSync = openJournalDatabase(home.journal, { log });
    undo.push(() => {
      journal.close();
    });
    const { prisma } = database;
    const live = new LiveHub({ log });
    const audit = new AuditLog({ prisma, clock, redactor: log.redactor });
    const vault = new KeyVault({
      folder: home.vault,
      credentialFile: credentialFileOf(config.vault.credentialFile),
      autoLockMin: config.vault.autoLockMin,
      log,
      audit,
      onChanged: () => {
        live.changed('keys');
      },
    });
    undo.push(() => vault.close());
    vault.openIfThere();
    const bots = await BotManager.open({
      prisma,
      journal,
      live,
      log,
      audit,
      clock,
      sources: {
        recordings: new Recordings([home.recordings, ...config.recordings]),
        venues: new Map(venues.map((kind) => [kind.name, kind])),
        nowUs: () => Date.now() * 1000,
      },
      strategies: new Strategies(strategies),
      home: home.path,
      watchdogMs: config.watchdogMs,
      checkLive: async () => {
        checkForLive(await vault.settled());
      },
    });
    const listening: { server?: FastifyInstance } = {};
    const address = (): string => addressOf(listening.server, config);
    // Passkeys belong to one name: the public one, where there is one that browsers trust.
    const publicOrigin = config.publicOrigins.find((origin) => origin.startsWith('https:'));
    const origin = (): string => publicOrigin ?? address();
    const access = new Access({ prisma, audit, log, clock, home, origin });
    const mask = (text: string): string => log.redactor.text(text);
    const health = new InstanceHealth({ version: packageJson.version, clock, timers: systemTimers, mask });
    const machine = machineSources({ home, clock, bots });
    const facts = (): Promise<AlertFacts> =>
      readFacts({ bots, machine, keys: () => vault.status, log, mask });
    const secrets = openSecretBox(home.secretKey);
    const alerts = new AlertService({ prisma, secrets, facts, live, log, clock, timers: systemTimers });
    bots.alertCounts = () => alerts.counts();
    const more = [new AlertsHealth(alerts.deliveries, clock), new KeysHealth(() => vault.status, clock)];
    undo.push(addHealthSources(health, { home, clock, bots, machine, more }));
    undo.push(await showHealth({ live, health, timers: systemTimers }));
    defineChannels({ live, alerts, log, vault });
    const metrics = new Metrics({ bots, live });
    undo.push(() => {
      metrics.close();
    });
    const server = await buildServer(
      {
        log,
        audit,
        access,
        bots,
        health,
        alerts,
        live,
        metrics,
        database,
        clock,
        keys: new Keys({ vault, audit, folder: home.vault }),
        addresses: new AddressBook({ prisma, vault, audit, clock }),
        backups: {
          list: async () => listBackups(home),
          create: () => backup(home, 'manual'),
        },
      },
      { webRoot, host: config.host, port: config.port, publicOrigins: config.publicOrigins },
    );
    listening.server = server;
    undo.push(() => server.close());
    await listen(server, config);
    undo.push(() => access.close());
    await access.start(address());
    undo.push(() => bots.close());
    await alerts.start();
    undo.push(() => alerts.close());
    bots.recover();
    const firstStart = await firstStartOf(prisma);
    if (firstStart === undefined && bots.list().length === 0) await makeFirstBot(bots);
    const backups = new ScheduledBackup({
      home,
      log,
      clock,
      hours: config.backupHours,
      firstStart: firstStart ?? clock.now(),
    });
    undo.push(() => backups.close());
    backups.start();
    log.info('instance', `listening on ${address()}`);
    return {
      address: address(),
      bots,
      claimed: await access.users.claimed(),
      signInLink: () => access.signInLink(),
      close: unwind,
    };
  } catch (error) {
    await unwind();
    throw error;
  }
}

/** Entries in a snapshot of the channel `logs`. */
const LOG_LINES = 200;

function defineChannels({
  live,
  alerts,
  log,
  vault,
}: {
  live: LiveHub;
  alerts: AlertService;
  log: InstanceLog;
  vault: KeyVault;
}): void {
  live.define({
    name: 'alerts',
    kind: 'state',
    minIntervalMs: 500,
    role: 'viewer',
    read: () => ({ alerts: alerts.list() }),
  });
  live.define({
    name: 'keys',
    kind: 'state',
    minIntervalMs: 250,
    role: 'operator',
    read: () => vault.status,
  });
  live.define({
    name: 'logs',
    kind: 'list',
    minIntervalMs: 100,
    role: 'operator',
    read: () => log.page({ limit: LOG_LINES }).items.reverse(),
  });
  log.onLine((line) => {
    live.append('logs', [line]);
  });
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new InstanceError(
        'PORT_IN_USE',
        `port ${port} on ${host} is in use; stop what listens there, or choose another with --port (0 = any free one)`,
        { cause: error },
      );
    }
    throw new InstanceError('CONFIG_INVALID', `cannot listen on ${host}:${port}: ${message}`, {
      cause: error,
    });
  }
}

function addressOf(app: FastifyInstance | undefined, { host, port }: Config): string {
  const bound = app?.server.address() as AddressInfo | null | undefined;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${bound?.port ?? port}`;
}

/** When the instance was started for the first time, ms since the epoch; undefined: now. */
async function firstStartOf(prisma: PrismaClient): Promise<number | undefined> {
  const row = await prisma.setting.findUnique({ where: { key: FIRST_START } });
  if (row) return Date.parse(JSON.parse(row.value) as string);
  await prisma.setting.create({
    data: { key: FIRST_START, value: JSON.stringify(new Date().toISOString()) },
  });
  return undefined;
}

/** So that there is something to look at: pure market making on paper. */
async function makeFirstBot(bots: BotManager): Promise<void> {
  await bots.create(
    {
      name: 'First steps',
      strategy: 'pmm',
      market: { kind: 'generated', product: 'usdm', symbol: 'BTCUSDT' },
      parameters: {
        bidSpreadBp: 2,
        askSpreadBp: 2,
        levels: 2,
        levelSpreadBp: 3,
        refreshSec: 5,
        orderQty: '0.01',
      },
      start: true,
    },
    SYSTEM,
  );
}

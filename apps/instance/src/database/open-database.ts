import { dirname } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { Log } from '../api/ports.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { homeOf } from '../home.ts';
import { backupSync } from './backup.ts';
import { migrate } from './migrate.ts';
import { DATABASE_MIGRATIONS } from './migration-folder.ts';

/** People, bots, settings, alerts and samples of an instance. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly close: () => Promise<void>;
}

export interface OpenDatabaseParameters {
  readonly log?: Log | undefined;
  /**
   * Called before a migration is applied to a database that holds something; by default the databases of its folder
   * are backed up.
   */
  readonly backUp?: (() => void) | undefined;
}

/**
 * Opens the database of an instance, brought to what this program knows: made where there is none (mode 0600), WAL,
 * each commit synced to the disk, foreign keys on.
 *
 * @throws InstanceError `DATABASE_NEWER`, `DATABASE_DAMAGED`, `DATABASE_LOCKED`, `DISK_FULL`, `DATABASE_FAILED`
 */
export async function openDatabase(file: string, parameters: OpenDatabaseParameters = {}): Promise<Database> {
  const {
    log,
    backUp = () => {
      backupSync({ ...homeOf(dirname(file)), database: file }, 'upgrade');
    },
  } = parameters;
  migrate(file, { migrationsDir: DATABASE_MIGRATIONS, backUp, log });
  const prisma = new PrismaClient({ adapter: new DurableSqlite({ url: file, timeout: 2000 }) });
  await prisma.$connect();
  return { prisma, close: () => prisma.$disconnect() };
}

/** The driver is built with `synchronous = NORMAL` for WAL, which may lose the last commits with the power. */
class DurableSqlite extends PrismaBetterSqlite3 {
  override async connect(): ReturnType<PrismaBetterSqlite3['connect']> {
    const adapter = await super.connect();
    await adapter.executeScript('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    return adapter;
  }
}

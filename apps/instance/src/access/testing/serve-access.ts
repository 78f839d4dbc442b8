import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../../api/ports.ts';
import { guardAccess } from '../../api/plugins/access-guard.ts';
import { answerErrors } from '../../api/plugins/error-answers.ts';
import { OwnOrigins } from '../../api/plugins/own-origins.ts';
import { requestValidator } from '../../api/plugins/request-validation.ts';
import { accessRoutes } from '../../api/routes/access.ts';
import { apiKeyRoutes } from '../../api/routes/api-keys.ts';
import { auditRoutes } from '../../api/routes/audit.ts';
import { meRoutes } from '../../api/routes/me.ts';
import { userRoutes } from '../../api/routes/users.ts';
import { AuditLog } from '../../audit/audit-log.ts';
import { openDatabase } from '../../database/open-database.ts';
import { homeOf } from '../../home.ts';
import type { Home } from '../../home.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { Access } from '../access.ts';
import { TestBrowser } from './test-browser.ts';

/** Wall time that moves when a test says so. */
export class HandClock {
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  forward(ms: number): void {
    this.#now += ms;
  }
}

export interface ServedAccess {
  readonly access: Access;
  readonly audit: AuditLog;
  readonly log: Log;
  readonly prisma: PrismaClient;
  readonly clock: HandClock;
  readonly home: Home;
  readonly app: FastifyInstance;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Every line that was logged, as JSON and with nothing masked. */
  readonly logged: string[];
  browser(): TestBrowser;
  close(): Promise<void>;
}

/**
 * The routes of access control on a real server on loopback, with a database of its own in a temporary folder; it
 * begins with the bytes of `database` where they are given.
 */
export async function serveAccess(
  parameters: { readonly database?: Buffer | undefined } = {},
): Promise<ServedAccess> {
  const folder = await mkdtemp(join(tmpdir(), 'mrm-access-'));
  const home = homeOf(folder);
  const clock = new HandClock();
  if (parameters.database !== undefined) await writeFile(home.database, parameters.database);
  const database = await openDatabase(home.database);
  const { prisma } = database;
  const logged: string[] = [];
  const log = rawLog(logged);
  const audit = new AuditLog({ prisma, clock });
  const app = fastify({ genReqId: () => crypto.randomUUID() }).withTypeProvider<TypeBoxTypeProvider>();
  const address = { origin: '', port: 0 };
  const access = new Access({ prisma, audit, log, clock, home, origin: () => address.origin });

  app.setValidatorCompiler(requestValidator);
  guardAccess(app, {
    access,
    origins: new OwnOrigins({ host: '127.0.0.1', port: () => address.port }),
  });
  answerErrors(app, log);
  await app.register(accessRoutes({ access }));
  await app.register(meRoutes({ access }));
  await app.register(userRoutes({ access }));
  await app.register(apiKeyRoutes({ access }));
  await app.register(auditRoutes({ audit }));
  address.origin = await app.listen({ host: '127.0.0.1', port: 0 });
  address.port = Number(new URL(address.origin).port);
  await access.start(address.origin);

  return {
    access,
    audit,
    log,
    prisma,
    clock,
    home,
    app,
    origin: address.origin,
    logged,
    browser: () => new TestBrowser(address.origin),
    async close() {
      await app.close();
      await access.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function rawLog(lines: string[]): Log {
  const write = (source: string, message: string, fields?: Readonly<Record<string, unknown>>): void => {
    const plain: unknown = fields?.['error'] instanceof Error ? String(fields['error'].stack) : undefined;
    lines.push(JSON.stringify({ source, message, ...fields, plain }));
  };
  return { debug: write, info: write, warn: write, error: write };
}

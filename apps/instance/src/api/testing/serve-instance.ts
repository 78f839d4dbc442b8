import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Access } from '../../access/access.ts';
import { TestBrowser } from '../../access/testing/test-browser.ts';
import { AuditLog } from '../../audit/audit-log.ts';
import { backup } from '../../database/backup.ts';
import { openDatabase } from '../../database/open-database.ts';
import { InstanceHealth } from '../../health/health-service.ts';
import { systemTimers as healthTimers } from '../../health/timers.ts';
import { homeOf } from '../../home.ts';
import { LiveHub } from '../../live/live-hub.ts';
import type { LiveTimers } from '../../live/live-timers.ts';
import { InstanceLog } from '../../log/log-store.ts';
import { Metrics } from '../../metrics/metrics.ts';
import type { Bots } from '../ports.ts';
import { buildServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';
import type { Services } from '../services.ts';
import { noBots } from './no-bots.ts';

export const OWNER = 'keeper';
export const PASSWORD = 'three small boats at noon';

export interface ServedInstance {
  readonly app: FastifyInstance;
  readonly services: Services;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  /** A browser that has not signed in. */
  browser(): TestBrowser;
  /** The owner's browser; the first call claims the instance. */
  owner(): Promise<TestBrowser>;
  /** The command line's bearer token. */
  cliToken(): Promise<string>;
  close(): Promise<void>;
}

/** The whole API on a real server on loopback, with databases of its own in a temporary folder, and no bots. */
export async function serveInstance(
  options: Partial<ServerOptions> & {
    readonly bots?: Bots;
    readonly liveTimers?: LiveTimers;
    /** More routes, e.g. slow ones. */
    readonly extend?: (app: FastifyInstance, services: Services) => void;
  } = {},
): Promise<ServedInstance> {
  const { bots = noBots(), liveTimers, extend, ...serverOptions } = options;
  const folder = await mkdtemp(join(tmpdir(), 'mrm-server-'));
  const home = homeOf(folder);
  const clock = { now: Date.now };
  const database = await openDatabase(home.database);
  const log = new InstanceLog({ folder: home.logs });
  const audit = new AuditLog({ prisma: database.prisma, clock, redactor: log.redactor });
  const address = { origin: '' };
  const access = new Access({
    prisma: database.prisma,
    audit,
    log,
    clock,
    home,
    origin: () => address.origin,
  });
  const live = new LiveHub({ log, ...(liveTimers === undefined ? {} : { timers: liveTimers }) });
  access.sessions.onEnded((sessionId) => live.disconnect(sessionId));
  const metrics = new Metrics({ bots, live });
  const health = new InstanceHealth({
    version: '0.0.0',
    clock,
    timers: healthTimers,
    mask: (text) => log.redactor.text(text),
  });
  const services: Services = {
    log,
    audit,
    access,
    bots,
    health,
    live,
    metrics,
    database,
    backups: { list: async () => [], create: () => backup(home, 'manual') },
    clock,
  };
  const app = await buildServer(services, { host: '127.0.0.1', port: 0, ...serverOptions });
  extend?.(app, services);
  address.origin = await app.listen({ host: '127.0.0.1', port: 0 });
  await access.start(address.origin);
  let owner: Promise<TestBrowser> | undefined;

  const claim = async (): Promise<TestBrowser> => {
    const browser = new TestBrowser(address.origin);
    const { code } = await access.signInLink();
    const answer = await browser.post('/api/auth/claim', { code, name: OWNER, password: PASSWORD });
    if (answer.status !== 200)
      throw new Error(`claiming failed: ${answer.text} ${JSON.stringify(log.newest(3))}`);
    return browser;
  };

  return {
    app,
    services,
    origin: address.origin,
    port: Number(new URL(address.origin).port),
    browser: () => new TestBrowser(address.origin),
    owner: () => (owner ??= claim()),
    async cliToken() {
      return (JSON.parse(await readFile(home.tokenFile, 'utf8')) as { token: string }).token;
    },
    async close() {
      await app.close();
      live.close();
      metrics.close();
      await access.close();
      await log.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

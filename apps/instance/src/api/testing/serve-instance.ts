import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { TestBrowser } from '../../access/testing/test-browser.ts';
import { buildServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';
import type { Services } from '../services.ts';
import { openTestServices } from './test-services.ts';
import type { TestServicesParameters } from './test-services.ts';

export const OWNER = 'keeper';
export const PASSWORD = 'three small boats at noon';

export interface ServedInstance {
  readonly app: FastifyInstance;
  readonly services: Services;
  /** Its data folder. */
  readonly folder: string;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  /** A browser that has not signed in. */
  browser(): TestBrowser;
  /** The owner's browser; the first call claims the instance. */
  owner(): Promise<TestBrowser>;
  /** A browser of somebody with another role. */
  signedIn(role: 'viewer' | 'operator'): Promise<TestBrowser>;
  /** `Authorization` of the command line. */
  cli(): Promise<string>;
  close(): Promise<void>;
}

export type ServeOptions = Partial<ServerOptions> &
  Omit<TestServicesParameters, 'origin'> & {
    /** Adds routes of the test, e.g. slow ones. */
    readonly extend?: (app: FastifyInstance) => void;
  };

/** The whole API on a real server on loopback, with databases of its own in a temporary folder. */
export async function serveInstance(options: ServeOptions = {}): Promise<ServedInstance> {
  const { bots, liveTimers, clock, extend, ...serverOptions } = options;
  let origin = '';
  const { home, services, close } = await openTestServices({
    ...(bots === undefined ? {} : { bots }),
    ...(liveTimers === undefined ? {} : { liveTimers }),
    ...(clock === undefined ? {} : { clock }),
    origin: () => origin,
  });
  let app: FastifyInstance;
  try {
    app = await buildServer(services, { host: '127.0.0.1', port: 0, ...serverOptions });
    extend?.(app);
    origin = await app.listen({ host: '127.0.0.1', port: 0 });
  } catch (error) {
    await close();
    throw error;
  }
  await services.access.start(origin);

  const browser = () => new TestBrowser(origin);
  const claim = async (): Promise<TestBrowser> => {
    const owner = browser();
    const { code } = await services.access.signInLink();
    const answer = await owner.post('/api/auth/claim', { code, name: OWNER, password: PASSWORD });
    if (answer.status !== 200) throw new Error(`claiming failed: ${answer.text}`);
    return owner;
  };
  let owner: Promise<TestBrowser> | undefined;
  const ownerBrowser = () => (owner ??= claim());

  return {
    app,
    services,
    folder: home.path,
    origin,
    port: Number(new URL(origin).port),
    browser,
    owner: ownerBrowser,
    async signedIn(role) {
      const body = { name: `the-${role}`, role, password: PASSWORD };
      const act = { method: 'POST', path: '/api/users', body };
      const made = await (await ownerBrowser()).sendConfirmed(act, PASSWORD);
      if (made.status !== 200) throw new Error(`making a user failed: ${made.text}`);
      const other = browser();
      const answer = await other.post('/api/auth/sign-in', { name: body.name, password: PASSWORD });
      if (answer.status !== 200) throw new Error(`signing in failed: ${answer.text}`);
      return other;
    },
    async cli() {
      const { token } = JSON.parse(await readFile(home.tokenFile, 'utf8')) as { token: string };
      return `Bearer ${token}`;
    },
    async close() {
      await app.close();
      await close();
    },
  };
}

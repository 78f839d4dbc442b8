import type { Audit, Log, WallClock } from '../api/ports.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** What the parts of access control work with. */
export interface AccessContext {
  readonly prisma: PrismaClient;
  readonly audit: Audit;
  readonly log: Log;
  readonly clock: WallClock;
  /** Where browsers reach the instance: scheme, host and port, e.g. `http://127.0.0.1:8080`. */
  readonly origin: () => string;
}

/** Where a request comes from. */
export interface Client {
  readonly ip: string;
  /** The browser as it names itself (`User-Agent`). */
  readonly device: string;
  /** The `Cookie` header, as it came. */
  readonly cookie?: string | undefined;
  readonly requestId?: string | undefined;
}

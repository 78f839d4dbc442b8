import { randomUUID } from 'node:crypto';
import type { Role } from '../api/schemas/access.ts';
import { SYSTEM } from './actor.ts';
import type { Actor } from './actor.ts';
import type { AccessContext, Client } from './context.ts';
import { randomToken, sha256 } from './tokens.ts';

export const SESSION_LIFETIME_MS = 7 * 24 * 3600_000;
export const SESSION_IDLE_MS = 12 * 3600_000;
/** How exactly the last use is kept: not each request writes to the database. */
const TOUCH_MS = 60_000;
/** Ended sessions are kept for the list of sign-ins. */
const KEEP_ENDED_MS = 30 * 24 * 3600_000;
const MAX_CACHED = 1000;
const MAX_DEVICE_LENGTH = 200;

export type SignInMethod = 'password' | 'passkey' | 'code' | 'recovery-code' | 'claim';
export type EndReason = 'sign-out' | 'password' | 'role' | 'disabled' | 'removed' | 'expired' | 'new-sign-in';

/** An open session and whose it is. */
export interface OpenSession {
  readonly id: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: Role };
  readonly createdAt: number;
  lastSeenAt: number;
  readonly expiresAt: number;
  readonly ip: string;
  readonly device: string;
  readonly method: string;
}

/** Which sessions end: one, or all of a user. */
type Which = { readonly id: string; readonly userId?: string } | { readonly userId: string };

/**
 * Browsers that are signed in: 12 hours without use end a session, 7 days end it in any case. The cookie holds 256
 * random bits, the database their SHA-256. Open sessions are kept in memory as well, because each request asks; every
 * change of a session goes through here.
 */
export class Sessions {
  readonly #context: AccessContext;
  readonly #open = new Map<string, OpenSession>();
  readonly #listeners = new Set<(sessionId: string) => void>();
  /** Grows when a session ends: what was read before must not be remembered after. */
  #ends = 0;

  constructor(context: AccessContext) {
    this.#context = context;
  }

  /** Calls `listener` with the id of each session that ends, e.g. to close its sockets. */
  onEnded(listener: (sessionId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A new session, always with a token of its own: one that was planted before the sign-in is worth nothing. */
  async create(
    userId: string,
    method: SignInMethod,
    client: Client,
  ): Promise<{ readonly id: string; readonly token: string }> {
    const now = this.#context.clock.now();
    const id = randomUUID();
    const token = randomToken();
    await this.#context.prisma.session.create({
      data: {
        id,
        tokenHash: sha256(token),
        userId,
        method,
        createdAt: BigInt(now),
        lastSeenAt: BigInt(now),
        expiresAt: BigInt(now + SESSION_LIFETIME_MS),
        ip: client.ip,
        device: client.device.replace(/\p{Cc}/gu, ' ').slice(0, MAX_DEVICE_LENGTH),
      },
    });
    return { id, token };
  }

  /** The open session of a token, now used; one that went past its time ends. */
  async find(token: string): Promise<OpenSession | undefined> {
    const tokenHash = sha256(token);
    const session = this.#open.get(tokenHash) ?? (await this.#read(tokenHash));
    if (session === undefined) return undefined;
    const now = this.#context.clock.now();
    if (endOf(session) <= now) {
      await this.end({ id: session.id }, SYSTEM, 'expired');
      return undefined;
    }
    if (now - session.lastSeenAt >= TOUCH_MS) {
      session.lastSeenAt = now;
      await this.#context.prisma.session.updateMany({
        where: { id: session.id, endedAt: null },
        data: { lastSeenAt: BigInt(now) },
      });
    }
    return session;
  }

  /** Open sessions of a user, the last used first. */
  async list(userId: string): Promise<OpenSession[]> {
    const rows = await this.#context.prisma.session.findMany({
      where: { userId, endedAt: null },
      include: { user: true },
      orderBy: { lastSeenAt: 'desc' },
    });
    const now = this.#context.clock.now();
    return rows.map(openSession).filter((session) => endOf(session) > now);
  }

  /** Ends sessions and leaves a row in the audit log for each. Answers how many there were. */
  async end(which: Which, actor: Actor, reason: EndReason): Promise<number> {
    const { prisma, clock, audit } = this.#context;
    const rows = await prisma.session.findMany({
      where: { ...which, endedAt: null },
      include: { user: true },
    });
    let ended = 0;
    for (const row of rows) {
      const { count } = await prisma.session.updateMany({
        where: { id: row.id, endedAt: null },
        data: { endedAt: BigInt(clock.now()) },
      });
      this.#ends += 1;
      this.#open.delete(row.tokenHash);
      if (count === 0) continue;
      ended += 1;
      await audit.record({
        actor,
        action: 'session.end',
        target: row.user.name,
        after: { reason, session: row.id },
      });
      for (const listener of this.#listeners) listener(row.id);
    }
    return ended;
  }

  /** Ends sessions past their time, and forgets those that ended long ago. */
  async sweep(): Promise<void> {
    const { prisma, clock } = this.#context;
    const now = clock.now();
    const past = await prisma.session.findMany({
      where: {
        endedAt: null,
        OR: [{ expiresAt: { lte: BigInt(now) } }, { lastSeenAt: { lte: BigInt(now - SESSION_IDLE_MS) } }],
      },
      select: { id: true },
    });
    for (const { id } of past) await this.end({ id }, SYSTEM, 'expired');
    await prisma.session.deleteMany({ where: { endedAt: { lte: BigInt(now - KEEP_ENDED_MS) } } });
  }

  async #read(tokenHash: string): Promise<OpenSession | undefined> {
    const before = this.#ends;
    const row = await this.#context.prisma.session.findUnique({
      where: { tokenHash },
      include: { user: true },
    });
    if (row === null || row.endedAt !== null || row.user.disabledAt !== null) return undefined;
    const session = openSession(row);
    if (this.#open.size >= MAX_CACHED) this.#open.clear();
    if (this.#ends === before) this.#open.set(tokenHash, session);
    return session;
  }
}

/** When a session ends if it is not used again, ms. */
export function endOf(session: OpenSession): number {
  return Math.min(session.expiresAt, session.lastSeenAt + SESSION_IDLE_MS);
}

function openSession(row: {
  id: string;
  user: { id: string; name: string; role: string };
  createdAt: bigint;
  lastSeenAt: bigint;
  expiresAt: bigint;
  ip: string;
  device: string;
  method: string;
}): OpenSession {
  return {
    id: row.id,
    user: { id: row.user.id, name: row.user.name, role: row.user.role as Role },
    createdAt: Number(row.createdAt),
    lastSeenAt: Number(row.lastSeenAt),
    expiresAt: Number(row.expiresAt),
    ip: row.ip,
    device: row.device,
    method: row.method,
  };
}

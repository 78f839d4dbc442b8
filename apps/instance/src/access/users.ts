import { randomUUID } from 'node:crypto';
import type { Static } from 'typebox';
import type { CreateUser, EditUser, Role, User } from '../api/schemas/access.ts';
import { InstanceError } from '../errors.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { UserModel } from '../generated/prisma/models.ts';
import type { Actor } from './actor.ts';
import type { ApiKeys } from './api-keys.ts';
import type { AccessContext } from './context.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';

/** The people of an instance: viewers, operators, owners. There is always an owner who can sign in. */
export class Users {
  readonly #context: AccessContext;
  readonly #passwords: Passwords;
  readonly #sessions: Sessions;
  readonly #apiKeys: ApiKeys;
  /** What is checked (no owner yet, not the last owner, the name is free) holds until the change is made. */
  readonly #changes = new OneAtATime();

  constructor(context: AccessContext, parts: { passwords: Passwords; sessions: Sessions; apiKeys: ApiKeys }) {
    this.#context = context;
    this.#passwords = parts.passwords;
    this.#sessions = parts.sessions;
    this.#apiKeys = parts.apiKeys;
  }

  /** True once an owner was claimed. */
  async claimed(): Promise<boolean> {
    return (await this.#context.prisma.user.count()) > 0;
  }

  async list(): Promise<Static<typeof User>[]> {
    const rows = await this.#context.prisma.user.findMany({
      include: withCounts,
      orderBy: { createdAt: 'asc' },
    });
    return rows.map(shown);
  }

  /** The row of a user, by name without regard to case. */
  async byName(name: string): Promise<UserModel | undefined> {
    // There are few users, and SQLite compares other letters than ASCII only as they are.
    const users = await this.#context.prisma.user.findMany();
    return users.find((user) => user.name.toLowerCase() === name.toLowerCase());
  }

  async byId(id: string): Promise<UserModel | undefined> {
    return (await this.#context.prisma.user.findUnique({ where: { id } })) ?? undefined;
  }

  /** The owner a code from the machine's own terminal signs in: the first who can. */
  async firstOwner(): Promise<UserModel | undefined> {
    const owner = await this.#context.prisma.user.findFirst({
      where: { role: 'owner', disabledAt: null },
      orderBy: { createdAt: 'asc' },
    });
    return owner ?? undefined;
  }

  /**
   * The first owner. `admit` is asked once it is certain that there is none, and refuses by throwing.
   *
   * @throws InstanceError ALREADY_CLAIMED
   */
  async claim(name: string, password: string, admit: () => Promise<void>): Promise<UserModel> {
    return this.#changes.run(async () => {
      if (await this.claimed()) {
        throw new InstanceError('ALREADY_CLAIMED', 'This instance has an owner; sign in instead');
      }
      await admit();
      return this.#insert({ name, password, role: 'owner' });
    });
  }

  /** @throws InstanceError USER_EXISTS */
  async create(
    request: Static<typeof CreateUser>,
    actor: Actor,
    requestId: string,
  ): Promise<Static<typeof User>> {
    return this.#changes.run(async () => {
      if ((await this.byName(request.name)) !== undefined) {
        throw new InstanceError('USER_EXISTS', `There is a user ${request.name}; choose another name`, {
          problems: [{ field: 'name', message: 'is taken' }],
        });
      }
      const row = await this.#insert(request);
      await this.#context.audit.record({
        actor,
        action: 'user.create',
        target: row.name,
        after: { role: row.role },
        requestId,
      });
      return this.#shown(row.id);
    });
  }

  /**
   * Changes a role, or disables or enables somebody; both end the user's sessions.
   *
   * @throws InstanceError NOT_FOUND, LAST_OWNER
   */
  async edit(
    id: string,
    request: Static<typeof EditUser>,
    actor: Actor,
    requestId: string,
  ): Promise<Static<typeof User>> {
    return this.#changes.run(async () => {
      const { prisma, audit, clock } = this.#context;
      const row = await this.#existing(id);
      const role = request.role ?? (row.role as Role);
      const wasDisabled = row.disabledAt !== null;
      const disabled = request.disabled ?? wasDisabled;
      if (role === row.role && disabled === wasDisabled) return this.#shown(id);
      if (role !== 'owner' || disabled) await this.#keepAnOwner(row);
      const disabledAt = disabled ? (row.disabledAt ?? BigInt(clock.now())) : null;
      await prisma.user.update({ where: { id }, data: { role, disabledAt } });
      this.#apiKeys.forget();
      await audit.record({
        actor,
        action: role === row.role ? 'user.disable' : 'user.role',
        target: row.name,
        before: { role: row.role, disabled: wasDisabled },
        after: { role, disabled },
        requestId,
      });
      await this.#sessions.end({ userId: id }, actor, role === row.role ? 'disabled' : 'role');
      return this.#shown(id);
    });
  }

  /** @throws InstanceError NOT_FOUND, LAST_OWNER */
  async remove(id: string, actor: Actor, requestId: string): Promise<void> {
    await this.#changes.run(async () => {
      const { prisma, audit } = this.#context;
      const row = await this.#existing(id);
      await this.#keepAnOwner(row);
      await this.#sessions.end({ userId: id }, actor, 'removed');
      await prisma.user.delete({ where: { id } });
      this.#apiKeys.forget();
      await audit.record({
        actor,
        action: 'user.remove',
        target: row.name,
        before: { role: row.role },
        requestId,
      });
    });
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.#context.prisma.user.update({ where: { id }, data: { passwordHash } });
  }

  async #insert(request: { name: string; role: Role; password: string }): Promise<UserModel> {
    return this.#context.prisma.user.create({
      data: {
        id: randomUUID(),
        name: request.name,
        role: request.role,
        passwordHash: await this.#passwords.hash(request.password),
        createdAt: BigInt(this.#context.clock.now()),
      },
    });
  }

  async #existing(id: string): Promise<UserModel> {
    const row = await this.byId(id);
    if (row === undefined) throw new InstanceError('NOT_FOUND', 'There is no such user; load the list again');
    return row;
  }

  async #keepAnOwner(row: UserModel): Promise<void> {
    if (row.role !== 'owner' || row.disabledAt !== null) return;
    const others = await this.#context.prisma.user.count({
      where: { role: 'owner', disabledAt: null, id: { not: row.id } },
    });
    if (others === 0) {
      throw new InstanceError(
        'LAST_OWNER',
        `${row.name} is the only owner; make somebody else an owner first`,
      );
    }
  }

  async #shown(id: string): Promise<Static<typeof User>> {
    return shown(await this.#context.prisma.user.findUniqueOrThrow({ where: { id }, include: withCounts }));
  }
}

const withCounts = {
  _count: { select: { passkeys: true } },
  sessions: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: 'desc' }, take: 1 },
} satisfies Prisma.UserInclude;

function shown(row: Prisma.UserGetPayload<{ include: typeof withCounts }>): Static<typeof User> {
  const lastSeenAt = row.sessions.at(0)?.lastSeenAt;
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    createdAt: new Date(Number(row.createdAt)).toISOString(),
    disabled: row.disabledAt !== null,
    passkeys: row._count.passkeys,
    lastSeenAt: lastSeenAt === undefined ? null : new Date(Number(lastSeenAt)).toISOString(),
  };
}

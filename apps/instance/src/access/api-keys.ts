import { randomBytes } from 'node:crypto';
import type { Static } from 'typebox';
import type { ApiKeyRow, CreateApiKey, NewApiKey, Role, Scope } from '../api/schemas/access.ts';
import { InstanceError } from '../errors.ts';
import type { ApiKeyModel, UserModel } from '../generated/prisma/models.ts';
import type { Actor } from './actor.ts';
import { isAddressOrNetwork, isAllowedAddress } from './addresses.ts';
import type { AccessContext } from './context.ts';
import { randomToken, sameText, sha256 } from './tokens.ts';

const DAY_MS = 24 * 3600_000;
const LONGEST_DAYS = 365;
const TOUCH_MS = 60_000;
/** The id has no underscore, the secret may have some. */
const FORM = /^mrm_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

type KnownKey = ApiKeyModel & { readonly user: UserModel };

/**
 * Keys for programs: `mrm_<id>_<secret>`, shown once, kept as SHA-256. A key acts for the user who made it, as an
 * operator at most: users, keys and whatever else is the owner's alone stay with people.
 */
export class ApiKeys {
  readonly #context: AccessContext;
  /** Each request of a program asks. */
  readonly #known = new Map<string, KnownKey>();
  /** What was read before a change must not be remembered after it. */
  #changes = 0;

  constructor(context: AccessContext) {
    this.#context = context;
  }

  async list(): Promise<Static<typeof ApiKeyRow>[]> {
    const rows = await this.#context.prisma.apiKey.findMany({ orderBy: { createdAt: 'desc' } });
    return rows.map(shown);
  }

  /** @throws InstanceError REQUEST_INVALID for addresses that are none, FORBIDDEN where no person asks */
  async create(
    request: Static<typeof CreateApiKey>,
    actor: Actor,
    requestId: string,
  ): Promise<Static<typeof NewApiKey>> {
    if (actor.kind !== 'user') {
      throw new InstanceError(
        'FORBIDDEN',
        'An API key belongs to a person; sign in with a browser to make one',
      );
    }
    const addresses = request.addresses ?? [];
    const problems = addresses.flatMap((address, index) =>
      isAddressOrNetwork(address)
        ? []
        : [
            {
              field: `addresses.${index}`,
              message: 'is no IP address or network, such as 192.0.2.7 or 192.0.2.0/24',
            },
          ],
    );
    if (problems.length > 0) throw new InstanceError('REQUEST_INVALID', 'An address is wrong', { problems });
    const { prisma, clock, audit } = this.#context;
    const id = randomBytes(8).toString('hex');
    const secret = randomToken();
    const now = clock.now();
    const row = await prisma.apiKey.create({
      data: {
        id,
        name: request.name,
        secretHash: sha256(secret),
        userId: actor.id,
        scopes: JSON.stringify(request.scopes),
        addresses: JSON.stringify(addresses),
        createdAt: BigInt(now),
        expiresAt: BigInt(now + Math.min(request.days, LONGEST_DAYS) * DAY_MS),
      },
    });
    const apiKey = shown(row);
    await audit.record({ actor, action: 'api-key.create', target: id, after: apiKey, requestId });
    return { key: `mrm_${id}_${secret}`, apiKey };
  }

  /** @throws InstanceError NOT_FOUND */
  async revoke(id: string, actor: Actor, requestId: string): Promise<void> {
    const { prisma, clock, audit } = this.#context;
    const row = await prisma.apiKey.findUnique({ where: { id } });
    if (row === null) throw new InstanceError('NOT_FOUND', 'There is no such API key; load the list again');
    if (row.revokedAt !== null) return;
    await prisma.apiKey.update({ where: { id }, data: { revokedAt: BigInt(clock.now()) } });
    this.forget();
    await audit.record({
      actor,
      action: 'api-key.revoke',
      target: id,
      before: { name: row.name },
      requestId,
    });
  }

  /** Who a key acts for; undefined when it is not one, is revoked or expired, or comes from another address. */
  async find(key: string, ip: string): Promise<Actor | undefined> {
    const [, id, secret] = FORM.exec(key) ?? [];
    if (id === undefined || secret === undefined) return undefined;
    const row = this.#known.get(id) ?? (await this.#read(id));
    const { prisma, clock } = this.#context;
    const now = clock.now();
    if (row === undefined || !sameText(row.secretHash, sha256(secret))) return undefined;
    if (row.revokedAt !== null || Number(row.expiresAt) <= now || row.user.disabledAt !== null)
      return undefined;
    if (!isAllowedAddress(ip, JSON.parse(row.addresses) as string[])) return undefined;
    if (row.lastUsedAt === null || now - Number(row.lastUsedAt) >= TOUCH_MS) {
      row.lastUsedAt = BigInt(now);
      await prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: BigInt(now) } });
    }
    const role = row.user.role as Role;
    return {
      kind: 'api-key',
      id: row.userId,
      name: `${row.user.name} (key ${row.name})`,
      role: role === 'owner' ? 'operator' : role,
      scopes: JSON.parse(row.scopes) as Static<typeof Scope>[],
      ip,
    };
  }

  /** Reads keys and their users from the database again; to be called when either changed. */
  forget(): void {
    this.#changes += 1;
    this.#known.clear();
  }

  async #read(id: string): Promise<KnownKey | undefined> {
    const before = this.#changes;
    const row = await this.#context.prisma.apiKey.findUnique({ where: { id }, include: { user: true } });
    if (row === null) return undefined;
    if (this.#changes === before) this.#known.set(id, row);
    return row;
  }
}

function shown(row: ApiKeyModel): Static<typeof ApiKeyRow> {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Static<typeof Scope>[],
    createdAt: new Date(Number(row.createdAt)).toISOString(),
    expiresAt: new Date(Number(row.expiresAt)).toISOString(),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(Number(row.lastUsedAt)).toISOString(),
    addresses: JSON.parse(row.addresses) as string[],
    revoked: row.revokedAt !== null,
  };
}

import { createHash } from 'node:crypto';
import { chainNamed } from 'drxa/chains/all';
import type { ParsedAddress } from 'drxa/chains/chain';
import { ton } from 'drxa/chains/ton';
import { MAX_INDEX, userIdBytes } from 'drxa/fields';
import type { Family } from 'drxa/families';
import type { Actor } from '../access/actor.ts';
import { OneAtATime } from '../access/one-at-a-time.ts';
import type { Audit, Page, WallClock } from '../api/ports.ts';
import type {
  AddressProof,
  AddressQuery,
  AddressRow,
  AddressVerified,
  CreateAddress,
  VerifyAddress,
} from '../api/schemas/addresses.ts';
import { InstanceError } from '../errors.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { AddressModel } from '../generated/prisma/models.ts';
import type { KeyVault } from '../keys/key-vault.ts';
import type { Asker } from '../keys/keys.ts';
import { VaultError } from '../vault/vault-error.ts';
import { addressKind } from './chains.ts';
import { readAddress } from './verify-address.ts';

const DEFAULT_SCOPE = 'wallet';
const DEFAULT_LIMIT = 100;

export interface AddressBookParts {
  readonly prisma: PrismaClient;
  readonly vault: Pick<KeyVault, 'fingerprint' | 'request'>;
  readonly audit: Audit;
  readonly clock: WallClock;
}

/** What is allocated: the request with its names written out. */
interface Wanted {
  readonly scope: string;
  readonly userId: string;
  readonly chain: string;
  readonly network: string;
  readonly form: string;
  readonly family: Family;
  readonly label: string;
}

/**
 * The addresses of an instance. The vault derives them; a row says which key (seed, scope, user, family, index) each
 * belongs to. Of each (seed, scope, user, family) the indexes are 0, 1, 2 … without a gap, and none is used twice.
 */
export class AddressBook {
  readonly #parts: AddressBookParts;
  readonly #allocations = new OneAtATime();

  constructor(parts: AddressBookParts) {
    this.#parts = parts;
  }

  /**
   * A new address under the next index; where `requestId` was used for the same request, the address it gave. An
   * allocation that breaks off leaves no row, or a whole one.
   * @throws DrxaError with the field that is wrong, VaultError, InstanceError `ADDRESS_REQUEST_REUSED`
   */
  async create(request: CreateAddress, { actor, requestId: of }: Asker): Promise<AddressRow> {
    const { requestId } = request;
    const wanted = wantedOf(request);
    const made = await this.#allocations.run(async () => {
      const known = requestId === undefined ? undefined : await this.#ofRequest(requestId, wanted);
      return known === undefined
        ? { row: await this.#allocate(wanted, requestId), isNew: true }
        : { row: known, isNew: false };
    });
    const address = shown(made.row);
    if (made.isNew) {
      const { chain, network, form, scope, userId, index, label } = address;
      const after = { chain, network, form, scope, userId, index, label };
      await this.#record(actor, 'address.create', address, { after, requestId: of });
    }
    return address;
  }

  /** Newest first. @throws InstanceError `REQUEST_INVALID` for a cursor that is not of this list, DrxaError `DRXA_UNKNOWN_CHAIN` */
  async page({
    cursor,
    limit = DEFAULT_LIMIT,
    scope,
    userId,
    chain,
    search,
  }: AddressQuery): Promise<Page<AddressRow>> {
    const where: Prisma.AddressWhereInput = {
      ...(cursor === undefined ? {} : { id: { lt: cursorOf(cursor) } }),
      ...(scope === undefined ? {} : { scope }),
      ...(userId === undefined ? {} : { userId }),
      ...(chain === undefined ? {} : { chain: chainNamed(chain).name }),
      ...(search === undefined
        ? {}
        : {
            OR: [
              { address: { contains: search } },
              { label: { contains: search } },
              { userId: { contains: search } },
            ],
          }),
    };
    const rows = await this.#parts.prisma.address.findMany({
      where,
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const items = rows.slice(0, limit).map(shown);
    return { items, next: rows.length > limit ? items[items.length - 1].id : null };
  }

  /** @throws InstanceError `ADDRESS_NOT_FOUND` */
  async get(id: string): Promise<AddressRow> {
    return shown(await this.#find(id));
  }

  /** @throws InstanceError `ADDRESS_NOT_FOUND` */
  async label(id: string, label: string, { actor, requestId }: Asker): Promise<AddressRow> {
    const row = await this.#find(id);
    const changed = await this.#parts.prisma.address.update({ where: { id: row.id }, data: { label } });
    const before = { label: row.label };
    await this.#record(actor, 'address.label', shown(changed), { before, after: { label }, requestId });
    return shown(changed);
  }

  /**
   * Has the vault derive an address anew, and compares.
   * @throws InstanceError `ADDRESS_NOT_FOUND`, VaultError
   */
  async prove(id: string, { actor, requestId }: Asker): Promise<AddressProof> {
    const address = await this.get(id);
    const { fingerprint, ...derived } = await this.#derive(address);
    const matches =
      derived.address === address.address &&
      derived.publicKey === address.publicKey &&
      fingerprint === address.fingerprint;
    await this.#record(actor, 'address.prove', address, { after: { matches, fingerprint }, requestId });
    return { address, derived, matches, fingerprint, at: new Date(this.#parts.clock.now()).toISOString() };
  }

  /** What a text says on each chain, and which address of ours it is. @throws DrxaError for a chain or network that is not known */
  async verify({ text, chain, network }: VerifyAddress): Promise<AddressVerified> {
    const { readings, problem } = readAddress(text, {
      ...(chain === undefined ? {} : { chain }),
      ...(network === undefined ? {} : { network }),
    });
    const rows = await this.#parts.prisma.address.findMany({
      where: { address: { in: readings.map(oursWouldBe) } },
    });
    return {
      readings: readings.map((reading) => {
        const { chain: of, network: on, kind, canonical, notes, tag } = reading;
        const row = rows.find((one) => one.address === oursWouldBe(reading) && one.chain === of);
        return {
          chain: of,
          network: on,
          kind,
          canonical,
          notes: [...notes],
          ...(tag === undefined ? {} : { tag }),
          ours: row === undefined ? null : shown(row),
        };
      }),
      problem: problem === null ? null : { ...problem },
    };
  }

  async #allocate(wanted: Wanted, requestId: string | undefined): Promise<AddressModel> {
    const { prisma, vault, clock } = this.#parts;
    const { label, ...place } = wanted;
    const { scope, userId, family } = wanted;
    const expected = await vault.fingerprint();
    const last = await prisma.address.findFirst({
      where: { fingerprint: expected, scope, userId, family },
      orderBy: { index: 'desc' },
      select: { index: true },
    });
    const index = last === null ? 0 : Number(last.index) + 1;
    if (index > MAX_INDEX)
      throw new InstanceError('ADDRESS_INDEX_SPENT', 'This user has used every index of this family');
    const { address, publicKey, fingerprint } = await this.#derive({ ...place, index });
    if (fingerprint !== expected)
      throw new VaultError('VAULT_DOWN', 'another seed was put into the vault meanwhile; ask again');
    return prisma.address.create({
      data: {
        ...place,
        address,
        publicKey,
        fingerprint,
        label,
        index: BigInt(index),
        createdAt: BigInt(clock.now()),
        ...(requestId === undefined ? {} : { requestId, requestHash: hashOf(wanted) }),
      },
    });
  }

  async #derive({
    scope,
    userId,
    chain,
    network,
    form,
    index,
  }: Pick<AddressRow, 'scope' | 'userId' | 'chain' | 'network' | 'form' | 'index'>): Promise<{
    address: string;
    publicKey: string;
    fingerprint: string;
  }> {
    const { vault } = this.#parts;
    const derived = await vault.request('address', { scope, userId, chain, network, form, index });
    return {
      address: derived.address,
      publicKey: derived.publicKey,
      fingerprint: await vault.fingerprint(),
    };
  }

  /** What a request gave before. @throws InstanceError `ADDRESS_REQUEST_REUSED` */
  async #ofRequest(requestId: string, wanted: Wanted): Promise<AddressModel | undefined> {
    const row = await this.#parts.prisma.address.findUnique({ where: { requestId } });
    if (row === null) return undefined;
    if (row.requestHash === hashOf(wanted)) return row;
    throw new InstanceError(
      'ADDRESS_REQUEST_REUSED',
      'This requestId was used for another address; take a new one for each address',
      { problems: [{ field: 'requestId', message: 'was used for another address' }] },
    );
  }

  async #find(id: string): Promise<AddressModel> {
    const row = /^\d{1,15}$/.test(id)
      ? await this.#parts.prisma.address.findUnique({ where: { id: Number(id) } })
      : null;
    if (row !== null) return row;
    throw new InstanceError('ADDRESS_NOT_FOUND', 'There is no such address; GET /api/addresses lists them');
  }

  async #record(
    actor: Actor,
    action: string,
    { id }: AddressRow,
    more: { before?: unknown; after?: unknown; requestId: string },
  ): Promise<void> {
    await this.#parts.audit.record({ actor, action, target: id, ...more });
  }
}

/** @throws DrxaError with the field that is wrong */
function wantedOf(request: CreateAddress): Wanted {
  const { scope = DEFAULT_SCOPE, userId, label = '' } = request;
  userIdBytes(userId);
  const chain = chainNamed(request.chain);
  return { scope, userId, chain: chain.name, ...addressKind(chain, request), label };
}

function hashOf({ scope, userId, chain, network, form, label }: Wanted): string {
  const asked = JSON.stringify([scope, userId, chain, network, form, label]);
  return createHash('sha256').update(asked, 'utf8').digest('hex');
}

/** The text under which an address would be ours. Those of TON are kept not bounceable; either way it is one account. */
function oursWouldBe({ chain, network, canonical, payload }: ParsedAddress): string {
  if (chain !== ton.name) return canonical;
  const [workchain, ...hash] = payload;
  const raw = `${workchain === 0 ? 0 : -1}:${Buffer.from(hash).toString('hex')}`;
  return ton.parse(raw, { network }).canonical;
}

function cursorOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InstanceError('REQUEST_INVALID', 'The cursor is not one of this list; begin without one', {
    problems: [{ field: 'cursor', message: 'is not one of this list' }],
  });
}

function shown(row: AddressModel): AddressRow {
  const { address, chain, network, form, family, scope, userId, publicKey, fingerprint, label } = row;
  return {
    id: String(row.id),
    address,
    chain,
    network,
    form,
    family,
    scope,
    userId,
    index: Number(row.index),
    publicKey,
    fingerprint,
    label,
    createdAt: new Date(Number(row.createdAt)).toISOString(),
  };
}

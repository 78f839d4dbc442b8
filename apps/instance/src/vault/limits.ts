import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { canonicalJson } from './canonical-json.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Base units of an asset as a decimal string. */
const AmountSchema = Type.String({ pattern: '^(0|[1-9][0-9]{0,77})$' });

/** What one purpose of one scope may sign. */
export const LimitsSchema = Type.Object(
  {
    /** Where value may go; left out: anywhere. */
    destinations: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 1000 }),
    ),
    /** Base units of each asset within 24 hours; an asset that is not named may not move. */
    perDay: Type.Record(Type.String({ minLength: 1, maxLength: 200 }), AmountSchema),
    /** Signatures within 60 seconds. */
    perMinute: Type.Integer({ minimum: 0, maximum: 100_000 }),
  },
  { additionalProperties: false },
);
export type Limits = Static<typeof LimitsSchema>;

/** Value that a signature moves, as the signer decoded it. */
export interface Move {
  readonly asset: string;
  /** Base units. */
  readonly amount: bigint;
  readonly destination: string;
  /** It may do more than it says: only for a destination that the limits name. */
  readonly opaque?: boolean;
}

/** What was signed lately. */
export interface Usage {
  readonly signaturesLastMinute: number;
  /** When the oldest of them leaves the minute, ms from now. */
  readonly freeInMs: number;
  /** Base units in the last 24 hours. */
  moved(asset: string): bigint;
}

/** For what has no limits of its own and moves nothing: statements, frames. */
export const WITHOUT_VALUE: Limits = { perDay: {}, perMinute: 600 };

/** @throws VaultError `VAULT_LIMIT`, `VAULT_RATE` */
export function checkLimits(limits: Limits, moves: readonly Move[], usage: Usage): void {
  if (usage.signaturesLastMinute >= limits.perMinute)
    throw new VaultError('VAULT_RATE', `${limits.perMinute} signatures a minute are allowed here`, {
      retryAfterSec: Math.max(1, Math.ceil(usage.freeInMs / 1000)),
    });
  const sums = new Map<string, bigint>();
  for (const { asset, amount, destination, opaque = false } of moves) {
    if (amount < 0n) throw new VaultError('VAULT_LIMIT', 'an amount is negative');
    if (!(limits.destinations?.includes(destination) ?? !opaque))
      throw new VaultError('VAULT_LIMIT', `${destination} is not on the list of destinations`);
    sums.set(asset, (sums.get(asset) ?? usage.moved(asset)) + amount);
  }
  for (const [asset, sum] of sums) {
    const most = Object.hasOwn(limits.perDay, asset) ? BigInt(limits.perDay[asset]) : 0n;
    if (sum > most)
      throw new VaultError('VAULT_LIMIT', `${sum} of ${asset} within 24 hours; ${most} are allowed here`);
  }
}

/** Whether `next` allows anything that `old` does not. */
export function isLooser(old: Limits | undefined, next: Limits): boolean {
  if (old === undefined || next.perMinute > old.perMinute) return true;
  if (old.destinations !== undefined && next.destinations === undefined) return true;
  // A list where there was none names who may be called as well, which without a list is nobody.
  const known = new Set(old.destinations);
  if (next.destinations?.some((one) => !known.has(one)) === true) return true;
  return Object.entries(next.perDay).some(
    ([asset, most]) => BigInt(most) > BigInt(Object.hasOwn(old.perDay, asset) ? old.perDay[asset] : 0),
  );
}

/** Limits are a record like any other: sealed, so that who can write the file cannot loosen them. */
function idOf(scope: string, purpose: string): string {
  return `limits:${scope}:${purpose}`;
}

export function readLimits(vault: Vault, scope: string, purpose: string): Limits | undefined {
  const record = vault.find(idOf(scope, purpose));
  if (record === undefined) return undefined;
  const limits: unknown = JSON.parse(record.secret.toString('utf8'));
  if (Value.Check(LimitsSchema, limits)) return limits;
  throw new VaultError('VAULT_CORRUPT', `the limits of ${scope}, ${purpose} are not as they were written`);
}

export function writeLimits(
  vault: Vault,
  { scope, purpose, limits }: { readonly scope: string; readonly purpose: string; readonly limits: Limits },
  nowMs: number,
): void {
  const { destinations, perDay, perMinute } = limits;
  const plain = { perDay, perMinute, ...(destinations === undefined ? {} : { destinations }) };
  for (const name of [...(destinations ?? []), ...Object.keys(perDay)])
    if (!name.isWellFormed())
      throw new VaultError('VAULT_INPUT', 'limits: a destination or an asset is not well-formed text');
  const secret = Buffer.from(canonicalJson(plain), 'utf8');
  vault.put(
    { kind: 'other', id: idOf(scope, purpose), label: `limits of ${scope}, ${purpose}`, secret },
    nowMs,
  );
}

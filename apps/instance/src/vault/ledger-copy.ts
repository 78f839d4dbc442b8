import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import type { VaultStore } from './store.ts';
import type { NewSecret, Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

const Text = Type.String();
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const SIGNED = { request: Text, digest: Text, scope: Text, purpose: Text, at: Count, answer: Text };
const MOVED = {
  request: Text,
  part: Count,
  scope: Text,
  purpose: Text,
  at: Count,
  asset: Text,
  amount: Type.String({ pattern: '^[0-9]{1,78}$' }),
  destination: Text,
};
const LedgerRowsSchema = Type.Object(
  {
    moved: Type.Array(Type.Object(MOVED, { additionalProperties: false })),
    signed: Type.Array(Type.Object(SIGNED, { additionalProperties: false })),
    /** The vault's clock, ms since the epoch. */
    timeMs: Count,
  },
  { additionalProperties: false },
);
/** What a vault has signed and moved. A copy of the vault brings it along, so that it resets no limit and no id. */
export type LedgerRows = Static<typeof LedgerRowsSchema>;

/** The record of an export that holds its ledger: sealed, so that nobody strikes a row out of it, or reads it. */
export const LEDGER_ID = 'ledger:copy';

/** @throws VaultError `VAULT_CORRUPT` for rows that no vault wrote */
export function readLedger(store: VaultStore): LedgerRows {
  const all = (table: string, columns: object): unknown[] =>
    store.database.prepare(`SELECT ${Object.keys(columns).join(', ')} FROM ${table} ORDER BY request`).all();
  return checked({ signed: all('signed', SIGNED), moved: all('moved', MOVED), timeMs: store.number('time') });
}

/** The ledger as a secret of an export. */
export function ledgerSecret(rows: LedgerRows): NewSecret {
  const secret = Buffer.from(JSON.stringify(rows), 'utf8');
  return { kind: 'other', id: LEDGER_ID, label: 'what was signed', secret };
}

/** The ledger of a copy: the sealed one of an export, else that of the file. @throws VaultError `VAULT_CORRUPT` */
export function ledgerOf(copy: Vault): LedgerRows {
  const sealed = copy.find(LEDGER_ID);
  return sealed === undefined ? readLedger(copy.store) : checked(JSON.parse(sealed.secret.toString('utf8')));
}

/** Puts a ledger into a new file. */
export function writeLedger(store: VaultStore, { signed, moved, timeMs }: LedgerRows): void {
  insertAll(store, { table: 'signed', columns: Object.keys(SIGNED), rows: signed });
  insertAll(store, { table: 'moved', columns: Object.keys(MOVED), rows: moved });
  store.setMeta('time', String(Math.max(timeMs, store.number('time'))));
}

function insertAll(
  { database }: VaultStore,
  {
    table,
    columns,
    rows,
  }: {
    readonly table: string;
    readonly columns: readonly string[];
    readonly rows: readonly Readonly<Record<string, string | number>>[];
  },
): void {
  const places = columns.map(() => '?').join(', ');
  const insert = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
  for (const row of rows) insert.run(...columns.map((column) => row[column]));
}

function checked(rows: unknown): LedgerRows {
  if (Value.Check(LedgerRowsSchema, rows)) return rows;
  throw new VaultError(
    'VAULT_CORRUPT',
    'the ledger of the copy is not as a vault writes it; take another copy',
  );
}

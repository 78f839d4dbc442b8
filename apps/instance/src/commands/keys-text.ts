import type { KeysStatus, VaultAudit, VaultRecord } from '../api/schemas/keys.ts';
import type { VaultStatus } from '../vault/protocol.ts';
import { textList, textTable, timeText } from './text-table.ts';

/** What `mrm keys show` answers with `--json`. */
export interface KeysShown extends KeysStatus {
  /** `null` while the vault is locked or there is none. */
  readonly records: readonly VaultRecord[] | null;
}

export function statusText(status: KeysStatus): string {
  const { process, lastError, vault } = status;
  const reason: [string, string][] =
    lastError === null ? [] : [['last error', `${lastError.code}: ${lastError.message}`]];
  if (vault === null || vault.state === 'absent') return textList([['vault', absence(status)], ...reason]);
  return textList([
    ['vault', `${vault.state}${process === 'ready' ? '' : `; the signing process is ${process}`}`],
    ['opened by', vault.slots.map(({ id, source }) => `${source} (slot ${id})`).join(', ')],
    ['vault id', vault.vaultId],
    ...openEntries(vault),
    ['words', wordsText(vault)],
    ...waits(vault),
    ...reason,
  ]);
}

export function keysText({ records, ...status }: KeysShown): string {
  const text = statusText(status);
  return records === null ? text : `${text}\n${recordTable(records)}`;
}

export function recordTable(records: readonly VaultRecord[]): string {
  if (records.length === 0) return 'no records\n';
  return textTable<VaultRecord>(
    [
      { title: 'RECORD', of: ({ id }) => id },
      { title: 'KIND', of: ({ kind }) => kind },
      { title: 'LABEL', of: ({ label }) => label },
      { title: 'MADE (UTC)', of: ({ created }) => timeText(created) },
      { title: 'REVISION', of: ({ rev }) => String(rev), right: true },
    ],
    records,
  );
}

export function auditTable({ rows }: VaultAudit): string {
  if (rows.length === 0) return 'no rows\n';
  return textTable<VaultAudit['rows'][number]>(
    [
      { title: 'SEQ', of: ({ seq }) => String(seq), right: true },
      { title: 'TIME (UTC)', of: ({ at }) => timeText(new Date(at).toISOString()) },
      { title: 'EVENT', of: ({ event }) => event },
      { title: 'WHAT', of: ({ detail }) => detailText(detail) },
    ],
    rows,
  );
}

function absence({ process, vault }: KeysStatus): string {
  if (vault?.ceremony === true) return 'none yet: words were shown and wait for mrm keys confirm-words';
  if (vault !== null || process === 'off') return 'none; mrm keys init makes one';
  return process === 'starting' ? 'the signing process is starting' : 'the signing process is down';
}

function openEntries({ fingerprint, kid, rev }: VaultStatus): [string, string][] {
  return [
    ...(fingerprint === undefined ? [] : [['fingerprint', fingerprint] as [string, string]]),
    ...(kid === undefined ? [] : [['key', `${kid}, revision ${rev}`] as [string, string]]),
  ];
}

function wordsText({ backedUp, ceremony }: VaultStatus): string {
  if (ceremony) return 'shown, waiting for mrm keys confirm-words';
  return backedUp ? 'written down' : 'not written down; mrm keys words shows them';
}

function waits({ retryAfterSec, elevatedForSec }: VaultStatus): [string, string][] {
  return [
    ...(retryAfterSec > 0
      ? [['wait', `${retryAfterSec} s until a passphrase is tried again`] as [string, string]]
      : []),
    ...(elevatedForSec > 0
      ? [['passphrase', `shown, good for ${elevatedForSec} s`] as [string, string]]
      : []),
  ];
}

function detailText(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

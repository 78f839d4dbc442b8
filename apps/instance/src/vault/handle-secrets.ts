import type { Handlers } from './handlers.ts';
import type { VaultRecord } from './protocol.ts';
import type { RecordFace, RecordKind } from './record.ts';
import { sealedFor } from './sealed-for.ts';
import { checkShape } from './secret-shapes.ts';
import { ROOT_ID, wipeAll } from './signing-process.ts';
import { VaultError } from './vault-error.ts';

/** What main may read: ccxt and Mixin's SDK sign there. All else leaves the vault sealed, or never. */
const READ_BY_MAIN: ReadonlySet<RecordKind> = new Set(['exchange', 'mixin']);
/** Made by the vault itself. */
const NOT_PUT: ReadonlySet<RecordKind> = new Set(['root-seed']);

/** Ids of records that the vault writes itself begin so. */
const OWN: readonly string[] = ['limits:', 'ledger:'];

/** Secrets that are kept, one by one. */
export const secretHandlers = {
  list: (process) => ({ records: process.unlocked.vault.list().map(recordOf) }),

  putSecret(process, { kind, id, label, typed }) {
    const { vault } = process.unlocked;
    if (NOT_PUT.has(kind) || OWN.some((prefix) => id.startsWith(prefix)))
      throw new VaultError('VAULT_INPUT', `a record ${id} of kind ${kind} is not put in from outside`);
    const secrets = process.typed(typed, 'the secret');
    try {
      checkShape(kind, secrets[0]);
      vault.put({ kind, id, label, secret: secrets[0] }, process.nowMs());
    } finally {
      wipeAll(secrets);
    }
    process.ledger.audit('secret put', { id, kind });
    return recordOf(vault.list().find(({ header }) => header.id === id)!);
  },

  readSecret(process, { id }) {
    const { kind, secret } = process.unlocked.vault.open(id);
    try {
      if (!READ_BY_MAIN.has(kind))
        throw new VaultError('VAULT_INPUT', `the record ${id} is of kind ${kind}, which stays in the vault`);
      return { secret: secret.toString('base64') };
    } finally {
      secret.fill(0);
    }
  },

  removeSecret(process, { id }) {
    const { vault } = process.elevated();
    if (id === ROOT_ID) throw new VaultError('VAULT_INPUT', 'the root seed cannot be removed');
    if (id.startsWith('limits:')) throw new VaultError('VAULT_INPUT', 'limits are set, not removed');
    vault.remove(id);
    process.ledger.audit('secret removed', { id });
    return {};
  },

  reveal(process, { id, replyTo }) {
    const { secret } = process.elevated().vault.open(id);
    try {
      process.ledger.audit('revealed', { id });
      return { sealed: sealedFor(replyTo, process.vaultId, secret) };
    } finally {
      secret.fill(0);
    }
  },

  exportScope(process, { scope, replyTo }) {
    const text = Buffer.from(process.elevated().root.exportScope(scope), 'utf8');
    try {
      process.ledger.audit('scope exported', { scope });
      return { sealed: sealedFor(replyTo, process.vaultId, text) };
    } finally {
      text.fill(0);
    }
  },
} satisfies Partial<Handlers>;

function recordOf({ kind, kid, header }: RecordFace): VaultRecord {
  return { ...header, kind, kid };
}

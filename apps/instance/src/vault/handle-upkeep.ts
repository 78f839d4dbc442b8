import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from './canonical-json.ts';
import type { Handlers } from './handlers.ts';
import { LEDGER_ID, ledgerOf, ledgerSecret, readLedger } from './ledger-copy.ts';
import { isLooser, readLimits, writeLimits } from './limits.ts';
import { addSlot, changePassphrase, removeSlot, rotateDeks, rotateKek } from './rotation.ts';
import { wipeAll } from './signing-process.ts';
import { VaultStore } from './store.ts';
import { createVault, Vault } from './vault.ts';
import type { NewSecret } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** Where encrypted copies go, and where they are taken from, in the vault's folder. */
export const EXPORTS = 'exports';
export const IMPORTS = 'imports';

/** Slots, rotations, limits, copies. */
export const upkeepHandlers = {
  changePassphrase(process, { typed }) {
    const { vault } = process.elevated();
    const secrets = process.typed(typed, 'the old passphrase', 'the new passphrase');
    try {
      const slot = process.guarded(secrets[0], (from) =>
        changePassphrase(vault, { from, to: process.input(secrets[1]) }),
      );
      process.ledger.audit('passphrase changed', { slot });
      return { slot };
    } finally {
      wipeAll(secrets);
    }
  },

  addSlot(process, { source, typed }) {
    const { vault } = process.elevated();
    const secrets = source === 'passphrase' ? process.typed(typed, 'the passphrase') : [];
    try {
      const slot = addSlot(vault, source, process.input(secrets[0]));
      process.ledger.audit('slot added', { slot, source });
      return { slot };
    } finally {
      wipeAll(secrets);
    }
  },

  removeSlot(process, { slot }) {
    removeSlot(process.elevated().vault, slot);
    process.ledger.audit('slot removed', { slot });
    return {};
  },

  rotateKek(process, { typed, drop = [] }) {
    const { vault } = process.elevated();
    const secrets = typed === undefined ? [] : process.typed(typed, 'the passphrase');
    try {
      process.guarded(secrets[0], (input) => {
        rotateKek(vault, { input, drop });
      });
    } finally {
      wipeAll(secrets);
    }
    process.ledger.audit('key rotated', { kid: vault.kek.kid, drop });
    return process.status();
  },

  rotateDeks(process) {
    rotateDeks(process.elevated().vault);
    process.ledger.audit('data keys rotated');
    return process.status();
  },

  readLimits(process, { scope, purpose }) {
    const limits = readLimits(process.unlocked.vault, scope, purpose);
    return limits === undefined ? {} : { limits };
  },

  setLimits(process, { scope, purpose, limits }) {
    const looser = isLooser(readLimits(process.unlocked.vault, scope, purpose), limits);
    const { vault } = looser ? process.elevated() : process.unlocked;
    writeLimits(vault, { scope, purpose, limits }, process.nowMs());
    const { perMinute } = limits;
    const digest = createHash('sha256').update(canonicalJson(limits), 'utf8').digest('hex');
    // Limits may fill a message; a row that no answer can hold would hide itself.
    process.ledger.audit('limits set', { scope, purpose, perMinute, looser, digest });
    return {};
  },

  audit: (process, { after = 0, limit }) => ({
    rows: process.ledger.auditRows({ after, limit }).map((row) => ({ ...row, detail: { ...row.detail } })),
  }),

  exportVault(process, { typed }) {
    const { vault, root } = process.elevated();
    const [passphrase] = process.typed(typed, 'a passphrase for the copy');
    const { rev } = vault;
    const ledger = { ...readLedger(process.store), timeMs: process.nowMs() };
    const secrets = [...allSecrets(vault), ledgerSecret(ledger)];
    const name = `${root.fingerprint}-${process.nowMs()}.mrmvault`;
    const folder = join(process.folder, EXPORTS);
    try {
      const slots = [{ source: 'passphrase', input: { folder, passphrase } }] as const;
      createVault(
        folder,
        { vaultId: vault.vaultId, slots, secrets, revBefore: rev, nowMs: process.nowMs() },
        name,
      );
    } finally {
      passphrase.fill(0);
      wipeSecrets(secrets);
    }
    process.ledger.audit('exported', { file: name, rev });
    return { file: name, rev };
  },

  importVault(process, { file, source, typed }) {
    if (!process.absent)
      throw new VaultError('VAULT_EXISTS', 'there is a vault already; a copy goes into an empty folder');
    const names = ['the passphrase of the copy', ...(source === 'passphrase' ? ['a new passphrase'] : [])];
    const typedSecrets = process.typed(typed, ...names);
    const [passphrase, fresh] = typedSecrets;
    const folder = join(process.folder, IMPORTS);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    let copy: VaultStore | undefined;
    try {
      copy = VaultStore.open(folder, file);
      const vault = Vault.unlock(copy, { folder, passphrase });
      const secrets = allSecrets(vault).filter(({ id }) => id !== LEDGER_ID);
      try {
        const slots = [{ source, input: process.input(fresh) }];
        const { vaultId, rev } = vault;
        const ledger = ledgerOf(vault);
        const nowMs = process.nowMs();
        createVault(process.folder, { vaultId, slots, secrets, revBefore: rev, ledger, nowMs });
      } finally {
        wipeSecrets(secrets);
        vault.wipe();
      }
      process.openStore();
      process.unlock(fresh);
    } finally {
      copy?.close();
      wipeAll(typedSecrets);
    }
    process.ledger.audit('imported', { file });
    return process.status();
  },
} satisfies Partial<Handlers>;

function allSecrets(vault: Vault): NewSecret[] {
  return vault
    .list()
    .map(({ kind, header: { id, label } }) => ({ kind, id, label, secret: vault.open(id).secret }));
}

function wipeSecrets(secrets: readonly NewSecret[]): void {
  wipeAll(secrets.map(({ secret }) => secret));
}

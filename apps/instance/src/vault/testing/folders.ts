import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVault } from '../vault.ts';
import type { NewSecret } from '../vault.ts';

export const PASSPHRASE = Buffer.from('correct horse battery staple');
export const NOW_MS = Date.UTC(2026, 0, 2);
export const VAULT_ID = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
export const SEED = Buffer.from(Array.from({ length: 32 }, (_, at) => at));

export const SECRETS: readonly NewSecret[] = [
  { kind: 'root-seed', id: 'root', label: 'main seed', secret: SEED },
  {
    kind: 'exchange',
    id: 'exchange:binance',
    label: 'Binance',
    secret: Buffer.from('{"key":"k","secret":"s"}'),
  },
  { kind: 'mixin', id: 'mixin:main', label: 'Mixin', secret: Buffer.from('session key') },
];

export function freshFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'mrm-vault-')), 'vault');
}

/** A folder with a vault of {@link SECRETS} that a key file opens. */
export function fileVault(secrets = SECRETS): string {
  const folder = freshFolder();
  const slots = [{ source: 'file', input: { folder } }] as const;
  createVault(folder, { vaultId: VAULT_ID, slots, secrets, nowMs: NOW_MS });
  return folder;
}

/** A folder with a vault of {@link SECRETS} that a key file and a passphrase open. */
export function passphraseVault(secrets = SECRETS): string {
  const folder = freshFolder();
  createVault(folder, {
    vaultId: VAULT_ID,
    slots: [
      { source: 'passphrase', input: { folder, passphrase: PASSPHRASE } },
      { source: 'file', input: { folder } },
    ],
    secrets,
    nowMs: NOW_MS,
  });
  return folder;
}

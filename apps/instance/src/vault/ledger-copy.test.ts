import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodeEvm } from 'drxa/sign/evm-transaction';
import { describe, expect, it } from 'vitest';
import type { VaultClient } from './client.ts';
import type { Params, VaultStatus } from './protocol.ts';
import { VaultStore } from './store.ts';
import { passphraseClient, startClient } from './testing/clients.ts';
import { freshFolder, NOW_MS, PASSPHRASE, SECRETS, VAULT_ID } from './testing/folders.ts';
import { refusal } from './testing/refusal.ts';
import { type } from './testing/terminal.ts';
import { createVault } from './vault.ts';

const OTHER = 'another long passphrase';
const FRIEND = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const place = { scope: 'wallet', userId: 'ada', index: 0, purpose: 'withdraw' };
const limits = { perDay: { 'evm:1:native': '1000' }, perMinute: 9 };

function transfer(requestId: string, value: bigint): Params<'sign'> {
  const unsigned = encodeEvm({
    type: 'eip1559',
    chainId: 1n,
    nonce: value,
    maxPriorityFeePerGas: 0n,
    maxFeePerGas: 0n,
    gasLimit: 21_000n,
    to: FRIEND,
    value,
    data: new Uint8Array(),
    accessList: [],
  });
  return {
    ...place,
    requestId,
    kind: 'evm',
    payload: { unsigned: Buffer.from(unsigned).toString('base64') },
  };
}

/** A vault that has signed a transfer of 600 of 1000, and its copy. */
async function signedAndCopied(): Promise<{
  client: VaultClient;
  folder: string;
  copy: string;
  signature: unknown;
}> {
  const { client, folder } = await passphraseClient();
  await client.request('elevate', { typed: await type(client, PASSPHRASE) });
  await client.request('setLimits', { scope: place.scope, purpose: place.purpose, limits });
  const signature = await client.request('sign', transfer('r1', 600n));
  const { file } = await client.request('exportVault', { typed: await type(client, OTHER) });
  return { client, folder, copy: join(folder, 'exports', file), signature };
}

/** Brings a copy to an empty folder. */
async function bring(
  copy: string,
  passphrase: string | Uint8Array,
): Promise<{ client: VaultClient; folder: string; status: Promise<VaultStatus> }> {
  const { client, folder } = await startClient();
  mkdirSync(join(folder, 'imports'), { recursive: true });
  cpSync(copy, join(folder, 'imports', 'copy'));
  const typed = await type(client, passphrase);
  return { client, folder, status: client.request('importVault', { file: 'copy', source: 'file', typed }) };
}

async function expectRemembered(client: VaultClient, signature: unknown): Promise<void> {
  expect(await client.request('sign', transfer('r1', 600n))).toEqual(signature);
  await expect(client.request('sign', transfer('r1', 1n))).rejects.toEqual(refusal('VAULT_REUSED'));
  await expect(client.request('sign', transfer('r2', 401n))).rejects.toEqual(refusal('VAULT_LIMIT'));
  await client.request('sign', transfer('r3', 400n));
}

describe('the ledger of a copy', () => {
  it('comes along: an import resets no amount, and no id signs anew', async () => {
    const { copy, signature } = await signedAndCopied();
    const { client, folder, status } = await bring(copy, OTHER);
    expect(await status).toMatchObject({ state: 'unlocked' });
    await expectRemembered(client, signature);
    const { records } = await client.request('list', {});
    expect(records.map(({ id }) => id)).toEqual(['limits:wallet:withdraw', 'root']);

    // And on: a copy of the copy.
    await client.request('elevate', {});
    const { file } = await client.request('exportVault', { typed: await type(client, OTHER) });
    const third = await bring(join(folder, 'exports', file), OTHER);
    await third.status;
    expect(await third.client.request('sign', transfer('r1', 600n))).toEqual(signature);
    await expect(third.client.request('sign', transfer('r4', 1n))).rejects.toEqual(refusal('VAULT_LIMIT'));
  });

  it('is sealed: it does not show where money went, and cannot be struck out', async () => {
    const { copy, signature } = await signedAndCopied();
    expect(readFileSync(copy).includes(FRIEND)).toBe(false);
    const change = (sql: string): string => {
      const changed = `${copy}-${sql.length}`;
      copyFileSync(copy, changed);
      const database = new DatabaseSync(changed);
      database.exec(sql);
      database.close();
      return changed;
    };
    const without = await bring(change(`DELETE FROM record WHERE id = 'ledger:copy'`), OTHER);
    await expect(without.status).rejects.toEqual(refusal('VAULT_CORRUPT'));
    // Rows in the open count for nothing beside the sealed ones.
    const emptied = await bring(change('DELETE FROM signed; DELETE FROM moved'), OTHER);
    await emptied.status;
    await expectRemembered(emptied.client, signature);
  });

  it('of a backup of the file itself comes along too, unless it is no ledger', async () => {
    const { client, folder, signature } = await signedAndCopied();
    await client.close();
    const path = join(folder, 'vault.db');
    const whole = await bring(path, PASSPHRASE);
    await whole.status;
    await expectRemembered(whole.client, signature);
    const database = new DatabaseSync(path);
    database.exec(`UPDATE moved SET amount = '-600'`);
    database.close();
    const wrong = await bring(path, PASSPHRASE);
    await expect(wrong.status).rejects.toEqual(refusal('VAULT_CORRUPT'));
    expect(await wrong.client.request('status', {})).toMatchObject({ state: 'absent' });
  });

  it('is of the vault alone: nobody puts one in', async () => {
    const { client } = await passphraseClient();
    const typed = await type(client, '{}');
    const put = client.request('putSecret', { kind: 'other', id: 'ledger:copy', label: '', typed });
    await expect(put).rejects.toEqual(refusal('VAULT_INPUT'));
  });

  it('brings its time along, so that a clock set back resets nothing', () => {
    const folder = freshFolder();
    const slots = [{ source: 'file', input: { folder } }] as const;
    const ledger = { signed: [], moved: [], timeMs: NOW_MS + 5 };
    createVault(folder, { vaultId: VAULT_ID, slots, secrets: SECRETS, ledger, nowMs: NOW_MS - 1e9 });
    const store = VaultStore.open(folder);
    expect(store.number('time')).toBe(NOW_MS + 5);
    store.close();
  });
});

import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ethereum } from 'drxa/chains/ethereum';
import { wordsToEntropy } from 'drxa/bip/words';
import { importScope } from 'drxa/root';
import { describe, expect, it } from 'vitest';
import type { VaultClient } from './client.ts';
import { passphraseClient, startClient } from './testing/clients.ts';
import { fileVault, PASSPHRASE, SEED } from './testing/folders.ts';
import { refusal } from './testing/refusal.ts';
import { reader, type } from './testing/terminal.ts';
import { VaultSecrets } from './vault-secrets.ts';

const place = { scope: 'wallet', userId: 'ada', index: 0 };
const at = { scope: 'wallet', purpose: 'withdraw' };
const OTHER = 'another long passphrase';

async function elevate(client: VaultClient): Promise<void> {
  await client.request('elevate', { typed: await type(client, PASSPHRASE) });
}

describe('what needs the passphrase again', () => {
  it('is refused without it, one by one', async () => {
    const { client } = await passphraseClient();
    const { replyTo } = reader();
    const typed = await type(client, OTHER);
    const requests = [
      () => client.request('reveal', { id: 'root', replyTo }),
      () => client.request('showWords', { replyTo }),
      () => client.request('exportScope', { scope: 'wallet', replyTo }),
      () => client.request('exportVault', { typed }),
      () => client.request('changePassphrase', { typed }),
      () => client.request('addSlot', { source: 'file' }),
      () => client.request('removeSlot', { slot: 1 }),
      () => client.request('rotateKek', {}),
      () => client.request('rotateDeks', {}),
      () => client.request('removeSecret', { id: 'root' }),
      () => client.request('setLimits', { ...at, limits: { perDay: { eth: '1' }, perMinute: 1 } }),
    ];
    for (const request of requests) await expect(request()).rejects.toEqual(refusal('VAULT_ELEVATION'));
    await expect(client.request('elevate', {})).rejects.toEqual(refusal('VAULT_PASSPHRASE'));
    await expect(client.request('elevate', { typed: await type(client, OTHER) })).rejects.toEqual(
      refusal('VAULT_PASSPHRASE'),
    );
    const { elevatedForSec } = await client.request('elevate', { typed: await type(client, PASSPHRASE) });
    expect(elevatedForSec).toBeGreaterThan(0);
    expect(elevatedForSec).toBeLessThanOrEqual(600);
  });

  it('is not needed for tighter limits', async () => {
    const { client } = await passphraseClient();
    await elevate(client);
    await client.request('setLimits', { ...at, limits: { perDay: { eth: '9' }, perMinute: 9 } });
    await client.lock();
    await client.request('unlock', { typed: await type(client, PASSPHRASE) });
    await client.request('setLimits', { ...at, limits: { perDay: { eth: '8' }, perMinute: 9 } });
    expect(await client.request('readLimits', at)).toEqual({
      limits: { perDay: { eth: '8' }, perMinute: 9 },
    });
    await expect(
      client.request('setLimits', { ...at, limits: { perDay: { eth: '9' }, perMinute: 9 } }),
    ).rejects.toEqual(refusal('VAULT_ELEVATION'));
  });

  it('gives out the seed, its words and a scope, sealed to who asked', async () => {
    const { client } = await startClient({ folder: fileVault() });
    await client.request('elevate', {});
    const { vaultId } = client.lastStatus!;
    const scopeKey = reader();
    const scope = await client.request('exportScope', { scope: 'wallet', replyTo: scopeKey.replyTo });
    const address = importScope(scopeKey.read(vaultId, scope.sealed)).address({ ...place, chain: ethereum });
    expect((await client.request('address', { ...place, chain: 'ethereum' })).address).toBe(address);
    const words = reader();
    const shown = await client.request('showWords', { replyTo: words.replyTo });
    expect(Buffer.from(wordsToEntropy(words.read(vaultId, shown.words))).equals(SEED)).toBe(true);
    const { replyTo } = reader();
    await expect(
      client.request('reveal', { id: 'root', replyTo: { ...replyTo, publicKey: '00'.repeat(32) } }),
    ).rejects.toEqual(refusal('VAULT_CHALLENGE'));
  });

  it('changes passphrase, key, data keys and slots of a running vault', async () => {
    const { client } = await passphraseClient();
    await elevate(client);
    const before = await client.request('status', {});
    const rotated = await client.request('rotateKek', { typed: await type(client, PASSPHRASE) });
    expect(rotated.kid).not.toBe(before.kid);
    expect((await client.request('rotateDeks', {})).rev).toBeGreaterThan(before.rev!);
    const typed = await type(client, PASSPHRASE, OTHER);
    expect(await client.request('changePassphrase', { typed })).toEqual({ slot: 1 });
    expect(await client.request('addSlot', { source: 'file' })).toEqual({ slot: 2 });
    await client.lock();
    await expect(client.request('unlock', { typed: await type(client, PASSPHRASE) })).rejects.toEqual(
      refusal('VAULT_PASSPHRASE'),
    );
    expect(await client.request('unlock', {})).toMatchObject({
      state: 'unlocked',
      fingerprint: before.fingerprint,
    });
    await client.request('elevate', { typed: await type(client, OTHER) });
    await client.request('removeSlot', { slot: 2 });
    expect((await client.request('status', {})).slots).toEqual([{ id: 1, source: 'passphrase' }]);
  });
});

describe('an encrypted copy', () => {
  it('brings everything to an empty folder, and opens with its passphrase only', async () => {
    const { client, folder } = await passphraseClient();
    await elevate(client);
    const secret = { apiKey: 'public-part', secret: 'private-part' };
    const typed = await type(client, JSON.stringify(secret));
    await client.request('putSecret', { kind: 'exchange', id: 'exchange:okx', label: 'OKX', typed });
    const { file, rev } = await client.request('exportVault', { typed: await type(client, OTHER) });
    const path = join(folder, 'exports', file);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path).includes('private-part')).toBe(false);

    const other = await startClient();
    mkdirSync(join(other.folder, 'imports'), { recursive: true });
    cpSync(path, join(other.folder, 'imports', file));
    const bring = async (passphrase: Uint8Array | string): Promise<unknown> =>
      other.client.request('importVault', {
        file,
        source: 'file',
        typed: await type(other.client, passphrase),
      });
    await expect(bring(PASSPHRASE)).rejects.toEqual(refusal('VAULT_PASSPHRASE'));
    expect(await bring(OTHER)).toMatchObject({
      state: 'unlocked',
      fingerprint: client.lastStatus!.fingerprint,
      vaultId: client.lastStatus!.vaultId,
    });
    expect((await other.client.request('status', {})).rev).toBeGreaterThanOrEqual(rev);
    expect(await new VaultSecrets(other.client).exchange('exchange:okx')).toEqual(secret);
    await expect(bring(OTHER)).rejects.toEqual(refusal('VAULT_EXISTS'));
  });

  it('that is not there, or no vault, is refused', async () => {
    const { client, folder } = await startClient();
    const bring = async (file: string): Promise<unknown> =>
      client.request('importVault', { file, source: 'file', typed: await type(client, OTHER) });
    await expect(bring('none.mrmvault')).rejects.toEqual(refusal('VAULT_ABSENT'));
    await expect(bring('../vault.db')).rejects.toEqual(refusal('VAULT_INPUT'));
    cpSync(fileURLToPath(new URL('store.ts', import.meta.url)), join(folder, 'imports', 'text.mrmvault'));
    await expect(bring('text.mrmvault')).rejects.toEqual(refusal('VAULT_CORRUPT'));
    expect(await client.request('status', {})).toMatchObject({ state: 'absent' });
  });
});

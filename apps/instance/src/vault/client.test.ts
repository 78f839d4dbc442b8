import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyStatement } from 'drxa/sign/message';
import { describe, expect, it } from 'vitest';
import { fileClient, passphraseClient, startClient } from './testing/clients.ts';
import { fileVault, PASSPHRASE } from './testing/folders.ts';
import { refusal } from './testing/refusal.ts';
import { reader, type } from './testing/terminal.ts';

const place = { scope: 'wallet', userId: '8a3c6134-a1de-467c-b2d3-075d138370a1', index: 0 };
const statement = {
  ...place,
  requestId: 'r1',
  purpose: 'attest',
  kind: 'statement',
  payload: { tag: 'owner', body: Buffer.from('ada').toString('base64') },
} as const;

describe('the signing process', () => {
  it('makes a vault, unlocks it, and gives addresses and public keys', async () => {
    // The seed of the anchor vectors.
    const { client } = await startClient({ folder: fileVault() });
    expect(client.lastStatus).toMatchObject({ state: 'unlocked', fingerprint: '836a659b307ed276' });
    expect(await client.request('address', { ...place, chain: 'solana' })).toEqual({
      address: '8cgeNHt9t1E4pEigTHkUyq66n5GdhSFvxThDQzZp2wg1',
      chain: 'solana',
      family: 'sol',
      publicKey: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect((await client.request('address', { ...place, chain: 'eth' })).address).toBe(
      '0x3f2Cb3954dE23ba56B38BE32feA8eE12e000B87C',
    );
    expect((await client.request('address', { ...place, chain: 'btc', form: 'p2tr' })).address).toBe(
      'bc1p7kl43vtgyk4rj95ukv3wcqw9ydyv0su6x3p2xp3ren23atcqyz9sxqd2vk',
    );
    expect(await client.request('publicKey', { ...place, family: 'identity' })).toEqual({
      publicKey: '1f17b332f0ed4b06e2ba3d899a2a1c7b4c3311e8ceeb97831f0fe8e4c0c8d6db',
    });
  });

  it('signs statements of the instance, each once', async () => {
    const { client } = await fileClient();
    const { publicKey } = await client.request('publicKey', { ...place, family: 'identity' });
    const first = await client.request('sign', statement);
    expect(
      verifyStatement(
        { tag: 'owner', body: Buffer.from('ada') },
        Buffer.from(first.output['signature'], 'base64'),
        Buffer.from(publicKey, 'hex'),
      ),
    ).toBe(true);
    expect(await client.request('sign', statement)).toEqual(first);
    await expect(client.request('sign', { ...statement, purpose: 'other' })).rejects.toEqual(
      refusal('VAULT_REUSED'),
    );
    const { rows } = await client.request('audit', { limit: 200 });
    expect(rows.filter(({ event }) => event === 'signed')).toHaveLength(1);
  });

  it('refuses what it has no signer for, and a transaction without limits', async () => {
    const { client } = await fileClient();
    await expect(client.request('sign', { ...statement, kind: 'mixin' })).rejects.toEqual(
      refusal('VAULT_UNSUPPORTED'),
    );
    await expect(client.request('sign', { ...statement, payload: { tag: 'a' } })).rejects.toEqual(
      refusal('VAULT_INPUT'),
    );
    await expect(client.request('address', { ...place, chain: 'no-such-chain' })).rejects.toEqual(
      refusal('VAULT_INPUT'),
    );
    await expect(
      client.request('address', { ...place, userId: 'e\u0301', chain: 'eth' }),
    ).rejects.toMatchObject({
      code: 'VAULT_INPUT',
      message: expect.stringContaining('DRXA_FIELD_NOT_NFC') as string,
    });
  });

  it('takes nothing that its schema does not name', async () => {
    const { client } = await fileClient();
    const more = { ...statement, more: true };
    await expect(client.request('sign', more)).rejects.toEqual(refusal('VAULT_INPUT'));
    await expect(client.request('publicKey', { ...place, index: 1.5, family: 'evm' })).rejects.toEqual(
      refusal('VAULT_INPUT'),
    );
    const payload = { tag: 'owner', body: 'A'.repeat(300_000) };
    await expect(client.request('sign', { ...statement, payload })).rejects.toEqual(refusal('VAULT_INPUT'));
    await client.request('status', {});
  });

  it('is busy beyond 256 requests, and answers those it took', async () => {
    const { client } = await fileClient();
    const all = await Promise.allSettled(
      Array.from({ length: 300 }, (_, index) =>
        client.request('publicKey', { ...place, index, family: 'sol' }),
      ),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(256);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toEqual(refusal('VAULT_BUSY'));
  });

  it('has files for its owner alone', async () => {
    const { folder } = await fileClient();
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077, file).toBe(0);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('ends with main', async () => {
    const program = fileURLToPath(new URL('testing/main-that-dies.ts', import.meta.url));
    const main = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
    let pid = '';
    main.stdout!.on('data', (text: Buffer) => (pid += text.toString()));
    // Main and the signing process have the other end: it ends when both have.
    const held = main.stdio[3] as Socket;
    await once(held.resume(), 'close');
    expect(main.signalCode ?? (await once(main, 'exit'))[1]).toBe('SIGKILL');
    expect(Number(pid)).toBeGreaterThan(0);
  });

  it('keeps a second one from its vault', async () => {
    const { folder } = await fileClient();
    await expect(startClient({ folder })).rejects.toEqual(refusal('VAULT_IN_USE'));
  });

  it('says what is wrong with a vault it cannot open', async () => {
    const folder = fileVault();
    writeFileSync(join(folder, 'vault.db'), '');
    await expect(startClient({ folder })).rejects.toEqual(refusal('VAULT_CORRUPT'));
  });
});

describe('lock and unlock', () => {
  it('a vault of a passphrase is locked after lock, and says LOCKED', async () => {
    const { client, next } = await passphraseClient();
    const before = client.pid;
    const locked = next('locked');
    expect(await client.lock()).toMatchObject({ state: 'locked' });
    expect(await locked).toMatchObject({ reason: 'asked' });
    expect(client.pid).not.toBe(before);
    await expect(client.request('sign', statement)).rejects.toEqual(refusal('VAULT_LOCKED'));
    await expect(client.request('unlock', {})).rejects.toEqual(refusal('VAULT_PASSPHRASE'));
    expect(await client.request('unlock', { typed: await type(client, PASSPHRASE) })).toMatchObject({
      state: 'unlocked',
    });
    await client.request('sign', statement);
  });

  it('a vault of a key file stays locked after lock too, until it is asked', async () => {
    const { client } = await fileClient();
    expect(await client.lock()).toMatchObject({ state: 'locked', unattended: true });
    expect(await client.request('unlock', {})).toMatchObject({ state: 'unlocked' });
  });

  it('wrong passphrases are counted on by a fresh process', async () => {
    const { client } = await passphraseClient();
    for (let tries = 0; tries < 2; tries += 1) {
      await client.lock();
      await expect(
        client.request('unlock', { typed: await type(client, 'wrong passphrase') }),
      ).rejects.toEqual(refusal('VAULT_PASSPHRASE'));
    }
    const { rows } = await client.request('audit', { limit: 200 });
    expect(rows.filter(({ event }) => event === 'wrong passphrase').map(({ detail }) => detail)).toEqual([
      { failures: 1 },
      { failures: 2 },
    ]);
  });

  it('takes a passphrase from a descriptor that main never reads', async () => {
    const { client, folder } = await passphraseClient();
    const path = join(folder, '..', 'typed');
    writeFileSync(path, Buffer.concat([PASSPHRASE, Buffer.from('\n')]), { mode: 0o600 });
    const descriptor = openSync(path, 'r');
    expect(await client.handOver(descriptor)).toMatchObject({ state: 'locked' });
    closeSync(descriptor);
    expect(await client.request('unlock', { typed: { descriptor: true } })).toMatchObject({
      state: 'unlocked',
    });
    await expect(client.request('elevate', { typed: { descriptor: true } })).rejects.toEqual(
      refusal('VAULT_INPUT'),
    );
  });

  it('takes a sealed passphrase once', async () => {
    const { client } = await passphraseClient();
    await client.lock();
    const typed = await type(client, PASSPHRASE);
    await client.request('unlock', { typed });
    await expect(client.request('elevate', { typed })).rejects.toEqual(refusal('VAULT_CHALLENGE'));
  });

  it('locks itself when nobody asks for anything', async () => {
    const { client, next } = await startClient({ autoLockMs: 1 });
    const locked = next('locked');
    const typed = await type(client, PASSPHRASE);
    await client.request('init', { source: 'passphrase', seed: 'random', typed });
    expect(await locked).toMatchObject({ reason: 'idle' });
    expect(await next('status')).toMatchObject({ status: { state: 'locked' } });
  });

  it('forgets words that nobody confirms', async () => {
    const { client, next } = await startClient({ autoLockMs: 1 });
    const locked = next('locked');
    const { replyTo } = reader();
    await client.request('init', { source: 'file', seed: 'words', replyTo });
    expect(await locked).toMatchObject({ reason: 'idle' });
    expect(await next('status')).toMatchObject({ status: { state: 'absent', ceremony: false } });
  });

  it('never locks itself when its source needs no person', async () => {
    const { client } = await fileClient({ autoLockMs: 1 });
    const { pid } = client;
    for (let index = 0; index < 20; index += 1)
      await client.request('publicKey', { ...place, index, family: 'evm' });
    expect(client.pid).toBe(pid);
    expect(await client.request('status', {})).toMatchObject({ state: 'unlocked' });
  });

  it('opens by a credential that a service manager or a container put there', async () => {
    const { folder } = await startClient();
    const credentialFile = join(folder, '..', 'credential');
    mkdirSync(folder, { recursive: true });
    writeFileSync(credentialFile, Buffer.alloc(40, 3));
    const { client } = await startClient({ folder: join(folder, '..', 'other'), credentialFile });
    await client.request('init', { source: 'credential', seed: 'random' });
    await client.lock();
    expect(await client.request('unlock', {})).toMatchObject({ state: 'unlocked', unattended: true });
  });

  it.each(['keyring', 'dstack', 'gramine'] as const)('says that %s is not available', async (source) => {
    const { client } = await startClient();
    await expect(client.request('init', { source, seed: 'random' })).rejects.toEqual(
      refusal('VAULT_UNSUPPORTED'),
    );
    expect(await client.request('status', {})).toMatchObject({ state: 'absent' });
  });
});

describe('a signing process that is killed', () => {
  it('ends open requests with DOWN, signs once when asked again, and unlocks a key file’s vault', async () => {
    const { client, next } = await fileClient();
    const down = next('down');
    const open = client.request('sign', statement);
    process.kill(client.pid!, 'SIGKILL');
    await open.catch((error: unknown) => expect(error).toEqual(refusal('VAULT_DOWN')));
    expect(await down).toMatchObject({ restartInMs: 1000 });
    await expect(client.request('status', {})).rejects.toEqual(refusal('VAULT_DOWN'));
    expect(await next('status')).toMatchObject({ status: { state: 'unlocked' } });
    const again = await client.request('sign', statement);
    expect(await client.request('sign', statement)).toEqual(again);
    const { rows } = await client.request('audit', { limit: 200 });
    expect(rows.filter(({ event }) => event === 'signed')).toHaveLength(1);
  });

  it('comes back locked when somebody had locked it, though its source needs no person', async () => {
    const { client, next } = await fileClient();
    await client.lock();
    const back = next('down').then(() => next('status'));
    process.kill(client.pid!, 'SIGKILL');
    expect(await back).toMatchObject({ status: { state: 'locked', unattended: true } });
    expect(await client.request('unlock', {})).toMatchObject({ state: 'unlocked' });
  });

  it('is told as down again when it cannot be started anew, and main goes on', async () => {
    const { client, folder, next, events } = await fileClient();
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, 'a file where the folder was');
    const twice = next('down').then(() => next('down'));
    process.kill(client.pid!, 'SIGKILL');
    expect(await twice).toMatchObject({ why: refusal('VAULT_FAILED') as object, restartInMs: 2000 });
    await expect(client.request('status', {})).rejects.toEqual(refusal('VAULT_DOWN'));
    expect(events.some(({ kind }) => kind === 'failing')).toBe(false);
    rmSync(folder);
    renameSync(`${folder}.away`, folder);
    expect(await next('status')).toMatchObject({ status: { state: 'unlocked' } });
  });

  it('comes back locked when a passphrase opened it, and says so', async () => {
    const { client, next } = await passphraseClient();
    const locked = next('locked');
    process.kill(client.pid!, 'SIGKILL');
    expect(await locked).toMatchObject({ reason: 'crash' });
    expect(await next('status')).toMatchObject({ status: { state: 'locked' } });
    await expect(client.request('sign', statement)).rejects.toEqual(refusal('VAULT_LOCKED'));
  });
});

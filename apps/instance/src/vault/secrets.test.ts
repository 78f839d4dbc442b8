import { describe, expect, it } from 'vitest';
import { fileClient } from './testing/clients.ts';
import { refusal } from './testing/refusal.ts';
import { type } from './testing/terminal.ts';
import { VaultSecrets } from './vault-secrets.ts';

describe('secrets of exchanges and Mixin', () => {
  const mixin = {
    app_id: 'a',
    session_id: 's',
    server_public_key: '11'.repeat(32),
    session_private_key: '22'.repeat(32),
  };

  it('come in sealed, are listed without the secret, and are read by main', async () => {
    const { client } = await fileClient();
    const secrets = new VaultSecrets(client);
    const put = async (kind: 'exchange' | 'mixin', id: string, value: unknown): Promise<unknown> =>
      client.request('putSecret', {
        kind,
        id,
        label: 'main',
        typed: await type(client, JSON.stringify(value)),
      });
    await put('mixin', 'mixin:main', mixin);
    const exchange = { apiKey: 'public-part', secret: 'private-part', password: 'p' };
    expect(await put('exchange', 'exchange:a', exchange)).toMatchObject({
      id: 'exchange:a',
      kind: 'exchange',
      label: 'main',
    });
    expect(await secrets.mixin('mixin:main')).toEqual(mixin);
    expect(await secrets.exchange('exchange:a')).toEqual(exchange);
    const listed = await secrets.list('exchange');
    expect(listed.map(({ id }) => id)).toEqual(['exchange:a']);
    expect(JSON.stringify(listed)).not.toMatch(/public-part|private-part/);
    expect((await secrets.list('mixin')).map(({ id }) => id)).toEqual(['mixin:main']);
    await expect(secrets.exchange('mixin:main')).rejects.toEqual(refusal('VAULT_INPUT'));
    await expect(secrets.exchange('exchange:none')).rejects.toEqual(refusal('VAULT_NOT_FOUND'));
    await client.request('elevate', {});
    await client.request('removeSecret', { id: 'exchange:a' });
    expect(await secrets.list('exchange')).toEqual([]);
  });

  it('of a wrong shape are refused without being repeated', async () => {
    const { client } = await fileClient();
    const cases = [
      ['exchange', 'canary'],
      ['exchange', '{"apiKey":"canary"}'],
      ['mixin', JSON.stringify({ ...mixin, session_private_key: 'canary' })],
    ] as const;
    for (const [kind, value] of cases) {
      const typed = await type(client, value);
      const put = client.request('putSecret', { kind, id: 'x', label: '', typed });
      const error = (await put.catch((one: unknown) => one)) as Error;
      expect(error).toEqual(refusal('VAULT_INPUT'));
      expect(error.message).not.toContain('canary');
    }
  });

  it('of other kinds, limits and the seed stay in the vault', async () => {
    const { client } = await fileClient();
    await client.request('elevate', {});
    await expect(client.request('readSecret', { id: 'root' })).rejects.toEqual(refusal('VAULT_INPUT'));
    await expect(client.request('removeSecret', { id: 'root' })).rejects.toEqual(refusal('VAULT_INPUT'));
    const put = async (kind: 'root-seed' | 'other', id: string): Promise<unknown> =>
      client.request('putSecret', { kind, id, label: '', typed: await type(client, 'x') });
    await expect(put('root-seed', 'root')).rejects.toEqual(refusal('VAULT_INPUT'));
    await expect(put('other', 'root')).rejects.toEqual(refusal('VAULT_INPUT'));
    await expect(put('other', 'limits:wallet:withdraw')).rejects.toEqual(refusal('VAULT_INPUT'));
    const limits = { perDay: {}, perMinute: 1 };
    await client.request('setLimits', { scope: 'wallet', purpose: 'withdraw', limits });
    await expect(client.request('removeSecret', { id: 'limits:wallet:withdraw' })).rejects.toEqual(
      refusal('VAULT_INPUT'),
    );
  });
});

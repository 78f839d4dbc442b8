import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsToEntropy } from 'drxa/bip/words';
import { createRoot } from 'drxa/root';
import { describe, expect, it } from 'vitest';
import type { WordsShown } from './protocol.ts';
import { passphraseClient, startClient } from './testing/clients.ts';
import { PASSPHRASE } from './testing/folders.ts';
import { refusal } from './testing/refusal.ts';
import { reader, type } from './testing/terminal.ts';

/** The words at the places that are asked for. */
function asked({ ask }: WordsShown, words: string): string[] {
  const list = words.split(' ');
  return ask.map((place) => list[place - 1]);
}

describe('the words of a seed', () => {
  it('are shown once, and there is no vault before three of them came back', async () => {
    const { client } = await startClient();
    const key = reader();
    const { shown, status } = await client.request('init', {
      source: 'passphrase',
      seed: 'words',
      typed: await type(client, PASSPHRASE),
      replyTo: key.replyTo,
    });
    expect(status).toMatchObject({ state: 'absent', ceremony: true, ask: shown!.ask });
    const words = key.read(status.vaultId, shown!.words);
    expect(words.split(' ')).toHaveLength(24);
    expect(new Set(shown!.ask).size).toBe(3);
    const [first, ...rest] = asked(shown!, words);
    const wrong = [first === 'zoo' ? 'abandon' : 'zoo', ...rest];
    await expect(client.request('confirmWords', { typed: await type(client, ...wrong) })).rejects.toEqual(
      refusal('VAULT_WORDS'),
    );
    await expect(client.request('confirmWords', { typed: await type(client, first) })).rejects.toEqual(
      refusal('VAULT_INPUT'),
    );
    expect(await client.request('status', {})).toMatchObject({ state: 'absent' });
    const typed = await type(client, first, ...rest);
    const { fingerprint } = createRoot(wordsToEntropy(words));
    expect(await client.request('confirmWords', { typed })).toMatchObject({
      state: 'unlocked',
      backedUp: true,
      ceremony: false,
      vaultId: status.vaultId,
      fingerprint,
    });

    // The same words make the same root elsewhere, however they are spaced.
    const { client: second } = await startClient();
    const made = await second.request('init', {
      source: 'passphrase',
      seed: 'given',
      typed: await type(second, PASSPHRASE, ` ${words.replaceAll(' ', '\n')} `),
    });
    expect(made.status.fingerprint).toBe(fingerprint);
  });

  it('of a ceremony that breaks off leave nothing', async () => {
    const { client, folder } = await startClient();
    const { replyTo } = reader();
    await client.request('init', { source: 'file', seed: 'words', replyTo });
    expect(await client.request('cancelWords', {})).toMatchObject({ state: 'absent', ceremony: false });
    const typed = await type(client, 'a', 'b', 'c');
    await expect(client.request('confirmWords', { typed })).rejects.toEqual(refusal('VAULT_WORDS'));
    await expect(client.request('init', { source: 'file', seed: 'words' })).rejects.toEqual(
      refusal('VAULT_INPUT'),
    );
    const worthless = { ...replyTo, publicKey: '00'.repeat(32) };
    await expect(
      client.request('init', { source: 'file', seed: 'words', replyTo: worthless }),
    ).rejects.toEqual(refusal('VAULT_CHALLENGE'));
    expect(await client.request('status', {})).toMatchObject({ state: 'absent', ceremony: false });
    expect(existsSync(join(folder, 'vault.db'))).toBe(false);
  });

  it('are not shown for a vault that cannot be made: its source is tried first', async () => {
    const { client, folder } = await startClient();
    const { replyTo } = reader();
    const begin = async (source: 'credential' | 'keyring' | 'passphrase' | 'file'): Promise<unknown> => {
      const typed = source === 'passphrase' ? await type(client, 'short') : undefined;
      return client.request('init', {
        source,
        seed: 'words',
        replyTo,
        ...(typed === undefined ? {} : { typed }),
      });
    };
    await expect(begin('credential')).rejects.toEqual(refusal('VAULT_SOURCE'));
    await expect(begin('keyring')).rejects.toEqual(refusal('VAULT_UNSUPPORTED'));
    await expect(begin('passphrase')).rejects.toEqual(refusal('VAULT_INPUT'));
    writeFileSync(join(folder, 'vault.key'), 'too short', { mode: 0o600 });
    await expect(begin('file')).rejects.toEqual(refusal('VAULT_SOURCE'));
    expect(await client.request('status', {})).toMatchObject({ state: 'absent', ceremony: false });
    rmSync(join(folder, 'vault.key'));
    expect(await begin('file')).toMatchObject({ status: { ceremony: true } });
    expect(existsSync(join(folder, 'vault.key'))).toBe(false);
  });

  it('that are none, or too few, are refused without being repeated', async () => {
    const { client } = await startClient();
    for (const words of [`${'abandon '.repeat(11)}about`, 'canary '.repeat(24)]) {
      const typed = await type(client, words);
      const error = (await client
        .request('init', { source: 'file', seed: 'given', typed })
        .catch((one: unknown) => one)) as Error;
      expect(error).toEqual(refusal('VAULT_INPUT'));
      expect(error.message).not.toMatch(/abandon|canary/);
    }
  });

  it('can be asked for later with the passphrase, and confirmed', async () => {
    const { client } = await passphraseClient();
    expect(client.lastStatus).toMatchObject({ backedUp: false });
    await client.request('elevate', { typed: await type(client, PASSPHRASE) });
    const key = reader();
    const shown = await client.request('showWords', { replyTo: key.replyTo });
    const words = key.read(client.lastStatus!.vaultId, shown.words);
    const typed = await type(client, ...asked(shown, words));
    expect(await client.request('confirmWords', { typed })).toMatchObject({ backedUp: true });
    const { rows } = await client.request('audit', { limit: 200 });
    expect(rows.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['words shown', 'words confirmed']),
    );
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { OneUseKey, sealTo as sealByVault } from '@mrmarket/testkit/instance/vault-box';
import { ReplyKey, sealTo } from './sealed-box.ts';

const vaultId = randomBytes(16);
const id = vaultId.toString('hex');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const secrets = ['correct horse battery staple', '', 'длинная фраза 界'.repeat(500)];

describe('the box of a page and that of the vault are one', () => {
  it('what the page seals, the vault opens, once', async () => {
    const key = new OneUseKey();
    const sealed = await sealTo(key.replyTo, id, secrets.map(bytes));
    expect(JSON.stringify(sealed)).not.toContain('horse');
    expect(key.open(vaultId, sealed)?.map(String)).toEqual(secrets);
    expect(key.open(vaultId, sealed)).toBeUndefined();
  });

  it('what the vault seals, the page opens', async () => {
    const key = await ReplyKey.make();
    const sealed = sealByVault(key.replyTo, vaultId, secrets.map(bytes))!;
    const opened = await key.open(id, sealed);
    expect(opened.map((secret) => new TextDecoder().decode(secret))).toEqual(secrets);
  });

  it('a box for another vault, another key or with a changed byte is refused', async () => {
    const key = await ReplyKey.make();
    const sealed = sealByVault(key.replyTo, vaultId, [bytes('secret')])!;
    await expect(key.open(randomBytes(16).toString('hex'), sealed)).rejects.toThrow();
    await expect((await ReplyKey.make()).open(id, sealed)).rejects.toThrow('another key');
    const box = Buffer.from(sealed.box, 'base64');
    box[20] = (box[20] ?? 0) ^ 1;
    await expect(key.open(id, { ...sealed, box: box.toString('base64') })).rejects.toThrow();
    expect(await key.open(id, sealed)).toHaveLength(1);
  });

  it('a key of small order, whose shared secret anyone knows, is refused', async () => {
    const replyTo = { challenge: '00'.repeat(16), publicKey: '00'.repeat(32) };
    await expect(sealTo(replyTo, id, [bytes('secret')])).rejects.toThrow();
  });

  it('the private half of a key of the page can be read by nobody', async () => {
    const made = vi.spyOn(crypto.subtle, 'generateKey');
    await ReplyKey.make();
    const { privateKey } = (await made.mock.results[0]?.value) as CryptoKeyPair;
    made.mockRestore();
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
  });
});

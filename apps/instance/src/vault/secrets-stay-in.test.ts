import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { wordsToEntropy } from 'drxa/bip/words';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshFolder } from './testing/folders.ts';
import { foundIn, foundInMemory } from './testing/memory-search.ts';
import { OneUseKey, sealTo } from './sealed-box.ts';
import type { Sealed } from './sealed-box.ts';
import type { Typed, VaultStatus, WordsShown } from './protocol.ts';

const PASSPHRASE = Buffer.from('canary-passphrase-7f3a91');
const WRONG = Buffer.from('canary-wrong-passphrase-55d0');
const EXPORT = Buffer.from('canary-export-passphrase-a2');

/** A person at a browser, before a main process of its own. */
class Person {
  readonly main: ChildProcess;
  /** All that main has said. */
  said = '';
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string) {
    const program = fileURLToPath(new URL('testing/main-process.ts', import.meta.url));
    this.main = spawn(process.execPath, [program, folder], { stdio: 'pipe' });
    this.main.stderr!.on('data', (text: Buffer) => (this.said += text.toString()));
    this.#lines = createInterface({ input: this.main.stdout! })[Symbol.asyncIterator]();
    onTestFinished(() => void this.main.kill('SIGKILL'));
  }

  async ask<Answer>(op: string, params: unknown = {}): Promise<Answer> {
    this.main.stdin!.write(`${JSON.stringify({ op, params })}\n`);
    const { value } = (await this.#lines.next()) as { value: string };
    this.said += value;
    return JSON.parse(value) as Answer;
  }

  async type(...secrets: Uint8Array[]): Promise<{ typed: Typed }> {
    const { vaultId, replyTo } = await this.ask<{ vaultId: string; replyTo: OneUseKey['replyTo'] }>(
      'challenge',
    );
    return { typed: { sealed: sealTo(replyTo, Buffer.from(vaultId, 'hex'), secrets)! } };
  }
}

function read(key: OneUseKey, { vaultId }: VaultStatus, sealed: Sealed): Buffer {
  return key.open(Buffer.from(vaultId, 'hex'), sealed)![0];
}

describe('K19: secrets stay in the signing process', () => {
  it('main never has seed, words or passphrase, in memory, heap, argv, environment or output; the same search finds them in the child', async () => {
    const folder = freshFolder();
    const person = new Person(folder);
    const mainPid = person.main.pid!;
    const key = new OneUseKey();
    const { shown, status } = await person.ask<{ shown: WordsShown; status: VaultStatus }>('init', {
      source: 'passphrase',
      seed: 'words',
      replyTo: key.replyTo,
      ...(await person.type(PASSPHRASE)),
    });
    const words = read(key, status, shown.words);
    const seed = Buffer.from(wordsToEntropy(words.toString('utf8')));
    const secrets = new Map<string, Uint8Array>([
      ['seed', seed],
      ['words', words],
      ['passphrase', PASSPHRASE],
      ['wrong passphrase', WRONG],
      ['passphrase of the copy', EXPORT],
      ['root key', createHmac('sha512', 'drxa/v1').update(seed).digest()],
    ]);

    // Until the words are confirmed, the child holds what the vault will be made of.
    const before = foundInMemory(await person.ask<number>('pid'), secrets);
    expect([...before]).toEqual(expect.arrayContaining(['seed: bytes', 'passphrase: bytes']));
    expect([...foundInMemory(mainPid, secrets)]).toEqual([]);

    const list = words.toString('utf8').split(' ');
    const asked = shown.ask.map((place) => Buffer.from(list[place - 1]));
    expect(await person.ask('confirmWords', await person.type(...asked))).toMatchObject({
      state: 'unlocked',
    });
    await person.ask('lockFirst');
    expect(await person.ask('unlock', await person.type(WRONG))).toMatchObject({ code: 'VAULT_PASSPHRASE' });
    expect(await person.ask('unlock', await person.type(PASSPHRASE))).toMatchObject({ state: 'unlocked' });
    const place = { scope: 'wallet', userId: 'ada', index: 0 };
    await person.ask('address', { ...place, chain: 'ethereum' });
    await person.ask('sign', {
      ...place,
      requestId: 'r',
      purpose: 'p',
      kind: 'statement',
      payload: { tag: 'a', body: 'aGk=' },
    });
    expect(await person.ask('elevate', await person.type(PASSPHRASE))).toMatchObject({ state: 'unlocked' });
    const again = new OneUseKey();
    const { sealed } = await person.ask<{ sealed: Sealed }>('reveal', { id: 'root', replyTo: again.replyTo });
    expect(read(again, status, sealed).equals(seed)).toBe(true);
    await person.ask('exportVault', await person.type(EXPORT));
    const third = new OneUseKey();
    await person.ask('showWords', { replyTo: third.replyTo });

    // Unlocked, and with the words shown again.
    const childPid = await person.ask<number>('pid');
    const inChild = foundInMemory(childPid, secrets);
    expect([...inChild]).toEqual(expect.arrayContaining(['seed: bytes']));
    expect([...foundInMemory(mainPid, secrets)]).toEqual([]);

    const snapshot = await person.ask<string>('heap', join(folder, '..', 'main.heapsnapshot'));
    expect([...foundIn(readFileSync(snapshot), secrets)]).toEqual([]);
    for (const pid of [mainPid, childPid])
      for (const name of ['cmdline', 'environ'])
        expect([...foundIn(readFileSync(`/proc/${pid}/${name}`), secrets)]).toEqual([]);
    expect([...foundIn(Buffer.from(person.said), secrets)]).toEqual([]);
    const { rows } = await person.ask<{ rows: { event: string }[] }>('audit', { limit: 200 });
    expect(rows.map(({ event }) => event)).toContain('wrong passphrase');
    expect([...foundIn(Buffer.from(JSON.stringify(rows)), secrets)]).toEqual([]);
    expect([...foundIn(readFileSync(join(folder, 'vault.db')), secrets)]).toEqual([]);
  }, 300_000);

  it('the search finds each form of a secret, wherever it stands', () => {
    const secret = new Map([['it', PASSPHRASE]]);
    const text = PASSPHRASE.toString();
    for (const planted of [
      Buffer.from(`…${text}…`),
      Buffer.from(`…${text}…`, 'utf16le'),
      Buffer.from(PASSPHRASE.toString('hex')),
      Buffer.from(PASSPHRASE.toString('hex').toUpperCase()),
      Buffer.from(Buffer.from(`{"passphrase":"${text}"}`).toString('base64')),
      Buffer.from(Buffer.from(`{"key":"${text}"}`).toString('base64url')),
      Buffer.from(Buffer.from(`k:${text}.`).toString('base64'), 'utf16le'),
    ])
      expect(foundIn(planted, secret).size).toBeGreaterThan(0);
    expect(foundIn(Buffer.from(text.slice(1)), secret).size).toBe(0);
  });
});

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstanceProcess } from '@mrmarket/testkit/instance-process';
import type { InstanceProcess } from '@mrmarket/testkit/instance-process';
import { runCli } from '@mrmarket/testkit/run-cli';
import { runWithDescriptors } from '@mrmarket/testkit/run-with-descriptors';
import type { DescriptorResult } from '@mrmarket/testkit/run-with-descriptors';
import { wordsToEntropy } from 'drxa/bip/words';
import { createRoot, importScope } from 'drxa/root';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeysStatus, VaultAudit } from '../api/schemas/keys.ts';
import type { KeysShown } from './keys-text.ts';

const PASSPHRASE = 'correct horse battery staple';
const SECOND = 'another horse altogether';
const COPY = 'of the copy alone';

let folder: string;
let home: string;
let instance: InstanceProcess;
/** The 24 words of the vault that the first test makes. */
let words: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-keys-'));
  home = join(folder, 'home');
  instance = await startInstanceProcess({ home });
});
afterAll(async () => {
  await instance.stop();
  rmSync(folder, { recursive: true });
});

interface Given {
  /** Lines of `--passphrase-fd`. */
  readonly passphrase?: string;
  /** Lines of `--secret-fd`. */
  readonly secret?: string;
  /** `--words-fd` or `--fd-out`. */
  readonly out?: 'words-fd' | 'fd-out';
  readonly at?: string;
}

/** Runs `mrm keys …` with what it is given on descriptors. */
function keys(
  args: readonly string[],
  { passphrase, secret, out, at = home }: Given = {},
): Promise<DescriptorResult> {
  return runWithDescriptors(
    [
      ...['keys', ...args, '--home', at],
      ...(passphrase === undefined ? [] : ['--passphrase-fd', '3']),
      ...(secret === undefined ? [] : ['--secret-fd', '4']),
      ...(out === undefined ? [] : [`--${out}`, '5']),
    ],
    {
      inputs: {
        ...(passphrase === undefined ? {} : { 3: `${passphrase}\n` }),
        ...(secret === undefined ? {} : { 4: `${secret}\n` }),
      },
      outputs: out === undefined ? [] : [5],
    },
  );
}

/** The same for a command that has to succeed. */
async function done(args: readonly string[], given: Given = {}): Promise<DescriptorResult> {
  const result = await keys(args, given);
  expect({ args, code: result.code, stderr: given.out === 'fd-out' ? '' : result.stderr }).toEqual({
    args,
    code: 0,
    stderr: '',
  });
  return result;
}

async function json<T>(args: readonly string[], given: Given = {}): Promise<T> {
  return JSON.parse((await done([...args, '--json'], given)).stdout) as T;
}

async function refused(args: readonly string[], given: Given = {}): Promise<string> {
  const { code, stdout, stderr } = await keys(args, given);
  expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: '' });
  return stderr;
}

function threeOf(all: string, { vault }: KeysStatus): string {
  const list = all.trim().split(' ');
  return vault!.ask!.map((place) => list[place - 1]).join('\n');
}

describe('mrm keys', () => {
  it('says that there is no vault, and what each command needs one for', async () => {
    expect((await done(['show'])).stdout).toBe('vault  none; mrm keys init makes one\n');
    expect(await json('show'.split(' '))).toEqual({
      process: 'off',
      lastError: null,
      vault: null,
      records: null,
    });
    for (const args of [['unlock'], ['words'], ['backup'], ['rotate', '--dek'], ['slots', 'add', 'file']])
      expect(await refused(args, args[0] === 'words' ? { out: 'words-fd' } : {})).toBe(
        'mrm: VAULT_ABSENT: there is no vault yet; make one with mrm keys init\n',
      );
    expect(await refused(['confirm-words'])).toMatch(/^mrm: VAULT_WORDS: no words were shown/);
    expect(await refused(['init', '--tee'])).toMatch(/^mrm: VAULT_UNSUPPORTED: dstack is not available here/);
  });

  it('shows words to nobody but a terminal or a descriptor', async () => {
    expect(await refused(['init'])).toMatch(
      /^mrm: NO_TERMINAL: stdout is no terminal, which alone may show the words/,
    );
    expect((await json<KeysShown>(['show'])).vault?.ceremony).toBe(false);
  });

  it('makes a vault: words go to a descriptor, and it is there once three came back', async () => {
    const short = await refused(['init', '--source', 'passphrase'], { passphrase: 'short', out: 'words-fd' });
    expect(short).toMatch(/^mrm: BAD_INPUT: a passphrase has at least 8 bytes/);

    const started = await done(['init', '--source', 'passphrase', '--json'], {
      passphrase: PASSPHRASE,
      out: 'words-fd',
    });
    const first = started.written[5].toString();
    const waiting = JSON.parse(started.stdout) as KeysStatus;
    expect(waiting.vault).toMatchObject({ state: 'absent', ceremony: true });
    expect((await done(['show'])).stdout).toContain('words were shown and wait for mrm keys confirm-words');

    // Forgotten, begun anew, and confirmed in the second step.
    expect((await json<KeysStatus>(['cancel-words'])).vault).toMatchObject({ ceremony: false });
    const again = await done(['init', '--source', 'passphrase', '--json'], {
      passphrase: PASSPHRASE,
      out: 'words-fd',
    });
    words = again.written[5].toString().trim();
    expect(words.split(' ')).toHaveLength(24);
    expect(words).not.toBe(first.trim());
    const wrong = await refused(['confirm-words'], { secret: 'zoo\nzoo\nzoo' });
    expect(wrong).toMatch(/^mrm: VAULT_WORDS: these are not the words .*; mrm keys confirm-words asks again/);
    const status = await json<KeysStatus>(['confirm-words'], {
      secret: threeOf(words, JSON.parse(again.stdout) as KeysStatus),
    });
    const { fingerprint } = createRoot(wordsToEntropy(words));
    expect(status).toMatchObject({
      process: 'ready',
      vault: { state: 'unlocked', backedUp: true, fingerprint },
    });
    const text = (await done(['show'])).stdout;
    expect(text).toMatch(/^vault +unlocked$/m);
    expect(text).toMatch(/^opened by +passphrase \(slot 1\)$/m);
    expect(text).toMatch(new RegExp(`^fingerprint +${fingerprint}$`, 'm'));
    expect(text).toMatch(/^words +written down$/m);
    expect(text).toMatch(/^root +root-seed +root seed /m);
    expect(await refused(['init', '--source', 'file'], { out: 'words-fd' })).toMatch(/^mrm: VAULT_EXISTS: /);
  });

  it('locks it, and unlocks it with the passphrase alone', async () => {
    expect((await json<KeysStatus>(['lock'])).vault).toMatchObject({ state: 'locked' });
    expect(await refused(['secrets', 'list'])).toMatch(/^mrm: VAULT_LOCKED: /);
    expect(await refused(['reveal', 'root', '--confirm', 'root'], { out: 'fd-out' })).toMatch(
      /^mrm: VAULT_LOCKED: the vault is locked; unlock it first: mrm keys unlock\n$/,
    );
    expect((await json<KeysShown>(['show'])).records).toBeNull();
    const nobody = await keys(['unlock']);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toMatch(
      /^error: nobody is there to type it \(Passphrase of the vault\); give --passphrase-fd\n/,
    );
    expect(await refused(['unlock'], { passphrase: '' })).toMatch(/^mrm: BAD_INPUT: .*it is empty/);
    expect(await refused(['unlock'], { passphrase: 'wrong horse' })).toMatch(/^mrm: VAULT_PASSPHRASE: /);
    let waited: KeysStatus;
    do waited = await json<KeysStatus>(['show']);
    while (waited.vault!.retryAfterSec > 0);
    expect((await json<KeysStatus>(['unlock'], { passphrase: PASSPHRASE })).vault).toMatchObject({
      state: 'unlocked',
    });
  });

  it('keeps secrets, lists them without what they are, and forgets them', async () => {
    const key = '{"apiKey":"key-of-binance","secret":"secret-of-binance"}';
    const put = ['secrets', 'put', 'exchange:binance', '--kind', 'exchange', '--label', 'Binance'];
    expect(await json(put, { secret: key })).toMatchObject({ id: 'exchange:binance', label: 'Binance' });
    expect(await refused(put, { secret: '{"apiKey":"only"}' })).toMatch(
      /^mrm: VAULT_INPUT: a secret of kind exchange has the fields apiKey, secret, password\n$/,
    );
    expect(await refused(put, { secret: '' })).toMatch(/^mrm: BAD_INPUT: /);
    await done(['secrets', 'put', 'other:note', '--kind', 'other'], { secret: 'two\nlines' });
    const list = (await done(['secrets', 'list'])).stdout;
    expect(list).toMatch(/^exchange:binance +exchange +Binance /m);
    expect(list).toMatch(/^other:note +other +other:note /m);
    expect(list).not.toContain('of-binance');

    const shown = await done(['reveal', 'other:note', '--confirm', 'other:note'], {
      passphrase: PASSPHRASE,
      out: 'fd-out',
    });
    expect(shown).toMatchObject({ stdout: '', stderr: 'other:note: written to file descriptor 5\n' });
    expect(shown.written[5].toString()).toBe('two\nlines');

    const unsure = await keys(['secrets', 'remove', 'other:note']);
    expect(unsure).toMatchObject({ code: 2, stdout: '' });
    expect(unsure.stderr).toContain('nobody is there to confirm it; say --yes');
    expect((await done(['secrets', 'remove', 'other:note', '--yes'])).stdout).toBe('other:note: removed\n');
    expect(await refused(['secrets', 'remove', 'other:note', '--yes'])).toMatch(/^mrm: VAULT_NOT_FOUND: /);
  });

  it('asks for the passphrase once for what leaves the vault, and gives it to a descriptor', async () => {
    const reveal = ['reveal', 'root', '--confirm', 'root'];
    const root = await done(reveal, { passphrase: PASSPHRASE, out: 'fd-out' });
    expect(root.written[5].equals(Buffer.from(wordsToEntropy(words)))).toBe(true);
    // Within ten minutes it is not asked for again.
    expect((await done(reveal, { out: 'fd-out' })).written[5]).toHaveLength(32);
    const scope = await done(['export-scope', 'wallet'], { out: 'fd-out' });
    expect(importScope(scope.written[5].toString()).fingerprint).toBe(
      createRoot(wordsToEntropy(words)).fingerprint,
    );
    expect(await refused(['reveal', 'root', '--confirm', 'boot'], { out: 'fd-out' })).toMatch(
      /^mrm: NOT_CONFIRMED: nothing was shown\n$/,
    );
    expect(await refused(reveal)).toMatch(/^mrm: NO_TERMINAL: /);
    expect(await refused(['export-scope', 'wallet'])).toMatch(/^mrm: NO_TERMINAL: /);
    expect(await keys(['reveal', 'root'], { out: 'fd-out' })).toMatchObject({ code: 2, stdout: '' });
  });

  it('shows the words again, and three of them come back at once', async () => {
    const shown = await done(['words'], { out: 'words-fd' });
    expect(shown.written[5].toString().trim()).toBe(words);
    const status = await json<KeysStatus>(['show']);
    expect(status.vault?.ceremony).toBe(true);
    const confirmed = await json<KeysStatus>(['confirm-words'], { secret: threeOf(words, status) });
    expect(confirmed.vault).toMatchObject({ ceremony: false, backedUp: true });
  });

  it('sets limits and shows them', async () => {
    const path = join(folder, 'limits.json');
    const limits = { perMinute: 3, perDay: { 'evm:1:native': '5' }, destinations: ['0x01'] };
    writeFileSync(path, JSON.stringify(limits));
    const of = ['wallet', 'withdraw'];
    expect((await done(['limits', 'show', ...of])).stdout).toMatch(/^no limits for withdraw of wallet/);
    expect((await done(['limits', 'set', ...of, '--file', path])).stdout).toBe(
      'withdraw of wallet: limits set\n',
    );
    expect(await json(['limits', 'show', ...of])).toEqual({ limits });
    expect((await done(['limits', 'show', ...of])).stdout).toMatch(/^evm:1:native a day +5$/m);

    // After a lock the passphrase is due again: for looser limits, not for tighter ones.
    await done(['lock']);
    await done(['unlock'], { passphrase: PASSPHRASE });
    writeFileSync(path, JSON.stringify({ ...limits, perMinute: 2 }));
    await done(['limits', 'set', ...of, '--file', path]);
    writeFileSync(path, JSON.stringify({ ...limits, perMinute: 9 }));
    const loose = await keys(['limits', 'set', ...of, '--file', path]);
    expect(loose).toMatchObject({ code: 2, stdout: '' });
    expect(loose.stderr).toContain('nobody is there to type it');
    await done(['limits', 'set', ...of, '--file', path], { passphrase: PASSPHRASE });
    expect(await json(['limits', 'show', ...of])).toMatchObject({ limits: { perMinute: 9 } });
  });

  it('writes copies, for their owner alone and over nothing', async () => {
    const out = join(folder, 'main.mrmvault');
    const copy = await json<{ file: string; rev: number }>(['backup', '--out', out], { secret: COPY });
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const { items } = await json<{ items: { file: string; bytes: number }[] }>(['backups']);
    expect(items[0]).toMatchObject({ file: copy.file, bytes: statSync(out).size });
    expect((await done(['backups'])).stdout).toContain(copy.file);
    const kept = createHash('sha256').update(readFileSync(out)).digest('hex');
    expect(await refused(['backup', '--out', out], { secret: COPY })).toMatch(/^mrm: FILE_UNWRITABLE: /);
    expect(createHash('sha256').update(readFileSync(out)).digest('hex')).toBe(kept);
    expect(await refused(['restore', out], { secret: COPY })).toMatch(/^mrm: VAULT_EXISTS: /);
  });

  it('a copy makes the same vault elsewhere, and so do the words', async () => {
    const { fingerprint } = createRoot(wordsToEntropy(words));
    const other = join(folder, 'other');
    const second = await startInstanceProcess({ home: other });
    try {
      const file = join(folder, 'main.mrmvault');
      const wrong = await refused(['restore', file], { secret: 'not of the copy', at: other });
      expect(wrong).toMatch(/^mrm: VAULT_PASSPHRASE: /);
      expect(await refused(['restore', '/nowhere/x'], { secret: COPY, at: other })).toMatch(
        /^mrm: FILE_UNREADABLE: cannot read \/nowhere\/x/,
      );
      const restored = await json<KeysStatus>(['restore', file, '--source', 'passphrase'], {
        secret: COPY,
        passphrase: SECOND,
        at: other,
      });
      expect(restored.vault).toMatchObject({ state: 'unlocked', fingerprint });
      const { records } = await json<KeysShown>(['show'], { at: other });
      expect(records?.map(({ id }) => id)).toEqual(expect.arrayContaining(['root', 'exchange:binance']));
    } finally {
      await second.stop();
    }
    const third = await startInstanceProcess({ home: join(folder, 'third') });
    try {
      const at = join(folder, 'third');
      const list = words.split(' ');
      const few = await refused(['init', '--mnemonic'], { secret: `${list.slice(1).join(' ')} zoo`, at });
      expect(few).toMatch(/^mrm: (VAULT_INPUT|DRXA_MNEMONIC): /);
      // In two lines, as somebody would type them.
      const typed = `${list.slice(0, 10).join(' ')}\n${list.slice(10).join('  ')}`;
      const made = await json<KeysStatus>(['init', '--mnemonic'], { secret: typed, at });
      expect(made.vault).toMatchObject({
        state: 'unlocked',
        fingerprint,
        slots: [{ id: 1, source: 'file' }],
      });
    } finally {
      await third.stop();
    }
  });

  it('renews the key, the data keys and the passphrase', async () => {
    const before = (await json<KeysStatus>(['show'])).vault!;
    const kek = (await json<KeysStatus>(['rotate', '--kek'], { passphrase: PASSPHRASE })).vault!;
    expect(kek.kid).not.toBe(before.kid);
    const dek = (await json<KeysStatus>(['rotate', '--dek'])).vault!;
    expect(dek.rev).toBeGreaterThan(kek.rev!);
    const changed = ['rotate', '--passphrase'];
    expect(await refused(changed, { passphrase: SECOND, secret: SECOND })).toMatch(
      /^mrm: VAULT_PASSPHRASE: /,
    );
    let waited: KeysStatus;
    do waited = await json<KeysStatus>(['show']);
    while (waited.vault!.retryAfterSec > 0);
    expect((await done(changed, { passphrase: PASSPHRASE, secret: SECOND })).stdout).toBe(
      'the passphrase of slot 1 is another now\n',
    );
    await done(['lock']);
    await done(['unlock'], { passphrase: SECOND });
    // Both from one descriptor: a line each, the passphrase first.
    const both = ['keys', ...changed, '--passphrase-fd', '3', '--secret-fd', '3', '--home', home];
    const inputs = { 3: `${SECOND}\r\n${SECOND}\r\n` };
    expect(await runWithDescriptors(both, { inputs })).toMatchObject({ code: 0, stderr: '' });
    const seed = await runCli(['keys', 'rotate', '--seed']);
    expect(seed).toMatchObject({ code: 0, stderr: '' });
    expect(seed.stdout).toMatch(/^A seed is not replaced in its vault/);
  });

  it('adds and removes what opens it', async () => {
    expect((await done(['slots', 'add', 'file'], { passphrase: SECOND })).stdout).toBe(
      'slot 2 opens the vault now (file)\n',
    );
    await done(['lock']);
    // Nobody is asked where a key file opens it.
    expect((await json<KeysStatus>(['unlock'])).vault).toMatchObject({ state: 'unlocked', unattended: true });
    await done(['slots', 'remove', '2', '--yes'], { passphrase: SECOND });
    expect(await refused(['slots', 'remove', '1', '--yes'])).toMatch(
      /^mrm: VAULT_INPUT: this is the last slot/,
    );
    expect(await refused(['slots', 'add', 'credential'])).toMatch(
      /^mrm: VAULT_SOURCE: no credential was given/,
    );
    const { vault } = await json<KeysStatus>(['show']);
    expect(vault?.slots).toEqual([{ id: 1, source: 'passphrase' }]);
  });

  it('tells what the vault has done', async () => {
    const { rows } = await json<VaultAudit>(['audit']);
    const events = rows.map(({ event }) => event);
    for (const event of ['created', 'wrong passphrase', 'revealed', 'scope exported', 'key rotated'])
      expect(events).toContain(event);
    const part = await json<VaultAudit>(['audit', '--after', '2', '--limit', '3']);
    expect(part.rows).toEqual(rows.slice(2, 5));
    const text = (await done(['audit'])).stdout;
    expect(text).toMatch(/^ *\d+ +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +revealed +id root$/m);
  });

  it('has left no secret in what the instance wrote', async () => {
    const logs = readFileSync(join(home, 'instance.db'));
    for (const secret of [PASSPHRASE, SECOND, COPY, words, 'secret-of-binance'])
      expect(logs.includes(secret)).toBe(false);
  });

  it.each([
    [['init', '--random', '--mnemonic']],
    [['init', '--source', 'keyring']],
    [['init', '--passphrase', 'x']],
    [['unlock', '--passphrase-fd', 'x']],
    [['unlock', 'correct horse']],
    [['secrets', 'put', 'x']],
    [['secrets', 'put', 'x', '--kind', 'root-seed']],
    [['rotate']],
    [['rotate', '--kek', '--dek']],
    [['rotate', '--passphrase', '--drop', '1']],
    [['slots', 'remove', '256']],
    [['limits', 'set', 'wallet', 'withdraw']],
    [['audit', '--limit', '0']],
    [['dance']],
  ])('answers the wrong command line %j with exit code 2', async (args) => {
    const { code, stdout, stderr } = await keys(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
  });
});

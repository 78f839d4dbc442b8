import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstanceProcess } from '@mrmarket/testkit/instance-process';
import type { InstanceProcess } from '@mrmarket/testkit/instance-process';
import { openTerminal } from '@mrmarket/testkit/terminal-session';
import type { TerminalSession } from '@mrmarket/testkit/terminal-session';
import { wordsToEntropy } from 'drxa/bip/words';
import { createRoot } from 'drxa/root';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { foundIn, foundInMemory } from '../vault/testing/memory-search.ts';

const PASSPHRASE = 'canary-passphrase-91c4';
const ENTER = '\r';
const CTRL_C = '\x03';
const OTHER_SCREEN = '\x1b[?1049h';
const FIRST_SCREEN = '\x1b[?1049l';

let folder: string;
let home: string;
let instance: InstanceProcess;
let words: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-terminal-'));
  home = join(folder, 'home');
  instance = await startInstanceProcess({ home });
});
afterAll(async () => {
  await instance.stop();
  rmSync(folder, { recursive: true });
});

function mrm(...args: string[]): TerminalSession {
  return openTerminal([...args, '--home', home], onTestFinished);
}

/** Types what is asked for. */
async function answer(at: TerminalSession, prompt: RegExp, line: string): Promise<void> {
  await at.until(prompt);
  at.press(`${line}${ENTER}`);
}

/** Reads the numbered words off the screen. */
async function readWords(at: TerminalSession): Promise<string[]> {
  const [screen] = await at.until(/1\. [\s\S]*24\. [a-z]+\s/);
  return [...screen.matchAll(/\d+\. ([a-z]+)/g)].map(([, word]) => word);
}

async function answerThree(at: TerminalSession, right: (place: number) => string): Promise<void> {
  for (let asked = 0; asked < 3; asked++) {
    const [, place] = await at.until(/Word (\d+): /);
    at.press(`${right(Number(place))}${ENTER}`);
  }
}

describe('mrm keys at a terminal', () => {
  it('makes a vault: nothing typed shows, words leave the screen, three of them come back', async () => {
    const at = mrm('keys', 'init', '--source', 'passphrase');
    await answer(at, /New passphrase: /, PASSPHRASE);
    await answer(at, /the same again: /, PASSPHRASE);
    words = await readWords(at);
    expect(words).toHaveLength(24);
    expect(at.shown).toContain(OTHER_SCREEN);
    expect(at.shown).not.toContain(FIRST_SCREEN);
    await answer(at, /Press Enter once they are written down; they leave the screen then: /, '');
    await at.until(/\x1b\[2J\x1b\[3J\x1b\[\?1049l/);
    // A slip is told, and asked for again.
    await answerThree(at, () => 'zoo');
    await at.until(/these are not the words/);
    await answerThree(at, (place) => words[place - 1]);
    const { fingerprint } = createRoot(wordsToEntropy(words.join(' ')));
    await at.until(new RegExp(`fingerprint +${fingerprint}`));
    expect(await at.ended).toBe(0);
    expect(at.shown).not.toContain(PASSPHRASE);
    const afterwards = at.shown.slice(at.shown.indexOf(FIRST_SCREEN));
    expect(words.filter((word) => afterwards.includes(`${word} `))).toEqual([]);
  });

  it('K19: argv, environment and the instance have nothing of what is typed; the same search finds it in the command', async () => {
    const secrets = new Map([['passphrase', Buffer.from(PASSPHRASE)]]);
    const at = mrm('keys', 'rotate', '--passphrase');
    await answer(at, /Passphrase of the vault: /, PASSPHRASE);
    await at.until(/New passphrase: /);
    const pid = await at.pid;
    for (const name of ['cmdline', 'environ'])
      expect([...foundIn(readFileSync(`/proc/${pid}/${name}`), secrets)]).toEqual([]);
    expect([...foundInMemory(pid, secrets)]).toContain('passphrase: bytes');
    at.press(`${PASSPHRASE}${ENTER}`);
    await answer(at, /the same again: /, PASSPHRASE);
    await at.until(/the passphrase of slot 1 is another now/);
    expect(await at.ended).toBe(0);
    expect([...foundInMemory(instance.pid, secrets)]).toEqual([]);
    expect(at.shown).not.toContain(PASSPHRASE);
  }, 120_000);

  it('takes a slip of the finger back, and gives the terminal up on Ctrl-C', async () => {
    const locked = mrm('keys', 'lock');
    expect(await locked.ended).toBe(0);
    const stopped = mrm('keys', 'unlock');
    await stopped.until(/Passphrase of the vault: /);
    stopped.press(`half${CTRL_C}`);
    await stopped.until(/mrm: INTERRUPTED: stopped at the terminal/);
    expect(await stopped.ended).toBe(1);

    const at = mrm('keys', 'unlock');
    await answer(at, /Passphrase of the vault: /, `wrong\x15${PASSPHRASE}x\x7f`);
    await at.until(/vault +unlocked/);
    expect(await at.ended).toBe(0);
  });

  it('reveals a secret after its id was typed', async () => {
    const unsure = mrm('keys', 'reveal', 'root');
    await answer(unsure, /Type root to show it: /, 'yes');
    await unsure.until(/mrm: NOT_CONFIRMED: nothing was shown/);
    expect(await unsure.ended).toBe(1);

    const at = mrm('keys', 'reveal', 'root');
    await answer(at, /Type root to show it: /, 'root');
    await answer(at, /Passphrase of the vault: /, PASSPHRASE);
    await at.until(new RegExp(Buffer.from(wordsToEntropy(words.join(' '))).toString('hex')));
    expect(await at.ended).toBe(0);
  });

  it('asks for the parts of an exchange key one by one', async () => {
    const at = mrm('keys', 'secrets', 'put', 'exchange:okx', '--kind', 'exchange');
    await answer(at, /apiKey: /, 'a"key');
    await answer(at, /secret: /, 'its secret');
    await answer(at, /password \(Enter: none\): /, '');
    await at.until(/exchange:okx +exchange/);
    expect(await at.ended).toBe(0);
    const shown = mrm('keys', 'reveal', 'exchange:okx', '--confirm', 'exchange:okx');
    await shown.until(/\{"apiKey":"a\\"key","secret":"its secret"\}\r\n/);
    expect(await shown.ended).toBe(0);
  });

  it('asks before it removes a slot, then for the passphrase', async () => {
    expect(await mrm('keys', 'slots', 'add', 'file').ended).toBe(0);
    expect(await mrm('keys', 'lock').ended).toBe(0);
    expect(await mrm('keys', 'unlock').ended).toBe(0);
    const unsure = mrm('keys', 'slots', 'remove', '2');
    await answer(unsure, /Remove slot 2\? .* \[y\/N\] /, '');
    await unsure.until(/mrm: NOT_CONFIRMED: nothing was changed/);
    expect(await unsure.ended).toBe(1);
    const at = mrm('keys', 'slots', 'remove', '2');
    await answer(at, /\[y\/N\] /, 'y');
    await answer(at, /Passphrase of the vault: /, PASSPHRASE);
    await at.until(/slot 2: removed/);
    expect(await at.ended).toBe(0);
    expect(at.shown).not.toContain(PASSPHRASE);
  });

  it('goes on with words whose command was stopped', async () => {
    const stopped = mrm('keys', 'words');
    expect(await readWords(stopped)).toEqual(words);
    await stopped.until(/Press Enter/);
    stopped.press(CTRL_C);
    await stopped.until(/\x1b\[\?1049l[\s\S]*INTERRUPTED: .*mrm keys confirm-words asks again/);
    expect(await stopped.ended).toBe(1);
    const at = mrm('keys', 'confirm-words');
    await answerThree(at, (place) => words[place - 1]);
    await at.until(/words +written down/);
    expect(await at.ended).toBe(0);
  });

  it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)(
    'takes the words off the screen on %s',
    async (signal) => {
      const at = mrm('keys', 'words');
      await readWords(at);
      process.kill(await at.pid, signal);
      await at.until(/\x1b\[2J\x1b\[3J\x1b\[\?1049l/);
      expect(await at.ended).not.toBe(0);
    },
  );

  it('reads a seed of the old scheme without an instance', async () => {
    const seed = '6aeb8aa877e9bc8c26fc6a6d4d852e41d51e4bf62266f1fa9914060a6b35a5a6';
    const args = ['keys', 'recover-v0', '--user', '8a3c6134-a1de-467c-b2d3-075d138370a1', '--chain', 'bsc'];
    const at = openTerminal(args, onTestFinished);
    await answer(at, /Seed, 64 hex digits: /, seed);
    await at.until(/bsc +0 +0xA97315508c423310dd61585575639704BeE04b7d/);
    expect(await at.ended).toBe(0);
    expect(at.shown).not.toContain(seed.slice(0, 16));
  });
});

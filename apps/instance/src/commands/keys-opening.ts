import { Option } from 'commander';
import type { Command } from 'commander';
import type { KeysInitialised, KeysStatus, WordsShown } from '../api/schemas/keys.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { statusText } from './keys-text.ts';
import { descriptor, passphraseFdOption, secretFdOption, withSecrets } from './secret-input.ts';
import type { Question, SecretInput, SecretOptions } from './secret-input.ts';
import { demandPlaceFor, writeToDescriptor } from './secret-output.ts';
import {
  elevate,
  hasPassphrase,
  keysStatus,
  newPassphrase,
  presentVault,
  SealedReply,
  typed,
  VAULT_PASSPHRASE,
} from './vault-talk.ts';
import { showWords } from './words-screen.ts';

// Making a vault, its words, opening and locking it.

/** Sources of a key that a vault can be made with; those of a TEE are asked for by `--tee`. */
export const SOURCES = ['file', 'passphrase', 'credential'] as const;
export type Source = (typeof SOURCES)[number];

const WORDS_OF_A_VAULT = 24;
const TRIES = 3;
const SHOWN_ON_PAPER = 'the three words that are asked for, a line each,';

interface WordsOptions extends InstanceOptions, SecretOptions {
  readonly wordsFd?: number;
}
interface InitOptions extends WordsOptions {
  readonly random?: boolean;
  readonly mnemonic?: boolean;
  readonly tee?: boolean;
  readonly source: Source;
}

/** `--source <source>`: what opens the vault from now on. */
export function sourceOption(): Option {
  return new Option(
    '--source <source>',
    'what opens it: a key file beside it (for paper only), a passphrase, or a credential of systemd',
  )
    .choices(SOURCES)
    .default('file');
}

export function openingCommands(): Command[] {
  return [
    initCommand(),
    instanceCommand('confirm-words', 'go on where words were shown: type the three that are asked for')
      .addOption(secretFdOption(SHOWN_ON_PAPER))
      .action(confirmWords),
    instanceCommand('cancel-words', 'forget words that were shown and not confirmed').action(cancelWords),
    wordsCommand(),
    instanceCommand('unlock', 'open the vault')
      .addOption(passphraseFdOption())
      .addHelpText('after', examples('keys unlock', 'keys unlock --passphrase-fd 3 3< <(pass show mrm)'))
      .action(unlock),
    instanceCommand('lock', 'wipe the keys from memory; nothing can be signed until it is unlocked').action(
      lock,
    ),
  ];
}

function initCommand(): Command {
  return instanceCommand('init', 'make the vault: a new seed, or the words of one you have')
    .addOption(
      new Option('--random', 'a new seed; its words are shown once and three of them asked back (default)'),
    )
    .addOption(new Option('--mnemonic', 'the 24 words of a vault, typed in').conflicts('random'))
    .addOption(
      new Option('--tee', 'keys of the hardware this runs on').conflicts(['random', 'mnemonic', 'wordsFd']),
    )
    .addOption(sourceOption())
    .addOption(passphraseFdOption('new passphrase'))
    .addOption(wordsFdOption())
    .addOption(secretFdOption(`the 24 words (--mnemonic), or ${SHOWN_ON_PAPER}`))
    .addHelpText(
      'after',
      examples(
        'keys init --source passphrase',
        'keys init --mnemonic --source passphrase',
        'keys init --source passphrase --passphrase-fd 3 --words-fd 4 3< passphrase 4> words',
      ),
    )
    .action(init);
}

function wordsCommand(): Command {
  return instanceCommand('words', 'show the words of the seed again, and ask three of them back')
    .addOption(passphraseFdOption())
    .addOption(wordsFdOption())
    .addOption(secretFdOption(SHOWN_ON_PAPER))
    .action((options: WordsOptions, command: Command) =>
      withSecrets(command, options, async (input) => {
        demandPlaceForWords(command, input, options);
        const api = runningInstance(options);
        const { vaultId } = await elevate(api, input);
        const reply = new SealedReply(input);
        const shown = await api.send<WordsShown>('POST', '/api/keys/words/show', { replyTo: reply.replyTo });
        const answer = await ceremony({ api, input, options }, reply.open(vaultId, shown.value.words));
        printAnswer(options, answer, statusText);
      }),
    );
}

function wordsFdOption(): Option {
  return new Option(
    '--words-fd <fd>',
    'write the words to this file descriptor instead of showing them',
  ).argParser(descriptor);
}

async function init(options: InitOptions, command: Command): Promise<void> {
  const { mnemonic, tee, source } = options;
  if (tee === true) {
    // The vault knows what its hardware offers, and says why where that is nothing.
    const body = { source: 'dstack', seed: 'random' };
    const answer = await runningInstance(options).send<KeysInitialised>('POST', '/api/keys/init', body);
    printAnswer(options, answer, ({ status }) => statusText(status));
    return;
  }
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    await demandNoVault(api);
    if (mnemonic !== true) demandPlaceForWords(command, input, options);
    const secrets: Buffer[] = [];
    if (source === 'passphrase')
      secrets.push(await newPassphrase(input, { ask: 'New passphrase', from: 'passphraseFd' }));
    if (mnemonic === true) secrets.push(await readWords(input));
    const reply = new SealedReply(input);
    const answer = await api.send<KeysInitialised>('POST', '/api/keys/init', {
      source,
      ...(mnemonic === true ? { seed: 'given' } : { seed: 'words', replyTo: reply.replyTo }),
      ...(secrets.length === 0 ? {} : await typed(api, ...secrets)),
    });
    const { shown, status } = answer.value;
    if (shown === undefined) {
      printAnswer(options, { ...answer, value: status, text: JSON.stringify(status) }, statusText);
      return;
    }
    const words = reply.open(status.vault?.vaultId ?? '', shown.words);
    printAnswer(options, await ceremony({ api, input, options }, words), statusText);
  });
}

async function confirmWords(options: WordsOptions, command: Command): Promise<void> {
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    printAnswer(options, await askBack(api, input), statusText);
  });
}

async function cancelWords(options: InstanceOptions): Promise<void> {
  const answer = await runningInstance(options).send<KeysStatus>('POST', '/api/keys/words/cancel', {});
  printAnswer(options, answer, statusText);
}

async function unlock(options: InstanceOptions & SecretOptions, command: Command): Promise<void> {
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    const vault = await presentVault(api);
    // A vault that a passphrase and something else open is opened by what needs nobody, unless one was brought.
    const byPassphrase =
      input.isPiped('passphraseFd') || vault.slots.every(({ source }) => source === 'passphrase');
    const body =
      byPassphrase && hasPassphrase(vault) && vault.state === 'locked'
        ? await typed(api, await input.line(VAULT_PASSPHRASE))
        : {};
    printAnswer(options, await api.send<KeysStatus>('POST', '/api/keys/unlock', body), statusText);
  });
}

async function lock(options: InstanceOptions): Promise<void> {
  printAnswer(
    options,
    await runningInstance(options).send<KeysStatus>('POST', '/api/keys/lock', {}),
    statusText,
  );
}

interface Ceremony {
  readonly api: ApiClient;
  readonly input: SecretInput;
  readonly options: WordsOptions;
}

/** Words are shown to somebody who can say that they are written down. */
function demandPlaceForWords(command: Command, input: SecretInput, { wordsFd }: WordsOptions): void {
  demandPlaceFor('the words', wordsFd, '--words-fd');
  if (wordsFd === undefined && !input.hasTerminal)
    command.error('error: nobody is there to read the words; name a descriptor with --words-fd', {
      exitCode: 2,
    });
}

/** Shows the words, or hands them over, and asks three of them back. */
async function ceremony(parts: Ceremony, words: Buffer): Promise<Answer<KeysStatus>> {
  try {
    return await showAndAskBack(parts, words);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'INTERRUPTED') throw error;
    throw stillWaitedFor(error);
  }
}

function stillWaitedFor({ code, message, cause }: CommandError): CommandError {
  return new CommandError(
    code,
    `${message}; mrm keys confirm-words asks again, mrm keys cancel-words forgets them`,
    { cause },
  );
}

async function showAndAskBack({ api, input, options }: Ceremony, words: Buffer): Promise<Answer<KeysStatus>> {
  if (options.wordsFd !== undefined) {
    const line = input.keep(Buffer.concat([words, Buffer.from('\n')]));
    writeToDescriptor(options.wordsFd, line);
    // Whoever took them confirms in a second step that they arrived.
    if (!input.isPiped('secretFd') && !input.hasTerminal) return api.get<KeysStatus>('/api/keys');
  } else {
    const ask = 'Press Enter once they are written down; they leave the screen then';
    input.takeTerminal();
    await showWords(words, () => input.optionalLine({ ask, from: 'secretFd' }));
  }
  words.fill(0);
  return askBack(api, input);
}

/** @throws CommandError `VAULT_WORDS` when nothing was shown, or the words are others; they are still waited for then */
async function askBack(api: ApiClient, input: SecretInput): Promise<Answer<KeysStatus>> {
  const { vault } = await keysStatus(api);
  if (vault?.ask === undefined)
    throw new CommandError('VAULT_WORDS', 'no words were shown; mrm keys init or mrm keys words shows them');
  for (let left = TRIES; ; left--) {
    const words: Buffer[] = [];
    for (const place of vault.ask) words.push(await input.line({ ask: `Word ${place}`, from: 'secretFd' }));
    try {
      return await api.send<KeysStatus>('POST', '/api/keys/words/confirm', await typed(api, ...words));
    } catch (error) {
      const again = !input.isPiped('secretFd') && left > 1;
      if (!(error instanceof CommandError) || error.code !== 'VAULT_WORDS') throw error;
      if (!again) throw stillWaitedFor(error);
      process.stderr.write(`${error.message}\n`);
    }
  }
}

/** All words in one line, or a few at a time. */
async function readWords(input: SecretInput): Promise<Buffer> {
  const lines: Buffer[] = [];
  let count = 0;
  while (count < WORDS_OF_A_VAULT) {
    const ask = `Words ${count + 1} to ${WORDS_OF_A_VAULT}, in one line or several`;
    const line = await input.line({ ask, from: 'secretFd' } satisfies Question);
    count += wordCount(line);
    lines.push(line, Buffer.from(' '));
  }
  return input.keep(Buffer.concat(lines.slice(0, -1)));
}

function wordCount(line: Uint8Array): number {
  return line.reduce(
    (count, byte, at) => (byte !== 0x20 && (at === 0 || line[at - 1] === 0x20) ? count + 1 : count),
    0,
  );
}

async function demandNoVault(api: ApiClient): Promise<void> {
  const { vault } = await keysStatus(api);
  if (vault !== null && vault.state !== 'absent')
    throw new CommandError('VAULT_EXISTS', 'there is a vault already; nothing was changed');
}

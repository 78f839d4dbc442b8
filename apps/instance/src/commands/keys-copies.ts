import { closeSync, fsyncSync, openSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { IMPORT_BODY_LIMIT } from '../api/schemas/keys.ts';
import type { KeysExportFile, KeysStatus } from '../api/schemas/keys.ts';
import { CommandError } from './command-error.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { sourceOption } from './keys-opening.ts';
import type { Source } from './keys-opening.ts';
import { statusText } from './keys-text.ts';
import { passphraseFdOption, secretFdOption, withSecrets } from './secret-input.ts';
import type { SecretOptions } from './secret-input.ts';
import { plainText, textTable, timeText } from './text-table.ts';
import { elevate, keysStatus, newPassphrase, typed } from './vault-talk.ts';

// Encrypted copies of the whole vault, each with a passphrase of its own.

/** Base64 of it, and what else a request holds, fits into what the API takes. */
const MOST_BYTES = Math.floor((IMPORT_BODY_LIMIT * 3) / 4) - 300_000;

interface BackupOptions extends InstanceOptions, SecretOptions {
  readonly out?: string;
}
interface RestoreOptions extends InstanceOptions, SecretOptions {
  readonly source: Source;
}

export function copyCommands(): Command[] {
  return [
    instanceCommand('backup', 'write an encrypted copy of the vault')
      .option('--out <file>', 'put the copy here as well')
      .addOption(passphraseFdOption())
      .addOption(secretFdOption('a passphrase for the copy'))
      .addHelpText('after', examples('keys backup --out /media/usb/main.mrmvault'))
      .action(backup),
    instanceCommand('backups', 'the copies that were written, newest first').action(list),
    instanceCommand('restore', 'make the vault from a copy, where there is none')
      .argument('<file>')
      .addOption(sourceOption())
      .addOption(secretFdOption('the passphrase of the copy'))
      .addOption(passphraseFdOption('new passphrase'))
      .addHelpText('after', examples('keys restore /media/usb/main.mrmvault --source passphrase'))
      .action(restore),
  ];
}

async function backup(options: BackupOptions, command: Command): Promise<void> {
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    // Whether it can be written is found out before anybody types.
    const target = options.out === undefined ? undefined : newFile(resolve(options.out));
    try {
      await elevate(api, input);
      const fresh = await newPassphrase(input, { ask: 'A passphrase for the copy', from: 'secretFd' });
      const body = await typed(api, fresh);
      const answer = await api.send<{ file: string; rev: number }>('POST', '/api/keys/exports', body);
      const { file } = answer.value;
      if (target !== undefined) target.write(await api.download(`/api/keys/exports/${file}`));
      const where = target === undefined ? `kept as ${file}` : `written to ${target.path}, kept as ${file}`;
      printAnswer(options, answer, ({ rev }) => `revision ${rev} ${plainText(where)}\n`);
    } catch (error) {
      target?.drop();
      throw error;
    }
  });
}

async function list(options: InstanceOptions): Promise<void> {
  const answer = await runningInstance(options).get<{ items: KeysExportFile[] }>('/api/keys/exports');
  printAnswer(options, answer, ({ items }) =>
    items.length === 0
      ? 'no copies yet; mrm keys backup writes one\n'
      : textTable<KeysExportFile>(
          [
            { title: 'COPY', of: ({ file }) => file },
            { title: 'WRITTEN (UTC)', of: ({ at }) => timeText(at) },
            { title: 'BYTES', of: ({ bytes }) => String(bytes), right: true },
          ],
          items,
        ),
  );
}

async function restore(file: string, options: RestoreOptions, command: Command): Promise<void> {
  const { source } = options;
  const content = readCopy(file).toString('base64');
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    const { vault } = await keysStatus(api);
    if (vault !== null && vault.state !== 'absent')
      throw new CommandError('VAULT_EXISTS', 'there is a vault already; a copy goes where there is none');
    const secrets = [await input.line({ ask: 'Passphrase of the copy', from: 'secretFd' })];
    if (source === 'passphrase')
      secrets.push(await newPassphrase(input, { ask: 'New passphrase', from: 'passphraseFd' }));
    const body = { content, source, ...(await typed(api, ...secrets)) };
    printAnswer(options, await api.send<KeysStatus>('POST', '/api/keys/import', body), statusText);
  });
}

/** @throws CommandError `FILE_UNREADABLE` */
function readCopy(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES) throw new Error(`it has ${size} bytes; a copy has at most ${MOST_BYTES}`);
    return readFileSync(file);
  } catch (error) {
    throw new CommandError('FILE_UNREADABLE', `cannot read ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

interface NewFile {
  readonly path: string;
  /** All of it, on disk when this returns. */
  write(content: Uint8Array): void;
  drop(): void;
}

/** A file that is there for its owner alone; none is overwritten. @throws CommandError `FILE_UNWRITABLE` */
function newFile(path: string): NewFile {
  const refuse = (error: unknown): never => {
    throw new CommandError('FILE_UNWRITABLE', `cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  };
  let handle: number;
  try {
    handle = openSync(path, 'wx', 0o600);
  } catch (error) {
    return refuse(error);
  }
  return {
    path,
    write(content) {
      try {
        writeFileSync(handle, content);
        fsyncSync(handle);
        closeSync(handle);
      } catch (error) {
        refuse(error);
      }
    },
    drop() {
      unlinkSync(path);
    },
  };
}

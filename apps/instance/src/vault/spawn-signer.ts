import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANNEL_FD } from './start-options.ts';
import type { StartOptions } from './start-options.ts';
import { VaultError } from './vault-error.ts';

/** A signing process and main's end of its channel. */
export interface SpawnedSigner {
  readonly child: ChildProcess;
  readonly socket: Socket;
}

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/**
 * No core file: it would hold the keys. The limit stops a file, not a handler that the kernel pipes a core to; that one
 * gets no memory, where the kernel can be told so. Files for the owner alone, and nothing of the shell's environment.
 * The program and its arguments follow.
 */
const CONFINED = [
  '-c',
  'ulimit -c 0 && umask 077 || exit 1; { echo 0 >/proc/self/coredump_filter; } 2>/dev/null; exec /usr/bin/env -i "$0" "$@"',
];

/**
 * Starts a signing process: an empty environment, no debugger, no core file, no child processes, threads or addons,
 * nothing to read but the program and the vault's folder, nothing to write but the latter.
 * @param descriptor a file descriptor with what a person typed; the process gets it unread
 * @throws VaultError `VAULT_FAILED` when there is no process, such as for want of memory or of a folder
 */
export function spawnSigner(start: StartOptions, descriptor?: number): SpawnedSigner {
  try {
    return spawnIn(start, descriptor);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new VaultError('VAULT_FAILED', `the signing process cannot be started: ${why}`, { cause: error });
  }
}

/** What a signing process of a folder may not do, as options of Node. */
export function confinement({
  folder,
  credentialFile,
}: Pick<StartOptions, 'folder' | 'credentialFile'>): string[] {
  const read = [...codeFolders(), inside(folder), ...(credentialFile === undefined ? [] : [credentialFile])];
  return [
    '--permission',
    '--disable-sigusr1',
    '--disable-warning=ExperimentalWarning',
    ...read.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${inside(folder)}`,
  ];
}

function spawnIn(start: StartOptions, descriptor: number | undefined): SpawnedSigner {
  mkdirSync(start.folder, { recursive: true, mode: 0o700 });
  const folder = realpathSync(start.folder);
  const own = { ...start, folder };
  const program = [process.execPath, ...confinement(own), WORKER, JSON.stringify(own)];
  const child = spawn('/bin/sh', [...CONFINED, ...program], {
    env: {},
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', descriptor ?? 'ignore'],
  });
  // Where there is no descriptor left for a pipe, there is neither a list of them nor an exception.
  const socket = (child.stdio as ChildProcess['stdio'] | undefined)?.[CHANNEL_FD];
  if (socket === undefined || socket === null) {
    child.on('error', () => undefined);
    throw new Error('no file descriptor is left');
  }
  return { child, socket: socket as Socket };
}

/** What the signing process is made of: the vault's own code, the cipher it shares with main, and packages. */
function codeFolders(): string[] {
  const app = dirname(dirname(dirname(WORKER)));
  const drxa = dirname(dirname(fileURLToPath(import.meta.resolve('drxa/root'))));
  const typebox = realpathSync(fileURLToPath(import.meta.resolve('typebox')));
  const marker = `${sep}node_modules${sep}`;
  const packages = typebox.slice(0, typebox.indexOf(marker) + marker.length - 1);
  const files = [join(app, 'src', 'secrets', 'aes-gcm.ts'), join(app, 'package.json')];
  return [...files, ...[join(app, 'src', 'vault'), drxa, packages].map(inside)];
}

/** A folder with all that is in it, as Node's permissions write it. */
function inside(folder: string): string {
  return `${folder}${sep}*`;
}

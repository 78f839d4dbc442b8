import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANNEL_FD } from './start-options.ts';
import type { StartOptions } from './start-options.ts';

/** A signing process and main's end of its channel. */
export interface SpawnedSigner {
  readonly child: ChildProcess;
  readonly socket: Socket;
}

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** No core file: it would hold the keys. Files for the owner alone. The program and its arguments follow. */
const CONFINED = ['-c', 'ulimit -c 0 && umask 077 && exec "$0" "$@"'];

/**
 * Starts a signing process: an empty environment, no debugger, no core file, no child processes, threads or addons,
 * nothing to read but the program and the vault's folder, nothing to write but the latter.
 * @param descriptor a file descriptor with what a person typed; the process gets it unread
 */
export function spawnSigner(start: StartOptions, descriptor?: number): SpawnedSigner {
  mkdirSync(start.folder, { recursive: true, mode: 0o700 });
  const folder = realpathSync(start.folder);
  const flags = [
    '--permission',
    '--disable-sigusr1',
    '--disable-warning=ExperimentalWarning',
    ...[...codeFolders(), inside(folder), ...credentialOf(start)].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${inside(folder)}`,
  ];
  const options = JSON.stringify({ ...start, folder });
  const child = spawn('/bin/sh', [...CONFINED, process.execPath, ...flags, WORKER, options], {
    env: {},
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', descriptor ?? 'ignore'],
  });
  return { child, socket: child.stdio[CHANNEL_FD] as Socket };
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

function credentialOf({ credentialFile }: StartOptions): string[] {
  return credentialFile === undefined ? [] : [credentialFile];
}

/** A folder with all that is in it, as Node's permissions write it. */
function inside(folder: string): string {
  return `${folder}${sep}*`;
}

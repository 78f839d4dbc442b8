import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where an instance keeps everything: `$MRM_HOME`, else `~/.mrm`. The folder has mode 0700. */
export interface Home {
  readonly path: string;
  /** People, bots, settings, alerts, samples (Prisma). */
  readonly database: string;
  /** Trading journals, orders, fills. */
  readonly journal: string;
  readonly backups: string;
  /** Captures that bots can be run on. */
  readonly recordings: string;
  readonly logs: string;
  /** `{ "address": "http://127.0.0.1:…", "token": "…", "pid": … }`, mode 0600, while the instance runs. */
  readonly tokenFile: string;
  /** Key that seals secrets in the database, mode 0600. */
  readonly secretKey: string;
  /** Folder of the key vault, mode 0700; only the signing process opens what is in it. */
  readonly vault: string;
  readonly config: string;
  /** Written by the watchdog; a start that finds it begins halted. */
  readonly haltFile: string;
}

export function homeOf(folder = process.env['MRM_HOME'] ?? join(homedir(), '.mrm')): Home {
  const path = resolve(folder);
  return {
    path,
    database: join(path, 'instance.db'),
    journal: join(path, 'journal.db'),
    backups: join(path, 'backups'),
    recordings: join(path, 'recordings'),
    logs: join(path, 'logs'),
    tokenFile: join(path, 'token.json'),
    secretKey: join(path, 'secret.key'),
    vault: join(path, 'vault'),
    config: join(path, 'config.json'),
    haltFile: join(path, 'halt'),
  };
}

import { Command, InvalidArgumentError } from 'commander';
import type { VaultAudit, VaultRecord } from '../api/schemas/keys.ts';
import type { ApiClient } from './api-client.ts';
import { examples, instanceCommand, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { copyCommands } from './keys-copies.ts';
import { leavingCommands } from './keys-leaving.ts';
import { limitsCommand } from './keys-limits.ts';
import { openingCommands } from './keys-opening.ts';
import { recoverV0Command } from './keys-recover-v0.ts';
import { secretsCommand } from './keys-secrets.ts';
import { selfTestCommand } from './keys-self-test.ts';
import { auditTable, keysText } from './keys-text.ts';
import type { KeysShown } from './keys-text.ts';
import { upkeepCommands } from './keys-upkeep.ts';
import { keysStatus } from './vault-talk.ts';

const HELP = `
Secrets are typed at the terminal, where they do not show, or come from a file descriptor, a line each; never from the
command line or the environment. They are sealed to the vault before they leave this command.
${examples(
  'keys init --source passphrase',
  'keys unlock',
  'keys secrets put exchange:binance --kind exchange',
  'keys backup --out /media/usb/main.mrmvault',
  'keys unlock --passphrase-fd 3 3< <(pass show mrm)',
)}`;

/** Rows of the audit in one answer; the most the API gives. */
const MOST_ROWS = 200;

/** `mrm keys`: the vault of the running instance. */
export function keysCommand(): Command {
  const keys = new Command('keys')
    .description('make, open, back up and renew the vault with the keys')
    .addHelpText('after', HELP);
  for (const command of [
    instanceCommand('show', 'what state the vault is in, and what it keeps').action(show),
    ...openingCommands(),
    secretsCommand(),
    limitsCommand(),
    ...copyCommands(),
    ...upkeepCommands(),
    ...leavingCommands(),
    auditCommand(),
    selfTestCommand(),
    recoverV0Command(),
  ])
    keys.addCommand(command);
  return keys;
}

async function show(options: InstanceOptions): Promise<void> {
  const api = runningInstance(options);
  const status = await keysStatus(api);
  const records =
    status.vault?.state === 'unlocked'
      ? (await api.get<{ records: VaultRecord[] }>('/api/keys/records')).value.records
      : null;
  const shown: KeysShown = { ...status, records };
  process.stdout.write(options.json === true ? `${JSON.stringify(shown)}\n` : keysText(shown));
}

function auditCommand(): Command {
  return instanceCommand('audit', 'what the vault has done and refused, oldest first')
    .option('--after <seq>', 'go on after this row', whole)
    .option('--limit <rows>', 'at most this many (default: all)', rows)
    .action(async (options: InstanceOptions & AuditPart) => {
      const audit = await readAudit(runningInstance(options), options);
      process.stdout.write(options.json === true ? `${JSON.stringify(audit)}\n` : auditTable(audit));
    });
}

interface AuditPart {
  readonly after?: number;
  readonly limit?: number;
}

async function readAudit(api: ApiClient, { after = 0, limit = Infinity }: AuditPart): Promise<VaultAudit> {
  const all: VaultAudit['rows'] = [];
  for (;;) {
    const from = all.at(-1)?.seq ?? after;
    const most = Math.min(MOST_ROWS, limit - all.length);
    if (most === 0) return { rows: all };
    const answer = await api.get<VaultAudit>(`/api/keys/audit?after=${from}&limit=${most}`);
    all.push(...answer.value.rows);
    if (answer.value.rows.length < most) return { rows: all };
  }
}

function whole(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number.');
}

function rows(text: string): number {
  const value = whole(text);
  if (value >= 1) return value;
  throw new InvalidArgumentError('must be above 0.');
}

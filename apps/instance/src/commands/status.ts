import type { Command } from 'commander';
import type { Overview } from '../api/schemas/bots.ts';
import type { Alert, Health } from '../api/schemas/manage.ts';
import { spanText } from '../health/figures.ts';
import { botTable } from './bot-text.ts';
import { examples, instanceCommand, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { plainText, textList } from './text-table.ts';

/** `mrm status`: what the running instance does. */
export function statusCommand(): Command {
  return instanceCommand('status', 'what the running instance does: bots, alerts, health')
    .addHelpText('after', examples('status', 'status --json', 'status --home /srv/market'))
    .action(status);
}

/** What `--json` prints: the answers of `/api/overview`, `/api/health` and `/api/alerts` side by side. */
export interface Status {
  readonly address: string;
  readonly pid: number;
  readonly version: string;
  /** ISO 8601, UTC */
  readonly startedAt: string;
  readonly overview: Overview;
  readonly health: Health;
  readonly alerts: readonly Alert[];
}

async function status(options: InstanceOptions): Promise<void> {
  const api = runningInstance(options);
  const [overview, health, alerts] = await Promise.all([
    api.get<Overview>('/api/overview'),
    api.get<Health>('/api/health'),
    api.get<{ items: Alert[] }>('/api/alerts'),
  ]);
  const { version, startedAt } = health.value;
  const { address, pid } = api;
  const value: Status = {
    address,
    pid,
    version,
    startedAt,
    overview: overview.value,
    health: health.value,
    alerts: alerts.value.items,
  };
  process.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : statusText(value));
}

function statusText({ address, pid, version, startedAt, overview, health, alerts }: Status): string {
  const now = Date.now();
  const list = textList([
    ['instance', `${address} (version ${version}, process ${pid})`],
    ['running for', `${spanText(Math.max(0, now - Date.parse(startedAt)))}, since ${startedAt}`],
    ['trading', overview.halted ? 'halted; mrm bots lift --all allows starting again' : 'allowed'],
    ['health', health.state],
  ]);
  const ill = health.items
    .filter(({ state }) => state !== 'ok')
    .map(({ title, state, detail, lastError }) => `  ${state}  ${title}: ${detail || lastError || ''}`);
  const firing = alerts
    .filter(({ state }) => state === 'firing')
    .map(
      ({ title, subjectName, detail, since }) =>
        `  ALERT  ${title}: ${subjectName}: ${detail} (${spanText(Math.max(0, now - Date.parse(since)))})`,
    );
  const lines = [...ill, ...firing].map((line) => `${plainText(line)}\n`).join('');
  return `${list}${lines}\n${botTable(overview.bots, now)}`;
}

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Static } from 'typebox';
import { FillRow } from '../api/schemas/bots.ts';
import type { OrderRow } from '../api/schemas/bots.ts';
import type { Page } from '../api/ports.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { fillTable, orderTable } from './bot-text.ts';
import { findBot } from './find-bot.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';

/** Rows in a request for all of them; the most the API gives. */
const PAGE = 1000;
const SHOWN = 50;

interface HistoryOptions extends InstanceOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

export function ordersCommand(): Command {
  return historyCommand('orders', 'its orders, newest first')
    .option('--open', 'only those that are open')
    .action(async (wanted: string, options: HistoryOptions & { open?: boolean }) => {
      const api = runningInstance(options);
      const { id } = await findBot(api, wanted);
      const query = options.open === true ? { open: 'true' } : {};
      const answer = await page<Static<typeof OrderRow>>(api, `/api/bots/${id}/orders`, options, query);
      printAnswer(options, answer, ({ items, next }) => orderTable(items) + more(next));
    });
}

export function fillsCommand(): Command {
  return historyCommand('fills', 'its fills, newest first')
    .addOption(new Option('--csv', 'all of them as CSV, oldest last').conflicts(['json', 'cursor']))
    .addHelpText('after', examples('bots fills "First steps" --limit 10', 'bots fills "First steps" --csv'))
    .action(async (wanted: string, options: HistoryOptions & { csv?: boolean }) => {
      const api = runningInstance(options);
      const { id } = await findBot(api, wanted);
      const path = `/api/bots/${id}/fills`;
      if (options.csv === true) {
        await writeCsv(api, path, options.limit ?? Infinity);
        return;
      }
      const answer = await page<FillRow>(api, path, options);
      printAnswer(options, answer, ({ items, next }) => fillTable(items) + more(next));
    });
}

function historyCommand(name: string, description: string): Command {
  return instanceCommand(name, description)
    .argument('<bot>')
    .option('--limit <rows>', `at most this many (default: ${SHOWN})`, rows)
    .option('--cursor <cursor>', 'go on where the last page ended');
}

function page<T>(
  api: ApiClient,
  path: string,
  { limit = SHOWN, cursor }: HistoryOptions,
  query: Readonly<Record<string, string>> = {},
): Promise<Answer<Page<T>>> {
  const search = new URLSearchParams({
    ...query,
    limit: String(Math.min(limit, PAGE)),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return api.get<Page<T>>(`${path}?${search.toString()}`);
}

/** The columns are those of the API. No field of a fill can hold a comma or a quote. */
async function writeCsv(api: ApiClient, path: string, limit: number): Promise<void> {
  const columns = Object.keys(FillRow.properties) as (keyof FillRow)[];
  process.stdout.write(`${columns.join(',')}\n`);
  let left = limit;
  let cursor: string | undefined;
  while (left > 0) {
    const { items, next } = (
      await page<FillRow>(api, path, { limit: left, ...(cursor === undefined ? {} : { cursor }) })
    ).value;
    const lines = items.map((fill) => `${columns.map((column) => String(fill[column])).join(',')}\n`);
    process.stdout.write(lines.join(''));
    left -= items.length;
    if (next === null || items.length === 0) return;
    cursor = next;
  }
}

function more(next: string | null): string {
  return next === null ? '' : `… older ones: --cursor ${next}\n`;
}

function rows(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError(`must be a whole number above 0, got ${JSON.stringify(text)}.`);
  return value;
}

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { BotMarket, CreateBot, EditBot } from '../api/schemas/bots.ts';
import { CommandError } from './command-error.ts';
import type { InstanceOptions } from './instance-command.ts';
import { readJsonObject } from './json-file.ts';

export interface CreateOptions extends InstanceOptions {
  readonly name: string;
  readonly strategy: string;
  readonly symbol?: string;
  readonly product?: 'spot' | 'usdm';
  readonly recording?: string;
  readonly speed?: number;
  readonly params?: string;
  readonly limits?: string;
  readonly quote?: string;
  readonly base?: string;
  readonly start?: boolean;
}

export interface EditOptions extends InstanceOptions {
  readonly name?: string;
  readonly params?: string;
  readonly limits?: string;
}

const PARAMS = 'JSON file with parameters of the strategy (mrm strategies <name> lists them)';
const LIMITS = 'JSON file with risk limits';

export function createOptions(command: Command): Command {
  return command
    .requiredOption('--name <name>', 'what to call it')
    .option('--strategy <name>', 'see mrm strategies', 'pmm')
    .option('--symbol <symbol>', 'of a generated market (default: BTCUSDT)', (text) => text.toUpperCase())
    .addOption(
      new Option('--product <product>', 'of a generated market (default: spot)').choices(['spot', 'usdm']),
    )
    .addOption(
      new Option(
        '--recording <name>',
        'trade on this recording instead of a generated market (mrm doctor lists them)',
      ).conflicts(['symbol', 'product']),
    )
    .option('--speed <factor>', 'of a recording, times real time (default: 1)', factor)
    .option('--params <file>', `${PARAMS}; what it leaves out has its default`)
    .option('--limits <file>', `${LIMITS}; what it leaves out has its default`)
    .option('--quote <amount>', 'quote balance at the start, on paper', decimal)
    .option('--base <amount>', 'base balance at the start, on paper', decimal)
    .option('--start', 'start it at once');
}

export function editOptions(command: Command): Command {
  return command
    .option('--name <name>', 'new name')
    .option('--params <file>', `${PARAMS}: what changes; null returns one to its default`)
    .option('--limits <file>', `${LIMITS}: what changes`);
}

/** What `mrm bots create` asks for. @throws CommandError `FILE_UNREADABLE` */
export function createRequest(options: CreateOptions): CreateBot {
  const { name, strategy, quote, base, start, speed, recording } = options;
  if (speed !== undefined && recording === undefined)
    throw new CommandError('BAD_OPTION', '--speed is for a recording: name it with --recording');
  return {
    name,
    strategy,
    market: marketOf(options),
    ...settings(options),
    ...(quote === undefined ? {} : { quoteBalance: quote }),
    ...(base === undefined ? {} : { baseBalance: base }),
    ...(start === true ? { start: true } : {}),
  };
}

/** What `mrm bots edit` asks for. @throws CommandError `FILE_UNREADABLE`, `BAD_OPTION` when nothing would change */
export function editRequest(options: EditOptions): EditBot {
  const { name } = options;
  const request: EditBot = { ...(name === undefined ? {} : { name }), ...settings(options) };
  if (Object.keys(request).length === 0)
    throw new CommandError('BAD_OPTION', 'say what to change: --name, --params or --limits');
  return request;
}

function marketOf({ recording, speed, symbol, product }: CreateOptions): BotMarket {
  if (recording !== undefined)
    return { kind: 'recorded', recording, ...(speed === undefined ? {} : { speed }) };
  return { kind: 'generated', product: product ?? 'spot', symbol: symbol ?? 'BTCUSDT' };
}

function settings({ params, limits }: Pick<EditOptions, 'params' | 'limits'>): EditBot {
  return {
    ...(params === undefined ? {} : { parameters: readJsonObject('--params', params) }),
    // The API names the entry that is no number.
    ...(limits === undefined ? {} : { limits: readJsonObject('--limits', limits) as Record<string, number> }),
  };
}

function factor(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`must be a number above 0, got ${JSON.stringify(text)}.`);
  return value;
}

function decimal(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new InvalidArgumentError(`must be a plain decimal number, got ${JSON.stringify(text)}.`);
  return text;
}

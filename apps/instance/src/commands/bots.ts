import { Command, Option } from 'commander';
import type { BotDetail, BotSummary, KillStatus } from '../api/schemas/bots.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { createOptions, createRequest, editOptions, editRequest } from './bot-request.ts';
import type { CreateOptions, EditOptions } from './bot-request.ts';
import { fillsCommand, ordersCommand } from './bot-history.ts';
import { botLine, botTable, botText, killText, restrictionTable } from './bot-text.ts';
import { CommandError } from './command-error.ts';
import { confirm } from './confirm.ts';
import { findBot } from './find-bot.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { plainText } from './text-table.ts';
import { watchUntil } from './watch-until.ts';

const HELP = `
A <bot> is its name or its id, as mrm bots list shows them.
${examples(
  'bots create --name "Tight BTC" --product usdm --params tight.json --start',
  'bots create --name Replay --recording spot_btcusdt_20240808 --speed 10 --start',
  'bots edit "Tight BTC" --params wider.json',
  'bots pause "Tight BTC"',
  'bots fills "Tight BTC" --csv > fills.csv',
  'bots kill --all',
)}`;

/** `mrm bots`: makes, runs and shows the bots of the running instance. */
export function botsCommand(): Command {
  const bots = new Command('bots').description('make, change, run and stop bots').addHelpText('after', HELP);
  for (const command of [
    instanceCommand('list', 'the bots with what they do and what it brought').action(list),
    instanceCommand('show', 'one bot in full').argument('<bot>').action(show),
    createOptions(instanceCommand('create', 'make a bot on paper')).action(create),
    editOptions(instanceCommand('edit', 'change a bot').argument('<bot>')).action(edit),
    verbCommand('start', 'start it'),
    verbCommand('pause', 'pull its quotes; hedges and exits go on'),
    verbCommand('resume', 'quote again after a pause'),
    instanceCommand('stop', 'stop it: own orders are cancelled, and it is verified that they are gone')
      .argument('<bot>')
      .action(stop),
    removeCommand(),
    killCommand(),
    liftCommand(),
    ordersCommand(),
    fillsCommand(),
  ])
    bots.addCommand(command);
  return bots;
}

async function list(options: InstanceOptions): Promise<void> {
  const answer = await runningInstance(options).get<{ items: BotSummary[] }>('/api/bots');
  printAnswer(options, answer, ({ items }) => botTable(items));
}

async function show(wanted: string, options: InstanceOptions): Promise<void> {
  const api = runningInstance(options);
  const { id } = await findBot(api, wanted);
  printAnswer(options, await readBot(api, id), (bot) => botText(bot));
}

async function create(options: CreateOptions): Promise<void> {
  const request = createRequest(options);
  printBot(options, await runningInstance(options).send<BotDetail>('POST', '/api/bots', request));
}

async function edit(wanted: string, options: EditOptions): Promise<void> {
  const request = editRequest(options);
  const api = runningInstance(options);
  const { id } = await findBot(api, wanted);
  printBot(options, await api.send<BotDetail>('PATCH', `/api/bots/${id}`, request));
}

function verbCommand(verb: 'start' | 'pause' | 'resume', description: string): Command {
  return instanceCommand(verb, description)
    .argument('<bot>')
    .action(async (wanted: string, options: InstanceOptions) => {
      const api = runningInstance(options);
      const { id } = await findBot(api, wanted);
      printBot(options, await api.send<BotDetail>('POST', `/api/bots/${id}/${verb}`));
    });
}

/** Returns once the orders are known to be gone: whoever stops a bot wants to know that. */
async function stop(wanted: string, options: InstanceOptions): Promise<void> {
  const api = runningInstance(options);
  const { id } = await findBot(api, wanted);
  await api.send<BotDetail>('POST', `/api/bots/${id}/stop`);
  const answer = await watchUntil(
    () => readBot(api, id),
    ({ state }) => state !== 'stopping',
  );
  printBot(options, answer);
}

function removeCommand(): Command {
  return instanceCommand('remove', 'stop it and take it off the list; its orders and fills are kept')
    .argument('<bot>')
    .option('--yes', 'do not ask')
    .action(async (wanted: string, options: InstanceOptions & { yes?: boolean }, command: Command) => {
      const api = runningInstance(options);
      const { id, name } = await findBot(api, wanted);
      await confirm(command, `Remove ${plainText(name)}?`, options);
      const answer = await api.send<object>('DELETE', `/api/bots/${id}`);
      printAnswer(options, answer, () => `${plainText(name)}: removed\n`);
    });
}

function killCommand(): Command {
  return instanceCommand('kill', 'halt bots at once: cancel their orders and let nothing start them')
    .argument('[bots...]')
    .addOption(new Option('--all', 'every bot, and the instance itself: nothing starts until it is lifted'))
    .action(async (wanted: string[], options: InstanceOptions & { all?: boolean }, command: Command) => {
      if ((options.all === true) === wanted.length > 0)
        command.error('error: name the bots to halt, or say --all', { exitCode: 2 });
      const api = runningInstance(options);
      const ids: string[] = [];
      for (const each of wanted) ids.push((await findBot(api, each)).id);
      await api.send<KillStatus>(
        'POST',
        '/api/kill',
        options.all === true ? {} : { scope: { kind: 'bots', ids } },
      );
      const answer = await watchUntil(
        () => api.get<KillStatus>('/api/kill'),
        ({ bots }) => bots.every(({ state }) => state !== 'stopping'),
      );
      printAnswer(options, answer, killText);
      const failed = answer.value.bots.filter(({ state }) => state === 'failed');
      if (failed.length > 0)
        throw new CommandError(
          'KILL_INCOMPLETE',
          `orders of ${failed.map(({ name }) => name).join(', ')} could not be verified as gone; look at the venue itself`,
        );
    });
}

function liftCommand(): Command {
  return instanceCommand('lift', 'lift a halt or another restriction of a bot; it is started separately')
    .argument('[bot]')
    .argument('[restriction]', 'which one, where it has several')
    .option('--all', 'the halt of the whole instance')
    .action(
      async (
        wanted: string | undefined,
        key: string | undefined,
        options: InstanceOptions & { all?: boolean },
        command: Command,
      ) => {
        if ((options.all === true) === (wanted !== undefined))
          command.error('error: name a bot, or say --all for the whole instance', { exitCode: 2 });
        const api = runningInstance(options);
        if (wanted === undefined) {
          printAnswer(options, await api.send<KillStatus>('POST', '/api/kill/lift', {}), killText);
          return;
        }
        const { id } = await findBot(api, wanted);
        const body = { key: key ?? onlyRestriction((await readBot(api, id)).value) };
        printBot(options, await api.send<BotDetail>('POST', `/api/bots/${id}/lift`, body));
      },
    );
}

function onlyRestriction(bot: BotDetail): string {
  const { name, restrictions } = bot;
  if (restrictions.length === 1) return restrictions[0].key;
  if (restrictions.length === 0)
    throw new CommandError('RESTRICTION_NOT_FOUND', `${name} has no restriction to lift`);
  throw new CommandError(
    'RESTRICTION_NOT_FOUND',
    `${name} has several restrictions; name one:\n${restrictionTable(bot)}`.trimEnd(),
  );
}

function readBot(api: ApiClient, id: string): Promise<Answer<BotDetail>> {
  return api.get<BotDetail>(`/api/bots/${id}`);
}

function printBot(options: InstanceOptions, answer: Answer<BotDetail>): void {
  printAnswer(options, answer, (bot) => [botLine(bot), ...bot.warnings.map(warningLine)].join(''));
}

function warningLine(warning: string): string {
  return `warning: ${plainText(warning)}\n`;
}

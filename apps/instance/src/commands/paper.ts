import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { BacktestError } from '@mrmarket/backtest/errors';
import { openPaperSession } from '@mrmarket/backtest/paper-session';
import type { PaperSession } from '@mrmarket/backtest/paper-session';
import { sessionHtml } from '@mrmarket/backtest/session-html';
import { sessionSummary } from '@mrmarket/backtest/session-summary';
import { EngineError } from '@mrmarket/engine/errors';
import type { CaptureProgress } from '@mrmarket/market/binance-capture';
import { QUEUE_MODEL_NAMES } from '@mrmarket/simulator/queue-model';
import type { QueueModelName } from '@mrmarket/simulator/queue-model';
import { describeParameters } from '@mrmarket/strategy/describe-parameters';
import { builtInStrategies, findStrategy } from '@mrmarket/strategy/registry';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openDisplay } from '../live-view/open-display.ts';
import { sessionModel } from '../live-view/session-model.ts';
import { paperMarket } from '../paper-market.ts';
import { SystemClock } from '../system-clock.ts';

interface PaperOptions {
  readonly replay?: readonly string[];
  readonly symbol?: string;
  readonly product?: 'spot' | 'usdm';
  readonly tick?: string;
  readonly lot?: string;
  readonly strategy: string;
  readonly params?: string;
  readonly speed?: number;
  readonly seed: string;
  readonly duration?: number;
  readonly dataDir?: string;
  readonly record?: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly quote: string;
  readonly base?: string;
  readonly latency: number;
  readonly queue?: QueueModelName;
  readonly price?: string;
}

/** Market time of a generated market where nobody is there to press Ctrl-C, seconds. */
const UNATTENDED_SEC = 600;

/** `mrm paper`: trades a recorded or generated market on paper. */
export function paperCommand(): Command {
  return new Command('paper')
    .description('trade on paper, on a generated market or a recorded one')
    .option(
      '--replay <file...>',
      'recorded Binance messages, gzip or plain; several that follow each other are one session',
    )
    .option(
      '--symbol <symbol>',
      'what to trade (default: what the recording holds, else BTCUSDT)',
      upperCaseSymbol,
    )
    .addOption(
      new Option('--product <product>', 'kind of market (default: that of the recording, else spot)').choices(
        ['spot', 'usdm'],
      ),
    )
    .option(
      '--tick <size>',
      'price step as a decimal (default: built-in table, else the smallest step seen)',
      decimal,
    )
    .option('--lot <size>', 'quantity step as a decimal (default: as for --tick)', decimal)
    .option('--strategy <name>', `one of ${builtInStrategies.map(({ name }) => name).join(', ')}`, 'pmm')
    .option('--params <file>', 'JSON file with strategy parameters; what it leaves out has its default')
    .option('--speed <factor>', 'times real time, or "max" (default: 1; max with --json)', speed)
    .option('--seed <seed>', 'seed of everything random', '1')
    .option(
      '--duration <seconds>',
      `end after this much market time (default: end of the recording; generated: no end, ${UNATTENDED_SEC} where there is no terminal)`,
      positive,
    )
    .option('--quote <amount>', 'quote balance at the start', decimal, '10000')
    .option(
      '--base <amount>',
      'base balance at the start (default: worth the quote balance on spot, else 0)',
      decimal,
    )
    .option('--latency <ms>', 'time of an order to the exchange, and of its answer back', positive, 10)
    .addOption(
      new Option('--queue <model>', 'how own orders move up in a recorded queue')
        .choices(QUEUE_MODEL_NAMES)
        .default('riskAverse'),
    )
    .option(
      '--price <price>',
      'where a generated market begins (default: a usual price of the symbol)',
      decimal,
    )
    .option('--data-dir <dir>', 'keep a journal here, and go on from the one that is there')
    .option(
      '--record <file>',
      'write the market data as it arrives, compressed if the name ends on .gz; --replay plays it again',
    )
    .option('--json', 'print one JSON object at the end instead of a live view')
    .option('--report <file>', 'write an HTML report')
    .addHelpText('after', parameterHelp)
    .action(paper);
}

async function paper(options: PaperOptions): Promise<void> {
  const json = options.json === true;
  const interactive = process.stdout.isTTY && !json;
  const definition = findStrategy(options.strategy);
  const parameters = options.params === undefined ? {} : readParameters(options.params);
  checkOutputs(options);
  const market = await paperMarket({ ...options, onProgress: readingLine() });
  const stop = new AbortController();
  const paperSession = openPaperSession({
    market,
    definition,
    parameters,
    seed: options.seed,
    speed: options.speed ?? (json ? Infinity : 1),
    durationSec: options.duration ?? (options.replay || interactive ? Infinity : UNATTENDED_SEC),
    quoteBalance: options.quote,
    baseBalance: options.base,
    latencyMs: options.latency,
    queue: options.queue,
    dataDir: options.dataDir,
    record: options.record,
    clock: new SystemClock(),
    signal: stop.signal,
  });
  for (const note of paperSession.notes) process.stderr.write(`note: ${note}\n`);
  const display = openDisplay({ model: () => sessionModel(paperSession), interactive: !json });
  const onSignal = (): void => {
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    await paperSession.session.run();
  } finally {
    display.close();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    paperSession.close();
  }
  finish(paperSession, options);
}

function finish(paperSession: PaperSession, options: PaperOptions): void {
  if (options.json) process.stdout.write(`${JSON.stringify(paperSession.session.report(), null, 2)}\n`);
  else process.stdout.write(sessionSummary(paperSession));
  if (options.report !== undefined) writeReport(options.report, sessionHtml(paperSession));
  const silence = paperSession.session.silence();
  if (silence !== undefined) process.stderr.write(`note: no order was sent: ${silence}\n`);
  const { engine } = paperSession.session;
  const left = engine.state.orders.working.length;
  const failed = engine.state.restrictions.get('journal');
  if (failed) throw new EngineError('JOURNAL_WRITE_FAILED', failed.detail);
  if (left > 0)
    throw new BacktestError('SESSION_ORDERS_LEFT', `${left} own orders could not be verified as gone`);
}

/** Says on an interactive stderr how far a long recording has been read. */
function readingLine(): (progress: CaptureProgress) => void {
  let shown = -1;
  return ({ bytesRead, bytesTotal }) => {
    const percent = Math.floor((100 * bytesRead) / bytesTotal);
    if (!process.stderr.isTTY || percent === shown) return;
    shown = percent;
    process.stderr.write(percent >= 100 ? '\r\x1b[K' : `\rreading the recording: ${percent} %`);
  };
}

/**
 * Refuses, before anything runs, outputs that would overwrite an input or each other, and a report that cannot be
 * written: nobody wants to learn that after a day.
 */
function checkOutputs({ replay = [], params, record, report }: PaperOptions): void {
  const taken = new Map<string, string>();
  for (const path of replay) taken.set(realPath(path), '--replay');
  if (params !== undefined) taken.set(realPath(params), '--params');
  for (const [option, path] of [
    ['--record', record],
    ['--report', report],
  ] as const) {
    if (path === undefined) continue;
    const other = taken.get(realPath(path));
    // A device such as /dev/null can be written twice.
    if (other !== undefined && !(existsSync(path) && !statSync(path).isFile()))
      throw new BacktestError('SESSION_BAD_OPTION', `${option}: ${path} is the file of ${other}`);
    taken.set(realPath(path), option);
  }
  if (report === undefined) return;
  reporting(report, () => {
    if (!existsSync(report)) accessSync(dirname(report), constants.W_OK);
    else if (statSync(report).isDirectory()) throw new Error('it is a folder');
    else accessSync(report, constants.W_OK);
  });
}

/** The file itself, whatever it is called; a file that is not there yet, by its folder. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : resolve(path);
}

function writeReport(path: string, html: string): void {
  reporting(path, () => {
    writeFileSync(path, html);
  });
}

/** @throws BacktestError `REPORT_WRITE_FAILED` with what the action throws */
function reporting(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new BacktestError(
      'REPORT_WRITE_FAILED',
      `cannot write the report ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function readParameters(path: string): unknown {
  let text: string;
  try {
    // Editors on Windows begin a file with a byte order mark.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new BacktestError(
      'SESSION_BAD_OPTION',
      `--params: cannot read ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BacktestError(
      'SESSION_BAD_OPTION',
      `--params: ${path} is not JSON: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function parameterHelp(): string {
  const blocks = builtInStrategies.map((definition) => {
    const rows = describeParameters(definition).map(
      ({ name, unit, default: value, title }) =>
        `  ${name.padEnd(22)} ${`${value} ${unit}`.padEnd(14)} ${title}`,
    );
    return [`Parameters of ${definition.name} (${definition.title}), with their defaults:`, ...rows].join(
      '\n',
    );
  });
  return `\n${blocks.join('\n\n')}`;
}

function speed(text: string): number {
  return text === 'max' ? Infinity : positive(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`must be a number above 0, got ${JSON.stringify(text)}.`);
  return value;
}

/** Venues write their symbols in capitals. */
function upperCaseSymbol(text: string): string {
  if (!/^[\p{L}\p{N}_-]+$/u.test(text))
    throw new InvalidArgumentError(`must be letters and digits, got ${JSON.stringify(text)}.`);
  return text.toUpperCase();
}

function decimal(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new InvalidArgumentError(`must be a plain decimal number, got ${JSON.stringify(text)}.`);
  return text;
}

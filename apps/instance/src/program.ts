import { Command, CommanderError } from 'commander';
import { paperCommand } from './commands/paper.ts';
import { startCommand } from './commands/start.ts';
import packageJson from '../package.json' with { type: 'json' };

/** One entry per file in `commands/`, in the order of the help text. */
const commands: (() => Command)[] = [startCommand, paperCommand];

/** Exit codes of the command line; 0 is success. */
export const ExitCode = { Failure: 1, Usage: 2 } as const;

/** These run in the `mrm` wrapper, before any TypeScript of ours; the help text names them all the same. */
const wrapperHelp = `
Development:
  test [args]           run the tests (arguments go to Vitest, e.g. -t F34)
  check                 lint, types, formatting and links in the documentation
  bench [args]          run the benchmarks`;

/** The whole command line. Commands come from `commands/<name>.ts`, each with one `xCommand(): Command`. */
export function buildProgram(): Command {
  const program = new Command('mrm')
    .description('Mr.Market: a self-hosted market maker')
    .version(packageJson.version)
    .helpOption('-h, --help', 'show help')
    .showHelpAfterError('(--help shows the usage)')
    .addHelpText('after', wrapperHelp)
    .exitOverride();
  for (const command of commands) program.addCommand(command());
  inheritSettings(program);
  return program;
}

/**
 * Runs one command line and gives its exit code. Errors go to stderr: exit code 2 for a wrong command line,
 * 1 for a command that failed.
 *
 * @param args the arguments after the program's name
 */
export async function run(args: readonly string[], program = buildProgram()): Promise<number> {
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ExitCode.Usage;
    process.stderr.write(`mrm: ${describeError(error)}\n`);
    return ExitCode.Failure;
  }
}

/** Commander passes settings on only to commands it makes itself; ours come ready-made. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}

/** Our own errors carry a stable code and say what to do; anything else is a fault and shows its stack. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : undefined;
  return code === undefined ? (error.stack ?? error.message) : `${code}: ${error.message}`;
}

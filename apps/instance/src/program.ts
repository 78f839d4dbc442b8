import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };

interface Group {
  readonly title: string;
  /** By name; a command is loaded when it is asked for, so that `mrm bots kill` does not wait for the others. */
  readonly commands: Readonly<Record<string, () => Promise<Command>>>;
}

/** In the order of the help text. */
const groups: readonly Group[] = [
  {
    title: 'Instance:',
    commands: {
      start: async () => (await import('./commands/start.ts')).startCommand(),
      status: async () => (await import('./commands/status.ts')).statusCommand(),
      'sign-in': async () => (await import('./commands/sign-in.ts')).signInCommand(),
      doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
      db: async () => (await import('./commands/db.ts')).dbCommand(),
    },
  },
  {
    title: 'Trading:',
    commands: {
      bots: async () => (await import('./commands/bots.ts')).botsCommand(),
      strategies: async () => (await import('./commands/strategies.ts')).strategiesCommand(),
    },
  },
  {
    title: 'Keys:',
    commands: {
      keys: async () => (await import('./commands/keys.ts')).keysCommand(),
      addresses: async () => (await import('./commands/addresses.ts')).addressesCommand(),
    },
  },
  {
    title: 'Without an instance:',
    commands: {
      paper: async () => (await import('./commands/paper.ts')).paperCommand(),
    },
  },
];

/** Exit codes of the command line; 0 is success. */
export const ExitCode = { Failure: 1, Usage: 2 } as const;

/** These run in the `mrm` wrapper, before any TypeScript of ours; the help text names them all the same. */
const wrapperHelp = `
Development:
  test [args]           run the tests (arguments go to Vitest, e.g. -t F34)
  check                 lint, types, formatting and links in the documentation
  bench [args]          run the benchmarks`;

/**
 * The command line. Commands come from `commands/<name>.ts`, each with one `xCommand(): Command`.
 *
 * @param asked the command that is asked for: the others are left out; by default, and where there is none of that
 * name, all of them
 */
export async function buildProgram(asked?: string): Promise<Command> {
  const program = new Command('mrm')
    .description('Mr.Market: a self-hosted market maker')
    .version(packageJson.version)
    .helpOption('-h, --help', 'show help')
    .showHelpAfterError('(--help shows the usage)')
    .addHelpText('after', wrapperHelp)
    .exitOverride();
  const known = groups.some(({ commands }) => asked !== undefined && Object.hasOwn(commands, asked));
  for (const { title, commands } of groups)
    for (const [name, load] of Object.entries(commands))
      if (!known || name === asked) program.addCommand((await load()).helpGroup(title));
  inheritSettings(program);
  return program;
}

/**
 * Runs one command line and gives its exit code. Errors go to stderr: exit code 2 for a wrong command line,
 * 1 for a command that failed.
 *
 * @param args the arguments after the program's name
 * @param given a program put together otherwise
 */
export async function run(args: readonly string[], given?: Command): Promise<number> {
  try {
    const program = given ?? (await buildProgram(args[0]));
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

import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildProgram, run } from './program.ts';

describe('the command line', () => {
  let stdout = '';
  let stderr = '';
  beforeEach(() => {
    stdout = '';
    stderr = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => Boolean((stdout += String(chunk))));
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => Boolean((stderr += String(chunk))));
  });
  afterEach(() => void vi.restoreAllMocks());

  /** The program with one more command that fails with an error. */
  async function failingWith(error: unknown): Promise<Command> {
    const command = new Command('fail').requiredOption('--file <path>').action(() => {
      throw error;
    });
    const program = await buildProgram();
    program.addCommand(command.copyInheritedSettings(program));
    return program;
  }

  it('shows its version and help on stdout', async () => {
    expect(await run(['--version'])).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await run(['--help'])).toBe(0);
    for (const command of [
      'start',
      'status',
      'sign-in',
      'doctor',
      'db',
      'bots',
      'strategies',
      'keys',
      'addresses',
      'paper',
      'test',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stderr).toBe('');
  });

  it.each([[[]], [['no-such-command']], [['--no-such-option']], [['fail']]])(
    'answers the wrong command line %j with exit code 2 and a word on stderr',
    async (args) => {
      expect(await run(args, await failingWith(new Error('not reached')))).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).not.toBe('');
    },
  );

  it('shows the code and message of an error of ours', async () => {
    const error = Object.assign(new Error('the folder is locked; stop the other instance'), {
      code: 'DATA_FOLDER_LOCKED',
    });
    expect(await run(['fail', '--file', 'x'], await failingWith(error))).toBe(1);
    expect(stderr).toBe('mrm: DATA_FOLDER_LOCKED: the folder is locked; stop the other instance\n');
  });

  it('shows the stack of any other error', async () => {
    expect(await run(['fail', '--file', 'x'], await failingWith(new TypeError('x is not a function')))).toBe(
      1,
    );
    expect(stderr).toMatch(/^mrm: TypeError: x is not a function\n +at /);
  });
});

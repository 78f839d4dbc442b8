import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANTED_ERRORS } from './planted-errors.ts';
import type { PlantedError } from './planted/planted-error.ts';

// `npm run plant:drxa [-- part of a file's name …]`: plants each error in a copy of the package and runs the tests that
// should catch it. Ends with 1 when an error escapes, or breaks the file so that no test ran at all.

const repository = join(import.meta.dirname, '../../..');
const vitest = join(repository, 'node_modules/vitest/vitest.mjs');
const WORKERS = 2;
const MALFORMED = /SyntaxError|ReferenceError|Transform|[Pp]arse|initialization/;

interface Task {
  readonly file: string;
  readonly tests: readonly string[];
  /** `undefined`: nothing is planted, and all tests must pass. */
  readonly error?: PlantedError;
}

/** The test that failed first; why none did; or that all passed. */
type Outcome =
  | { readonly kind: 'caught'; readonly by: string }
  | { readonly kind: 'broken' | 'escaped'; readonly why: string };

interface TestFile {
  readonly message: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

/** The package in a folder of its own, beside links to what it needs of the repository. */
function copyPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drxa-planted-'));
  mkdirSync(join(folder, 'packages'));
  for (const name of ['node_modules', 'docs']) symlinkSync(join(repository, name), join(folder, name));
  cpSync(join(repository, 'packages/drxa'), join(folder, 'packages/drxa'), {
    recursive: true,
    filter: (path) => !/\/(?:node_modules|dist|coverage)$/.test(path),
  });
  cpSync(join(repository, 'scripts/seed-properties.ts'), join(folder, 'seed-properties.ts'));
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `export default { test: { setupFiles: ['./seed-properties.ts'], pool: 'forks', maxWorkers: 1, bail: 1,
       testTimeout: 60_000, hookTimeout: 60_000 } };`,
  );
  return folder;
}

async function runTests(folder: string, tests: readonly string[]): Promise<Outcome> {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const files = tests.map((test) => `packages/drxa/src/${test}`);
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`, ...files],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, MRM_SEED: '1' } },
  );
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await new Promise((ended) => child.once('close', ended));
  if (!existsSync(report)) return { kind: 'broken', why: printed.trim() };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: TestFile[] };
  const results = testResults.flatMap((file) => file.assertionResults);
  const failed = results.find(({ status }) => status === 'failed');
  if (failed !== undefined) return { kind: 'caught', by: failed.fullName };
  const unread = testResults.find(({ message }) => message !== '');
  if (unread !== undefined) {
    const why = unread.message.split('\n', 1)[0];
    // Code that runs and refuses its own constants is caught; what cannot run was planted badly.
    return MALFORMED.test(why) ? { kind: 'broken', why } : { kind: 'caught', by: `nothing loads: ${why}` };
  }
  return { kind: 'escaped', why: `${results.length} tests passed` };
}

async function plant(folder: string, { file, tests, error }: Task): Promise<Outcome> {
  if (error === undefined) return runTests(folder, tests);
  const path = join(folder, 'packages/drxa/src', file);
  const source = readFileSync(path, 'utf8');
  const [text, planted] = error;
  if (source.split(text).length !== 2) return { kind: 'broken', why: 'the text does not stand there once' };
  writeFileSync(
    path,
    source.replace(text, () => planted),
  );
  try {
    return await runTests(folder, tests);
  } finally {
    writeFileSync(path, source);
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('`', "'");

function print({ file, error }: Task, outcome: Outcome): void {
  const [text, planted] = error!;
  const said = outcome.kind === 'caught' ? `caught: ${outcome.by}` : `**${outcome.kind}**: ${outcome.why}`;
  process.stdout.write(`| ${file} | ${cell(text)} | ${cell(planted)} | ${cell(said)} |\n`);
}

async function main(wanted: readonly string[]): Promise<void> {
  const tasks: Task[] = PLANTED_ERRORS.filter(
    ({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  ).flatMap(({ file, tests, errors }) => errors.map((error) => ({ file, tests, error })));
  const folders = Array.from({ length: WORKERS }, copyPackage);
  const counts = { caught: 0, escaped: 0, broken: 0 };
  const start = performance.now();
  try {
    const sound = await plant(folders[0], {
      file: '',
      tests: [...new Set(tasks.flatMap(({ tests }) => tests))],
    });
    if (sound.kind !== 'escaped') throw new Error(`without an error planted: ${JSON.stringify(sound)}`);
    process.stdout.write(`without an error planted ${sound.why}\n\n`);
    process.stdout.write('| file | text | planted | outcome |\n|---|---|---|---|\n');
    const waiting = tasks.values();
    await Promise.all(
      folders.map(async (folder) => {
        for (const task of waiting) {
          const outcome = await plant(folder, task);
          counts[outcome.kind]++;
          print(task, outcome);
        }
      }),
    );
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stdout.write(
    `\n${tasks.length} errors in ${new Set(tasks.map(({ file }) => file)).size} files: ${counts.caught} caught, ` +
      `${counts.escaped} escaped, ${counts.broken} broken; ${seconds} s\n`,
  );
  if (counts.caught !== tasks.length || tasks.length === 0) process.exitCode = 1;
}

await main(process.argv.slice(2));

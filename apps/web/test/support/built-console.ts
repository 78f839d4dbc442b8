import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const APP = resolve(import.meta.dirname, '../..');
const ROOT = resolve(APP, '../..');
/** What the build is made of; what it makes itself is left out. */
const SOURCES = [
  'src',
  'messages',
  'project.inlang/settings.json',
  'chunk-groups.ts',
  'first-calls.ts',
  'message-tables.ts',
  'no-server-data.ts',
  'page-files.ts',
  'vite.config.ts',
  'package.json',
  '../../package-lock.json',
];
const GENERATED = join(APP, 'src/lib/i18n/generated');
const LONGEST_BUILD_MS = 300_000;

/**
 * Folder of the built console, built first where it is missing or older than its sources. Test files run in several
 * processes: one builds, the others wait for it. `MRM_WEB_BUILD` names a build that is taken as it is.
 *
 * @throws Error with the build's output when it fails
 */
export function builtConsole(): string {
  const given = process.env['MRM_WEB_BUILD'];
  if (given !== undefined && given !== '') return given;
  const build = join(APP, 'build');
  const unlock = lock();
  try {
    if (!isFresh(join(build, '200.html'))) run(join(build, '200.html'));
  } finally {
    unlock();
  }
  return build;
}

function isFresh(page: string): boolean {
  return (
    existsSync(page) && statSync(page).mtimeMs >= Math.max(...SOURCES.map((it) => newest(join(APP, it))))
  );
}

function newest(path: string): number {
  if (path === GENERATED) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function run(page: string): void {
  const begun = new Date();
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build'], {
    cwd: APP,
    encoding: 'utf8',
    // Vitest sets NODE_ENV=test, with which the build would bundle the development code of Svelte.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(`the console does not build:\n${stdout}\n${stderr}`);
  // It is as old as what it was made of: what changed meanwhile is built the next time.
  utimesSync(page, begun, begun);
}

/** A lock that its owner's death opens: that of a SQLite file, which the system holds. */
function lock(): () => void {
  mkdirSync(join(ROOT, '.mrm'), { recursive: true });
  const held = new DatabaseSync(join(ROOT, '.mrm/web-build.lock'), { timeout: LONGEST_BUILD_MS });
  held.exec('BEGIN EXCLUSIVE');
  return () => held.close();
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const web = join(import.meta.dirname, '../apps/web');
/** What the console's tsconfig.json extends; SvelteKit writes it. */
const written = join(web, 'node_modules/$app/tsconfig.json');

/**
 * Runs before all tests: in a fresh checkout the console's configuration of TypeScript and its texts are not written
 * yet, and no test under apps/web could be read.
 */
export default function setup(): void {
  if (existsSync(written)) return;
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'sync'], { cwd: web, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run sync in apps/web failed:\n${stdout}${stderr}`);
}

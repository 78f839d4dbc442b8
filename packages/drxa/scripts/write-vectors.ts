import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v1Vectors } from './v1-vectors.ts';

// Writes src/vectors/v1.json, once: what stands there is frozen. For a new family or chain the file is removed and
// written again; its difference to the old one must be additions alone.

const file = join(import.meta.dirname, '../src/vectors/v1.json');
if (existsSync(file)) {
  process.stderr.write(`${file} is there already, and frozen: v1.test.ts compares with it\n`);
  process.exitCode = 1;
} else {
  writeFileSync(file, `${JSON.stringify(v1Vectors(), undefined, 2)}\n`);
  process.stdout.write(`${file}\n`);
}

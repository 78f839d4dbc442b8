import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const handbook = readFileSync(join(import.meta.dirname, '../../../docs/drxa/recovery.md'), 'utf8');
/** Inside the package, so that it finds itself by its name as its users do. */
const file = join(import.meta.dirname, `recovery-handbook-${process.pid}.mjs`);
afterAll(() => rmSync(file, { force: true }));

const examples = [
  ...handbook.matchAll(
    /\n## ([^\n]+)\n(?:(?!\n## )[\s\S])*?```js\n([\s\S]*?)```[\s\S]*?```text\n([\s\S]*?)```/g,
  ),
];

describe('the recovery handbook', () => {
  it('has an example for a mnemonic, a root, a scope and the old scheme', () => {
    expect(examples.map(([, title]) => title)).toEqual([
      'A mnemonic of another wallet',
      'The root of an instance',
      'An exported scope',
      'The old scheme, v0',
    ]);
  });

  it.each(examples.map(([, title, code, output]) => ({ title, code, output })))(
    '"$title": the example prints what the handbook says',
    ({ code, output }) => {
      writeFileSync(file, code);
      const printed = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
        encoding: 'utf8',
      });
      expect(printed).toBe(output);
    },
  );
});

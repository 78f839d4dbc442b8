import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const handbook = readFileSync(join(import.meta.dirname, '../../../docs/drxa/recovery.md'), 'utf8');
/** Inside the package, so that it finds itself by its name as its users do. */
const file = join(import.meta.dirname, `recovery-handbook-${process.pid}.mjs`);
afterAll(() => rmSync(file, { force: true }));

/** What follows a headline, up to the next. */
const sections = handbook.split(/\n## /).map((text) => ({ title: text.split('\n', 1)[0], text }));
const examples = sections.flatMap(({ title, text }) =>
  [...text.matchAll(/```js\n([\s\S]*?)```[\s\S]*?```text\n([\s\S]*?)```/g)].map(([, code, output]) => ({
    title,
    code,
    output,
  })),
);

describe('the recovery handbook', () => {
  it('has an example for a mnemonic, a root, its words, a scope and the old scheme, and no other', () => {
    expect(examples.map(({ title }) => title)).toEqual([
      'A mnemonic of another wallet',
      'The root of an instance',
      'The root of an instance',
      'An exported scope',
      'The old scheme, v0',
    ]);
    expect(handbook.match(/```js/g)).toHaveLength(examples.length);
  });

  it.each(examples)('"$title": the example prints what the handbook says', ({ code, output }) => {
    writeFileSync(file, code);
    const printed = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
      encoding: 'utf8',
    });
    expect(printed).toBe(output);
  });
});

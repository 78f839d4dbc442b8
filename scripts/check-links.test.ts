import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLinks } from './check-links.ts';

describe('checkLinks', () => {
  let root: string;
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'check-links-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  it('accepts files, folders, anchors, images and definitions that exist', () => {
    write('docs/guide.md', '# The `mrm` command: a guide!\n## Twice\n## Twice\n<a id="here"></a>\n');
    write('docs/a (1).png', '');
    write(
      'README.md',
      [
        '# Top',
        '[a](docs/guide.md) [b](docs) [c](#top) [d](/docs/guide.md#here "title")',
        '[e](docs/guide.md#the-mrm-command-a-guide) [f](docs/guide.md#twice-1)',
        '![g](<docs/a%20(1).png>) <img src="docs/a%20(1).png">',
        '[h]: docs/guide.md#twice',
      ].join('\n'),
    );
    expect(checkLinks(root)).toEqual([]);
  });

  it('names the file and line of each broken link', () => {
    write('README.md', '# Top\n[a](missing.md)\n[b](#nowhere) [c](docs/guide.md#gone)\n[d]: ../outside.md\n');
    write('docs/guide.md', '# Guide\n<a href="gone.html">x</a>\n');
    expect(checkLinks(root)).toEqual([
      'README.md:2: missing.md does not exist',
      'README.md:3: #nowhere: no heading #nowhere',
      'README.md:3: docs/guide.md#gone: no heading #gone',
      'README.md:4: ../outside.md leaves the repository',
      'docs/guide.md:2: gone.html does not exist',
    ]);
  });

  it('leaves other sites, code and dependencies alone', () => {
    write(
      'README.md',
      '[a](https://example.org/x) [b](mailto:a@example.org) `[c](gone.md)`\n```\n[d](gone.md)\n```\n',
    );
    write('node_modules/x/README.md', '[a](gone.md)');
    expect(checkLinks(root)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { ALERT_KINDS } from '@mrmarket/instance/alerts/alert-kinds';
import { ConfigSchema } from '@mrmarket/instance/config';
import { buildProgram } from '@mrmarket/instance/program';

const root = dirname(import.meta.dirname);
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Entry {
  readonly default: unknown;
  readonly description: string;
}

/** Cells of the table rows that begin with code. */
function rows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

describe('docs/configuration.md', () => {
  it('lists every entry of config.json with its default and meaning', () => {
    const entries = JSON.parse(JSON.stringify(ConfigSchema.properties)) as Record<string, Entry>;
    const wanted = Object.entries(entries).map(([name, { default: usual, description }]) => [
      `\`${name}\``,
      `\`${JSON.stringify(usual)}\``,
      description,
    ]);
    expect(rows(read('docs/configuration.md'))).toEqual(wanted);
  });
});

describe('docs/alerts.md', () => {
  it('lists every kind of rule with its defaults', () => {
    const wanted = Object.entries(ALERT_KINDS).map(([kind, { threshold, unit, forSec }]) => [
      `\`${kind}\``,
      threshold === null ? '–' : `${threshold} ${unit}`,
      `${forSec} s`,
    ]);
    const found = rows(read('docs/alerts.md')).map(([kind, , threshold, forSec]) => [
      kind,
      threshold,
      forSec,
    ]);
    expect(found).toEqual(wanted);
  });

  it('shows a check of the signature that tells a genuine message from others', async () => {
    const [, code] = /```js\n([\s\S]*?)```/.exec(read('docs/alerts.md')) ?? [];
    const source = `${code ?? ''}\nexport { isGenuine };`;
    const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
      isGenuine: (body: string, header: string | undefined, secret: string) => boolean;
    };
    const secret = 'a-secret-of-some-length';
    const signed = `sha256=${createHmac('sha256', secret).update('{"id":"d1"}').digest('hex')}`;
    expect(isGenuine('{"id":"d1"}', signed, secret)).toBe(true);
    expect(isGenuine('{"id":"d2"}', signed, secret)).toBe(false);
    expect(isGenuine('{"id":"d1"}', signed, 'another-secret-of-length')).toBe(false);
    expect(isGenuine('{"id":"d1"}', undefined, secret)).toBe(false);
  });
});

describe('docs/cli.md', () => {
  /** Options that all commands share and that its head describes. */
  const shared = new Set(['--home', '--json', '--help', '--version']);
  const sections = new Map(
    read('docs/cli.md')
      .split(/^(?=##+ )/m)
      .filter((section) => section.startsWith('### '))
      .map((section) => [section.slice('### '.length, section.indexOf('\n')), section]),
  );

  /** Commands that do something themselves, by what is typed. */
  function leaves(command: Command, typed: string): [string, Command][] {
    if (command.commands.length === 0) return [[typed, command]];
    return command.commands.flatMap((inner) => leaves(inner, `${typed} ${inner.name()}`));
  }

  it('has a section for each command, and none for another', async () => {
    const names = leaves(await buildProgram(), 'mrm').map(([name]) => name);
    expect([...sections.keys()].sort()).toEqual(names.sort());
  });

  it('names each option as the help does', async () => {
    const missing = leaves(await buildProgram(), 'mrm').flatMap(([name, command]) =>
      command.options
        .filter(({ long }) => !shared.has(long ?? ''))
        .filter(({ flags }) => sections.get(name)?.includes(`\`${flags}\``) !== true)
        .map(({ flags }) => `${name} ${flags}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no option that a command has not', async () => {
    const unknown = leaves(await buildProgram(), 'mrm').flatMap(([name, command]) => {
      const known = command.options.map(({ long }) => long);
      const told = [...(sections.get(name) ?? '').matchAll(/`(--[a-z-]+)/g)].map(([, flag]) => flag);
      return told.filter((flag) => !known.includes(flag)).map((flag) => `${name} ${flag}`);
    });
    expect(unknown).toEqual([]);
  });

  it('names what the wrapper does itself', () => {
    for (const name of ['test', 'check', 'bench']) expect(read('docs/cli.md')).toContain(`\`mrm ${name}`);
  });
});

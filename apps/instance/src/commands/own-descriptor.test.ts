import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const program = `
  import { isOwnDescriptor } from ${JSON.stringify(new URL('own-descriptor.ts', import.meta.url).href)};
  process.stdout.write(JSON.stringify(process.argv.slice(1).map((fd) => isOwnDescriptor(Number(fd)))));`;

/** Which of these descriptors a program takes for its own, started so by a shell. */
function own(redirections: string, ...descriptors: number[]): unknown {
  const { stdout, stderr } = spawnSync(
    '/bin/sh',
    [
      '-c',
      `exec "$0" "$@" ${redirections}`,
      process.execPath,
      '--input-type=module',
      '--eval',
      program,
    ].concat(descriptors.map(String)),
    { encoding: 'utf8', input: 'x' },
  );
  return stdout === '' ? stderr : JSON.parse(stdout);
}

describe('a descriptor of the program’s own', () => {
  it('is what the shell did not give', () => {
    expect(own('', 3, 5, 6, 9)).toEqual([true, true, true, true]);
  });

  it('is no file, no pipe and no copy of one that the shell gave', () => {
    expect(own('3</dev/null 4<&0 5<&0 6>&1', 0, 3, 4, 5, 6)).toEqual([false, false, false, false, false]);
  });

  it('is none that is not open', () => {
    expect(own('', 999)).toEqual([false]);
  });
});

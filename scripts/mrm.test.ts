import { spawn, type SpawnOptions } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Takes its time, leaves a line in a log, and makes what `npm ci` would make. */
const npm = `#!/bin/sh
echo "$*" >>npm.log
echo "noise of npm"
sleep 0.3
mkdir -p node_modules/.bin
ln -sf '${process.execPath}' node_modules/.bin/node
cp package-lock.json node_modules/.mrm-lock
`;

const cli = `
if (process.argv[2] === 'wait') {
  process.on('SIGTERM', () => process.exit(7));
  setInterval(() => {}, 1000);
  console.log('waiting');
} else {
  console.log(JSON.stringify(process.argv.slice(2)));
  process.exitCode = 3;
}
`;

describe('mrm', () => {
  let base: string;
  let checkout: string;
  let tools: string;

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'mrm-'));
    checkout = join(base, 'a checkout');
    tools = join(base, 'tools');
    mkdirSync(join(checkout, 'apps/instance/src'), { recursive: true });
    mkdirSync(tools);
    copyFileSync(join(root, 'mrm'), join(checkout, 'mrm'));
    writeFileSync(join(checkout, 'package-lock.json'), '{}');
    writeFileSync(join(checkout, 'apps/instance/src/cli.ts'), cli);
    tool('npm', npm);
    symlinkSync(process.execPath, join(tools, 'node'));
  });
  afterEach(() => rmSync(base, { recursive: true }));

  function tool(name: string, script: string): void {
    writeFileSync(join(tools, name), script);
    chmodSync(join(tools, name), 0o755);
  }

  function start(args: string[], options: SpawnOptions & { command?: string } = {}) {
    const env = { ...process.env, PATH: `${tools}:/usr/bin:/bin` };
    return spawn(options.command ?? join(checkout, 'mrm'), args, {
      env,
      cwd: base,
      ...options,
      stdio: 'pipe',
    });
  }

  async function run(args: string[], options: SpawnOptions & { command?: string } = {}) {
    const child = start(args, options);
    const code = new Promise<number | null>((done) => child.once('exit', done));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, stdout, stderr };
  }

  function npmCalls(): number {
    return readFileSync(join(checkout, 'npm.log'), 'utf8').trim().split('\n').length;
  }

  it('installs once, keeps stdout clean, and passes arguments and the exit code through', async () => {
    const first = await run(['paper', '--json', 'a b', '']);
    expect(first.stderr).toContain('installing dependencies (once)');
    expect(first).toMatchObject({ code: 3, stdout: '["paper","--json","a b",""]\n' });
    expect(await run(['paper'])).toEqual({ code: 3, stdout: '["paper"]\n', stderr: '' });
    expect(npmCalls()).toBe(1);
  });

  it('installs again when the lockfile changed', async () => {
    await run([]);
    writeFileSync(join(checkout, 'package-lock.json'), '{"changed":true}');
    await run([]);
    expect(npmCalls()).toBe(2);
  });

  it('installs once when two start together', async () => {
    const both = await Promise.all([run(['a']), run(['b'])]);
    expect(both.map(({ code }) => code)).toEqual([3, 3]);
    expect(npmCalls()).toBe(1);
  });

  it('takes over the lock of a start that died', async () => {
    const dead = start([], { command: '/bin/true' });
    await new Promise((done) => dead.once('exit', done));
    symlinkSync(String(dead.pid), join(checkout, '.mrm-install.lock'));
    expect((await run([])).code).toBe(3);
    expect(npmCalls()).toBe(1);
  });

  it('works through symbolic links', async () => {
    symlinkSync('a checkout/mrm', join(base, 'relative'));
    symlinkSync(join(base, 'relative'), join(tools, 'mrm'));
    expect((await run(['x'], { command: 'mrm' })).stdout).toBe('["x"]\n');
  });

  it('hands signals to the command', async () => {
    await run([]);
    const child = start(['wait']);
    const code = new Promise((done) => child.once('exit', done));
    await new Promise((done) => child.stdout.once('data', done));
    child.kill('SIGTERM');
    expect(await code).toBe(7);
  });

  describe('start', () => {
    const page = 'apps/web/build/200.html';

    /** A console whose build leaves what it was made of; "broken" in its source makes it fail. */
    function webApp(source: string): void {
      mkdirSync(join(checkout, 'apps/web/src'), { recursive: true });
      file('apps/web/src/page.svelte', source);
      file(
        'apps/web/build.sh',
        `echo built >>../../builds.log; sleep 0.2; grep broken src/page.svelte && exit 1
mkdir -p build src/generated; cat src/page.svelte >build/200.html; touch src/generated/words.js`,
      );
      tool('npm', `${npm}[ "$1" = ci ] || (cd apps/web && sh build.sh)\n`);
    }

    function file(path: string, content: string): void {
      writeFileSync(join(checkout, path), content);
      changed(path, -3600);
    }

    /** As if it had been changed so many seconds from now. */
    function changed(path: string, seconds: number): void {
      const at = Date.now() / 1000 + seconds;
      utimesSync(join(checkout, path), at, at);
    }

    const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');
    const builds = (): number =>
      existsSync(join(checkout, 'builds.log')) ? read('builds.log').length / 6 : 0;

    it('builds the console once, and keeps the noise of the build to itself', async () => {
      webApp('one');
      const first = await run(['start', '--json']);
      expect(first.stderr).toMatch(/mrm: building the console \(once\) …\n$/);
      expect(first).toMatchObject({ code: 3, stdout: '["start","--json"]\n' });
      expect(read(page)).toBe('one');
      expect(await run(['start'])).toEqual({ code: 3, stdout: '["start"]\n', stderr: '' });
      expect(builds()).toBe(1);
    });

    it('builds it again when its source or the lockfile is newer', async () => {
      webApp('one');
      await run(['start']);
      changed('apps/web/src/page.svelte', 3600);
      await run(['start']);
      expect(builds()).toBe(2);
      changed('apps/web/src/page.svelte', -3600);
      changed('package-lock.json', 3600);
      await run(['start']);
      expect(builds()).toBe(3);
    });

    it('builds it once when two start together', async () => {
      webApp('one');
      await run([]);
      const both = await Promise.all([run(['start']), run(['start'])]);
      expect(both.map(({ code }) => code)).toEqual([3, 3]);
      expect(builds()).toBe(1);
    });

    it('starts with the old console and a warning when the new one cannot be built', async () => {
      webApp('one');
      await run(['start']);
      changed(page, -7200);
      webApp('broken');
      const second = await run(['start']);
      expect(second).toMatchObject({ code: 3, stdout: '["start"]\n' });
      expect(second.stderr).toContain('broken');
      expect(second.stderr).toContain('warning: the console could not be built');
      expect(read(page)).toBe('one');
    });

    it('does not start without any console', async () => {
      webApp('broken');
      const failed = await run(['start']);
      expect(failed).toMatchObject({ code: 1, stdout: '' });
      expect(failed.stderr).toContain('the console could not be built; see the lines above');
      expect(readdirSync(checkout)).not.toContain('.mrm-install.lock');
    });

    it('builds nothing for the help, or for another command', async () => {
      webApp('one');
      await run(['start', '--help']);
      await run(['status']);
      expect(builds()).toBe(0);
    });
  });

  it('says what is missing', async () => {
    tool('npm', '#!/bin/sh\nexit 1\n');
    const failed = await run([]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('npm ci failed');

    rmSync(join(tools, 'node'));
    tool('node', '#!/bin/sh\n[ "$1" = -p ] && echo 18 || echo v18.0.0\n');
    const old = await run([]);
    expect(old.code).toBe(1);
    expect(old.stderr).toContain('Node v18.0.0 is too old');

    rmSync(join(tools, 'npm'));
    const none = await run([], { env: { PATH: onlyShellTools() } });
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('npm is missing');
  });

  /** A PATH with the shell's tools and the stand-ins, where the machine's own npm is not found. */
  function onlyShellTools(): string {
    for (const name of ['sh', 'dirname', 'readlink', 'cmp', 'ln', 'rm', 'sleep']) {
      symlinkSync(join('/usr/bin', name), join(tools, name));
    }
    return tools;
  }
});

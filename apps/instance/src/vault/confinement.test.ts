import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { confinement, spawnSigner } from './spawn-signer.ts';
import { startClient } from './testing/clients.ts';
import { fileVault, freshFolder } from './testing/folders.ts';
import { refusal, thrown } from './testing/refusal.ts';

const start = (folder: string): Parameters<typeof spawnSigner>[0] => ({
  folder,
  unlockAtStart: true,
  leastRev: 0,
  autoLockMs: 0,
  descriptor: false,
});

/** What a program may do under the options that a signing process has: `ok`, or the code of the refusal. */
function under(
  options: readonly string[],
  attempts: Readonly<Record<string, string>>,
): Record<string, string> {
  const program = `
    import fs from 'node:fs'; import { spawnSync } from 'node:child_process'; import { Worker } from 'node:worker_threads';
    import { createRequire } from 'node:module';
    const said = {};
    for (const [name, code] of Object.entries(${JSON.stringify(attempts)}))
      try { new Function('fs', 'spawnSync', 'Worker', 'require', code)(fs, spawnSync, Worker, createRequire('/')); said[name] = 'ok'; }
      catch (error) { said[name] = error.code ?? error.message; }
    fs.writeSync(1, JSON.stringify(said)); process.exit();`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...options, '--input-type=module', '--eval', program],
    { encoding: 'utf8', env: {} },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, string>;
}

describe('a signing process', () => {
  it('may read the program and its folder, write its folder, and nothing else', () => {
    const folder = fileVault();
    const outside = mkdtempSync(join(tmpdir(), 'mrm-outside-'));
    writeFileSync(join(outside, 'file'), 'x');
    const credentialFile = join(outside, 'credential');
    writeFileSync(credentialFile, 'x');
    const attempts = {
      'read the vault': `fs.readFileSync(${JSON.stringify(join(folder, 'vault.db'))})`,
      'write beside it': `fs.writeFileSync(${JSON.stringify(join(folder, 'more'))}, 'x')`,
      'read its credential': `fs.readFileSync(${JSON.stringify(credentialFile)})`,
      'write its credential': `fs.writeFileSync(${JSON.stringify(credentialFile)}, 'x')`,
      'read a file of others': `fs.readFileSync(${JSON.stringify(join(outside, 'file'))})`,
      'write a file of others': `fs.writeFileSync(${JSON.stringify(join(outside, 'new'))}, 'x')`,
      'read passwords': `fs.readFileSync('/etc/passwd')`,
      'read memory': `fs.readFileSync('/proc/self/mem')`,
      'start a program': `const { error } = spawnSync('/bin/true'); if (error) throw error`,
      'start a thread': `new Worker('0', { eval: true })`,
      'load an addon': `process.dlopen({ exports: {} }, ${JSON.stringify(join(folder, 'x.node'))})`,
    };
    const refused = 'ERR_ACCESS_DENIED';
    expect(under(confinement({ folder, credentialFile }), attempts)).toEqual({
      'read the vault': 'ok',
      'write beside it': 'ok',
      'read its credential': 'ok',
      'write its credential': refused,
      'read a file of others': refused,
      'write a file of others': refused,
      'read passwords': refused,
      'read memory': refused,
      'start a program': refused,
      'start a thread': refused,
      'load an addon': 'ERR_DLOPEN_DISABLED',
    });
    // Without the options the same program may do what it was refused.
    const free = under([], attempts);
    expect(free).toMatchObject({ 'read passwords': 'ok', 'start a program': 'ok', 'start a thread': 'ok' });
  });

  it('has an empty environment, no debugger and no secret among its arguments', async () => {
    const { client, folder } = await startClient({ folder: fileVault() });
    const of = (name: string): string => readFileSync(`/proc/${client.pid}/${name}`, 'latin1');
    expect(of('environ')).toBe('');
    expect(of('cmdline')).toContain('--permission');
    expect(of('cmdline')).toContain('--disable-sigusr1');
    expect(of('cmdline')).not.toContain('--inspect');
    const key = readFileSync(join(folder, 'vault.key'));
    for (const form of ['hex', 'base64', 'latin1'] as const)
      expect(of('cmdline').includes(key.toString(form)), form).toBe(false);
  });

  it.each(['SIGSEGV', 'SIGABRT'] as const)('that falls by %s leaves no core file', async (signal) => {
    const folder = fileVault();
    const { child, socket } = spawnSigner(start(folder));
    await once(socket, 'data');
    const of = (name: string): string => readFileSync(`/proc/${child.pid}/${name}`, 'utf8');
    expect(of('limits')).toMatch(/Max core file size\s+0\s+0\s/);
    // The limit does not bind a handler that a core is piped to: there is no memory in it then.
    expect(Number.parseInt(of('coredump_filter'), 16)).toBe(0);
    const files = readdirSync(folder).sort();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    expect(readdirSync(folder).sort()).toEqual(files);
  });

  it('would leave one without its limit, where the kernel writes cores beside the program', () => {
    const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
    const folder = mkdtempSync(join(tmpdir(), 'mrm-core-'));
    const { signal } = spawnSync('/bin/sh', ['-c', 'ulimit -c $(ulimit -Hc); kill -SEGV $$'], {
      cwd: folder,
    });
    expect(signal).toBe('SIGSEGV');
    const beside = !pattern.startsWith('|') && !pattern.includes('/');
    const hard = /Max core file size\s+\S+\s+(\S+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1];
    expect(readdirSync(folder).length).toBe(beside && hard !== '0' ? 1 : 0);
  });

  it('that cannot be started is a refusal', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file where the folder should be');
    expect(thrown(() => spawnSigner(start(folder)))).toEqual(refusal('VAULT_FAILED'));
    await expect(startClient({ folder })).rejects.toEqual(refusal('VAULT_FAILED'));
  });

  it('that cannot be started for want of descriptors is a refusal, and main goes on', () => {
    const program = `
      import { openSync } from 'node:fs';
      const { VaultClient } = await import(${JSON.stringify(new URL('client.ts', import.meta.url).href)});
      try { for (;;) openSync('/dev/null'); } catch (error) { if (error.code !== 'EMFILE') throw error; }
      const error = await VaultClient.start({ folder: ${JSON.stringify(fileVault())} }).catch((one) => one);
      process.stdout.write(String(error.code));`;
    const { stdout, stderr } = spawnSync(
      '/bin/sh',
      ['-c', 'ulimit -n 80 && exec "$0" "$@"', process.execPath, '--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
    expect({ stdout, stderr }).toEqual({ stdout: 'VAULT_FAILED', stderr: '' });
  });
});

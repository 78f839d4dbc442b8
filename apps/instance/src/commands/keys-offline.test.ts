import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@mrmarket/testkit/run-cli';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Verified } from './address-verify.ts';
import type { RecoveredAddress } from './keys-recover-v0.ts';
import type { EngineVerified } from './keys-self-test.ts';
import { runWithDescriptors } from '@mrmarket/testkit/run-with-descriptors';
import { openTerminal } from '@mrmarket/testkit/terminal-session';

const SEED = '6aeb8aa877e9bc8c26fc6a6d4d852e41d51e4bf62266f1fa9914060a6b35a5a6';
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-keys-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('mrm keys self-test', () => {
  it('derives the anchors on every engine that is here', async () => {
    const { code, stdout, stderr } = await runCli(['keys', 'self-test', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { engines } = JSON.parse(stdout) as { engines: EngineVerified[] };
    expect(engines.map(({ engine }) => engine)).toEqual(['node', 'noble', 'native']);
    for (const { addresses, keys, codecs } of engines)
      expect(Math.min(addresses, keys, codecs)).toBeGreaterThan(2);
    const text = (await runCli(['keys', 'self-test'])).stdout;
    expect(text).toMatch(/^node \(in use\) +\d+ +\d+ +\d+$/m);
    expect(text).toMatch(/\nall as they must be\n$/);
  });
});

describe('mrm keys recover-v0', () => {
  const recover = ['keys', 'recover-v0', '--user', USER];

  it('finds the addresses of the old scheme from a seed in a file, with what was shown then', async () => {
    const { code, stdout, stderr } = await runCli([
      ...recover,
      ...['--seed-file', file('seed.hex', `${SEED.toUpperCase()}\r\n`), '--json'],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { addresses } = JSON.parse(stdout) as { addresses: RecoveredAddress[] };
    const of = (name: string): RecoveredAddress | undefined => addresses.find(({ chain }) => chain === name);
    expect(of('bitcoin')?.address).toBe('bc1psekccmw9h5ue27y5t8ap2hhtfn3evczvd9s6mc932cz99c0tvygq9n3tk2');
    expect(of('bsc')?.address).toBe('0xA97315508c423310dd61585575639704BeE04b7d');
    expect(of('polkadot')?.address).toBe('5FqDSMwFM18vJLvN65Zf6rooWir918KU5vAqTYD4QgASbMrs');
    expect(of('cardano')?.address).toMatch(/^addr1q8a0jt9fj8gmt7e2es8jmrej2vgshrkjsnz5hq5a285sag5x/);
    expect(of('tron')).toEqual({
      chain: 'tron',
      index: '0',
      address: 'TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLu',
      shown: 'TQs9GEuxUJZXQv4yhZikESm8ryprzgLhSC',
    });
    expect(of('solana')?.shown).toBeNull();
  });

  it('takes the 32 bytes themselves, a name of then, and several indexes; 0 and 00 differ', async () => {
    const seed = file('seed.bin', Buffer.from(SEED, 'hex'));
    const { stdout } = await runCli([
      ...recover,
      ...['--seed-file', seed, '--chain', 'ethereum', 'eth=ethereum', '--index', '0', '00', '--json'],
    ]);
    const { addresses } = JSON.parse(stdout) as { addresses: RecoveredAddress[] };
    expect(addresses.map(({ chain, index }) => `${chain} ${index}`)).toEqual([
      'ethereum 0',
      'ethereum 00',
      'eth 0',
      'eth 00',
    ]);
    expect(addresses[0].address).toBe('0x677EbB542CD5A4489E8d3af2110eE2fb68Fe706d');
    expect(new Set(addresses.map(({ address }) => address)).size).toBe(4);
  });

  it('reads the seed from a descriptor', async () => {
    const { code, stdout } = await runWithDescriptors([...recover, '--seed-fd', '3', '--chain', 'ethereum'], {
      inputs: { 3: `${SEED}\n` },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ethereum +0 +0x677EbB542CD5A4489E8d3af2110eE2fb68Fe706d$/m);
  });

  it.each([
    ['too short', SEED.slice(2), 'BAD_INPUT'],
    ['no hex', `${SEED.slice(1)}g`, 'BAD_INPUT'],
    ['an odd number of digits', `${SEED}0`, 'BAD_INPUT'],
    ['nothing', '', 'BAD_INPUT'],
  ])('refuses a seed that is %s without repeating it', async (_, seed, code) => {
    const refused = await runWithDescriptors([...recover, '--seed-fd', '3'], { inputs: { 3: seed } });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(new RegExp(`^mrm: ${code}: `));
    expect(refused.stderr).not.toContain(SEED.slice(2, 20));
  });

  it.each([3, 4, 5, 6, 9, 13])(
    'says that nothing was given at descriptor %d, and does not wait',
    async (fd) => {
      const refused = await runCli([...recover, '--seed-fd', String(fd)]);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(
        /^mrm: DESCRIPTOR_UNREADABLE: file descriptor \d+: nothing was given there/,
      );
    },
  );

  it('says that a descriptor is a terminal, where nobody was asked', async () => {
    const terminal = openTerminal([...recover, '--seed-fd', '0'], onTestFinished);
    await terminal.until(/DESCRIPTOR_UNREADABLE: file descriptor 0: it is a terminal/);
  });

  it('refuses fields that the old scheme could not tell apart, unless told to take them', async () => {
    const args = ['keys', 'recover-v0', '--seed-file', file('s', SEED), '--user', 'b:c', '--chain', 'bsc'];
    expect((await runCli(args)).stderr).toMatch(/^mrm: DRXA_FIELD_INVALID: userId: holds a colon/);
    expect((await runCli([...args, '--allow-ambiguous'])).code).toBe(0);
  });

  it.each([
    [[...recover]],
    [['keys', 'recover-v0', '--seed-file', 'x']],
    [[...recover, '--seed-file', 'x', '--seed-fd', '3']],
    [[...recover, '--seed-fd', 'x']],
    [[...recover, '--seed', SEED]],
  ])('answers the wrong command line %j with exit code 2', async (args) => {
    const refused = await runCli(args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^error: /);
  });
});

describe('mrm addresses verify, where no instance runs,', () => {
  const verify = (...args: string[]) => runCli(['addresses', 'verify', ...args, '--home', folder]);

  it('reads an address on every chain that takes it', async () => {
    const { code, stdout } = await verify(`0x${'ab'.repeat(32)}`, '--json');
    expect(code).toBe(0);
    const { readings, ours } = JSON.parse(stdout) as Verified;
    expect(readings.map(({ chain }) => chain)).toEqual(['aptos', 'sui']);
    expect(readings[0].notes).toEqual(['no-checksum']);
    expect(ours).toBeNull();
  });

  it('says what it is, in words', async () => {
    const { stdout } = await verify('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed');
    expect(stdout).toMatch(/^chain +ethereum mainnet, account$/m);
    expect(stdout).toMatch(/^address +0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed$/m);
    expect(stdout).toMatch(/^note +no checksum/m);
    expect(stdout).toContain('no instance runs');
  });

  it.each([
    [['TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLx', '--chain', 'trx'], 'DRXA_ADDRESS_CHECKSUM'],
    [['TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLx'], 'ADDRESS_UNKNOWN'],
    [
      ['1EUXZQCA5oBCRdT2SgvotdDAv6XfZ9o4CP', '--chain', 'btc', '--network', 'testnet'],
      'DRXA_ADDRESS_NETWORK',
    ],
    [['TConpBsu4L63ujN7Cw2LZjkTeXnPa5MhLu', '--chain', 'nothing'], 'DRXA_UNKNOWN_CHAIN'],
  ])('fails for %j', async (args, code) => {
    const refused = await verify(...args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(new RegExp(`^mrm: ${code}: `));
  });
});

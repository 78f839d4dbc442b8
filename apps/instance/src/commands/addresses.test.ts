import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstanceProcess } from '@mrmarket/testkit/instance-process';
import type { InstanceProcess } from '@mrmarket/testkit/instance-process';
import { runCli } from '@mrmarket/testkit/run-cli';
import type { CliResult } from '@mrmarket/testkit/run-cli';
import { runWithDescriptors } from '@mrmarket/testkit/run-with-descriptors';
import { openTerminal } from '@mrmarket/testkit/terminal-session';
import { entropyToWords } from 'drxa/bip/words';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AddressProof, AddressRow } from '../api/schemas/addresses.ts';
import type { Verified } from './address-verify.ts';

/** The seed and the user of the scheme's anchors. */
const SEED = Uint8Array.from({ length: 32 }, (_, at) => at);
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';
const SOLANA = '8cgeNHt9t1E4pEigTHkUyq66n5GdhSFvxThDQzZp2wg1';
const EVM = '0x3f2Cb3954dE23ba56B38BE32feA8eE12e000B87C';

let folder: string;
let home: string;
let instance: InstanceProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-addresses-'));
  home = join(folder, 'home');
  instance = await startInstanceProcess({ home });
});
afterAll(async () => {
  await instance.stop();
  rmSync(folder, { recursive: true });
});

const mrm = (...args: string[]): Promise<CliResult> => runCli(['addresses', ...args, '--home', home]);

async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await mrm(...args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse(await said(...args, '--json')) as T;
}

async function refused(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await mrm(...args);
  expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: '' });
  return stderr;
}

async function makeVault(at: string): Promise<void> {
  const made = await runWithDescriptors(['keys', 'init', '--mnemonic', '--secret-fd', '3', '--home', at], {
    inputs: { 3: entropyToWords(SEED) },
  });
  expect(made).toMatchObject({ code: 0, stderr: '' });
}

describe('mrm addresses', () => {
  it('needs a vault to give any out, and none to list them', async () => {
    expect(await refused('new', '--user', USER, '--chain', 'sol')).toMatch(/^mrm: VAULT_ABSENT: /);
    expect(await said('list')).toBe('no addresses\n');
    await makeVault(home);
  });

  it('gives out the anchors of the scheme, one after the other', async () => {
    const first = await json<AddressRow>('new', '--user', USER, '--chain', 'sol', '--label', 'a, "b"');
    expect(first).toMatchObject({
      address: SOLANA,
      chain: 'solana',
      scope: 'wallet',
      userId: USER,
      index: 0,
      fingerprint: '836a659b307ed276',
      label: 'a, "b"',
    });
    expect(await json<AddressRow>('new', '--user', USER, '--chain', 'solana')).toMatchObject({ index: 1 });
    const text = await said('new', '--user', USER, '--chain', 'polygon');
    expect(text).toMatch(new RegExp(`^address +${EVM}$`, 'm'));
    expect(text).toMatch(/^index +0 of evm$/m);
    const test = ['--scope', 'test', '--chain', 'btc', '--network', 'testnet', '--form', 'p2tr'];
    const other = await json<AddressRow>('new', '--user', 'ada', ...test);
    expect(other).toMatchObject({ network: 'testnet', form: 'p2tr', scope: 'test', index: 0 });
    expect(other.address).toMatch(/^tb1p/);
  });

  it('answers the same request id with the same address', async () => {
    const request = ['new', '--user', 'grace', '--chain', 'tron', '--request-id', 'deposit-0001'];
    const once = await json<AddressRow>(...request);
    expect(await json<AddressRow>(...request)).toEqual(once);
    expect(await refused('new', '--user', 'ada', '--chain', 'tron', '--request-id', 'deposit-0001')).toMatch(
      /^mrm: ADDRESS_REQUEST_REUSED: /,
    );
  });

  it('lists them, newest first, page by page, and all as CSV', async () => {
    const { items } = await json<{ items: AddressRow[]; next: string | null }>('list', '--user', USER);
    expect(items.map(({ chain, index }) => `${chain} ${index}`)).toEqual([
      'ethereum 0',
      'solana 1',
      'solana 0',
    ]);
    const table = await said('list', '--user', USER, '--limit', '2');
    expect(table).toMatch(/^ADDRESS +CHAIN +SCOPE +USER +INDEX +LABEL +GIVEN OUT \(UTC\)\n/);
    const [, cursor] = /\n… older ones: --cursor (\S+)\n$/.exec(table)!;
    const rest = await json<{ items: AddressRow[]; next: null }>('list', '--user', USER, '--cursor', cursor);
    expect(rest).toEqual({ items: [items[2]], next: null });

    const csv = await said('list', '--csv', '--chain', 'sol');
    const [head, ...lines] = csv.trimEnd().split('\n');
    expect(head).toBe(
      'id,address,chain,network,form,family,scope,userId,index,publicKey,fingerprint,label,createdAt',
    );
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`,${SOLANA},solana,mainnet,`);
    expect(lines[1]).toContain(',"a, ""b""",');
    expect(await json('list', '--search', 'grace', '--scope', 'wallet')).toMatchObject({
      items: [{ userId: 'grace', chain: 'tron' }],
      next: null,
    });
  });

  it('shows one by its address in any spelling, or its id, and changes its label', async () => {
    const row = await json<AddressRow>('show', EVM.toLowerCase());
    expect(row.address).toBe(EVM);
    expect(await json<AddressRow>('show', row.id)).toEqual(row);
    expect(await said('show', row.id)).not.toContain('█');
    expect(await said('label', EVM, 'Deposits')).toMatch(/^label +Deposits$/m);
    expect(await json<AddressRow>('show', row.id)).toEqual({ ...row, label: 'Deposits' });
    expect(await refused('show', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')).toMatch(
      /^mrm: ADDRESS_NOT_FOUND: 0x5aAe\w+ was not given out by this instance\n$/,
    );
    expect(await refused('show', '999')).toMatch(/^mrm: ADDRESS_NOT_FOUND: /);
    expect(await refused('show', 'nonsense')).toMatch(/^mrm: (DRXA_)?ADDRESS_\w+: /);
  });

  it('shows it with a QR code on a terminal', async () => {
    const at = openTerminal(['addresses', 'show', SOLANA, '--home', home], onTestFinished);
    await at.until(new RegExp(`address +${SOLANA}`));
    await at.until(/█/);
    expect(await at.ended).toBe(0);
  });

  it('verifies an address, and says whether it is one of ours', async () => {
    const ours = await json<Verified>('verify', SOLANA);
    expect(ours.readings).toEqual([
      { chain: 'solana', network: 'mainnet', kind: 'account', canonical: SOLANA, notes: ['no-checksum'] },
    ]);
    expect(ours.ours).toMatchObject([{ address: SOLANA, userId: USER }]);
    expect(await said('verify', EVM, '--chain', 'eth')).toMatch(
      new RegExp(`^ours: user ${USER}, scope wallet, index 0 \\(\\d+\\)$`, 'm'),
    );
    expect(await said('verify', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')).toContain(
      '\nnot given out by this instance\n',
    );
  });

  it('proves an address by deriving it anew, and fails where the vault is another', async () => {
    const proof = await json<AddressProof>('prove', SOLANA);
    expect(proof).toMatchObject({
      matches: true,
      derived: { address: SOLANA },
      fingerprint: '836a659b307ed276',
    });
    expect(await said('prove', EVM)).toMatch(
      new RegExp(`^${EVM}: derived by this vault \\(seed 836a659b307ed276`),
    );

    // Another vault under the same list.
    await instance.stop();
    rmSync(join(home, 'vault'), { recursive: true });
    instance = await startInstanceProcess({ home });
    const words = entropyToWords(Uint8Array.from({ length: 32 }, (_, at) => 255 - at));
    await runWithDescriptors(['keys', 'init', '--mnemonic', '--secret-fd', '3', '--home', home], {
      inputs: { 3: words },
    });
    const other = await mrm('prove', EVM);
    expect(other).toMatchObject({ code: 1, stdout: `${EVM}: NOT derived by this vault\n` });
    expect(other.stderr).toMatch(/^mrm: ADDRESS_DIFFERS: the vault derives 0x\w+ from the seed \w+, /);
  });

  it.each([
    [['new', '--user', 'x']],
    [['new', '--chain', 'sol']],
    [['list', '--csv', '--json']],
    [['list', '--csv', '--limit', '3']],
    [['list', '--limit', '0']],
    [['label', 'x']],
    [['prove']],
  ])('answers the wrong command line %j with exit code 2', async (args) => {
    const { code, stdout, stderr } = await mrm(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
  });

  it.each([
    [['--user', 'a\u0308', '--chain', 'sol'], /userId/],
    [['--user', 'ada', '--chain', 'nothing'], /chain/],
    [['--user', 'ada', '--chain', 'sol', '--form', 'p2tr'], /form/],
    [['--user', 'ada', '--chain', 'sol', '--scope', 'A B'], /scope/],
  ])('names the field of %j that is wrong', async (args, field) => {
    expect(await refused('new', ...args)).toMatch(field);
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { dataFile, describeWithData } from '@mrmarket/testkit/data-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const USDM = 'usdm_btcusdt_20240808.gz';
/** Keys of `--json`, in their order. */
const REPORT_KEYS = [
  'dataHash',
  'events',
  'wallMs',
  'orders',
  'cancels',
  'fills',
  'makerShare',
  'volume',
  'fees',
  'realizedPnl',
  'unrealizedPnl',
  'endInventory',
  'maxDrawdown',
  'quotedSpreadBp',
  'twoSidedShare',
  'tradeLogHash',
];

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `mrm paper` as a user would. */
function paper(args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'paper', ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { code: status, stdout, stderr };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Resolves once something in a folder has changed so that this holds. */
async function fileChange(path: string, holds: () => boolean): Promise<void> {
  const found = new AbortController();
  const signal = AbortSignal.any([found.signal, AbortSignal.timeout(30_000)]);
  const changes = watch(path, { signal });
  // The watch begins with the first step, so what happened before it is looked at after that.
  let next = changes.next();
  while (!holds()) {
    await next;
    next = changes.next();
  }
  found.abort();
  await next.catch(() => undefined);
}

describe('mrm paper', () => {
  it('prints one JSON object with the keys of the report', () => {
    const { code, stdout } = paper(['--json', '--duration', '60']);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(REPORT_KEYS);
  });

  it('prints a summary when it is not asked for JSON, and nothing but it on stdout', () => {
    const { code, stdout } = paper(['--duration', '30', '--speed', 'max']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^session {4}BTCUSDT on paper/);
  });

  it('writes a report that has no figure of the wall clock: the same run, the same bytes', () => {
    paper(['--json', '--duration', '60', '--report', 'a.html']);
    paper(['--json', '--duration', '60', '--report', 'b.html']);
    expect(readFileSync(join(folder, 'a.html'))).toEqual(readFileSync(join(folder, 'b.html')));
  });

  it('takes a symbol in small letters, and parameters from an editor that writes a byte order mark', () => {
    const params = file('bom.json', '\uFEFF{"levels":2}');
    const small = paper(['--duration', '5', '--speed', 'max', '--symbol', 'ethusdt', '--params', params]);
    expect(small.stdout).toMatch(/^session {4}ETHUSDT/);
    expect(small.code).toBe(0);
  });

  it('explains itself, with the parameters of the strategy', () => {
    const { code, stdout } = paper(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--replay');
    expect(stdout).toContain('bidSpreadBp');
  });
});

describe('mrm paper with bad input', () => {
  it('names the field, the limit and the value of a wrong parameter', () => {
    const params = file('params.json', JSON.stringify({ bidSpreadBp: -3 }));
    const { code, stderr } = paper(['--json', '--params', params]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/STRATEGY_BAD_PARAMETER: .*bidSpreadBp must be at least 0, got -3/);
  });

  it('names a parameter that does not exist, and a file that is no JSON or not there', () => {
    expect(paper(['--json', '--params', file('a.json', '{"spred":1}')]).stderr).toMatch(
      /spred is not a parameter/,
    );
    expect(paper(['--json', '--params', file('b.json', '{')]).stderr).toMatch(
      /SESSION_BAD_OPTION: --params: .*b\.json is not JSON/,
    );
    expect(paper(['--json', '--params', 'missing.json']).stderr).toMatch(
      /SESSION_BAD_OPTION: --params: cannot read missing\.json/,
    );
  });

  it('lists the strategies when it does not know one', () => {
    const { code, stderr } = paper(['--json', '--strategy', 'magic']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/STRATEGY_UNKNOWN: magic: .*known: pmm/);
  });

  it('names an amount that does not fit the instrument', () => {
    const error = (...args: string[]): string => paper(['--json', '--duration', '5', ...args]).stderr;
    expect(error('--price', '0.001')).toMatch(
      /SESSION_BAD_OPTION: start price: 0\.001 has more than 2 decimals/,
    );
    expect(error('--price', '1.5')).toMatch(
      /SESSION_BAD_OPTION: start price must be .* at least 1000 of them, got 1\.5/,
    );
    expect(error('--base', '0.1234567891')).toMatch(
      /SESSION_BAD_OPTION: base balance: 0\.1234567891 has more than 8 decimals/,
    );
    expect(error('--tick', '0')).toMatch(/MARKET_BAD_INSTRUMENT: tickSize must be above 0/);
  });

  it('names an order size beyond what the instrument allows', () => {
    const params = file('large.json', JSON.stringify({ orderQty: '99999999999999999999' }));
    expect(paper(['--json', '--params', params]).stderr).toMatch(
      /STRATEGY_BAD_PARAMETER: .*orderQty must be at most/,
    );
  });

  it('refuses a data folder where the system makes none', () => {
    const { code, stderr } = paper(['--json', '--duration', '5', '--data-dir', '/proc/mrm/data']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/DATA_FOLDER_UNUSABLE: .*\/proc\/mrm/);
  });

  it('names the option that does not fit the session in a data folder', () => {
    paper(['--json', '--duration', '5', '--data-dir', 'data']);
    expect(paper(['--json', '--duration', '5', '--data-dir', 'data', '--seed', '2']).stderr).toMatch(
      /JOURNAL_MISMATCH: the journal belongs to seed 1, not 2/,
    );
  });

  describeWithData('of a second day alone', ['spot_btcusdt_20240809.gz'], () => {
    it('says that there is no snapshot', () => {
      const { code, stderr } = paper(['--json', '--replay', dataFile('spot_btcusdt_20240809.gz')]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/SESSION_NO_SNAPSHOT: .*spot_btcusdt_20240809\.gz/);
    });
  });

  it('says why no order was sent', () => {
    expect(paper(['--json', '--duration', '5', '--quote', '0']).stderr).toMatch(
      /no order was sent: the strategy wanted none/,
    );
  });

  it('refuses wrong options with the usage code', () => {
    for (const args of [
      ['--speed', 'fast'],
      ['--speed', '0'],
      ['--quote', '1e4'],
      ['--tick', '-1'],
      ['--duration', 'long'],
      ['--product', 'margin'],
      ['--symbol', ''],
      ['--nonsense'],
    ]) {
      const { code, stderr } = paper(args);
      expect(code).toBe(2);
      expect(stderr).toContain(args[0]);
    }
  });

  it('names a recording that is missing, empty, or none at all', () => {
    expect(paper(['--json', '--replay', 'missing.gz'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/MARKET_CAPTURE_UNREADABLE: .*missing\.gz/) as string,
    });
    expect(paper(['--json', '--replay', file('empty.gz', '')])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/MARKET_CAPTURE_UNREADABLE: .*empty\.gz/) as string,
    });
    expect(paper(['--json', '--replay', file('notes.txt', 'hello\nworld\n')])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/MARKET_CAPTURE_\w+: .*notes\.txt/) as string,
    });
  });

  describeWithData('in a recording', [USDM], () => {
    it('names file and line of a bad line, and of a file that was cut', () => {
      const lines = gunzipSync(readFileSync(dataFile(USDM)))
        .toString('utf8')
        .split('\n')
        .slice(0, 300);
      const cut = file('cut.txt', lines.join('\n').slice(0, -20));
      expect(paper(['--json', '--replay', cut])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/MARKET_CAPTURE_TRUNCATED: .*cut\.txt.*300/) as string,
      });
      lines[199] = `${lines[199]?.slice(0, 40) ?? ''}oops`;
      const bad = file('bad.txt', `${lines.join('\n')}\n`);
      expect(paper(['--json', '--replay', bad])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/MARKET_CAPTURE_BAD_LINE: .*bad\.txt.*200/) as string,
      });
      const zipped = file('cut.gz', readFileSync(dataFile(USDM)).subarray(0, 100_000));
      expect(paper(['--json', '--replay', zipped])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/MARKET_CAPTURE_TRUNCATED: .*cut\.gz/) as string,
      });
    });

    it('refuses another symbol, product or step than the recording has', () => {
      for (const args of [
        ['--symbol', 'ETHUSDT'],
        ['--product', 'spot'],
      ]) {
        expect(paper(['--json', '--replay', dataFile(USDM), ...args])).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('MARKET_CAPTURE_MISMATCH') as string,
        });
      }
      expect(paper(['--json', '--replay', dataFile(USDM), '--tick', '1']).stderr).toMatch(
        /MARKET_CAPTURE_BAD_LINE: .*usdm_btcusdt_20240808\.gz/,
      );
    });
  });

  it('says when the report or the recording cannot be written', () => {
    expect(paper(['--json', '--duration', '5', '--report', 'no/such/folder.html'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/REPORT_WRITE_FAILED: .*no\/such/) as string,
    });
    expect(paper(['--json', '--duration', '5', '--record', 'no/such/file.txt'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/RECORDING_WRITE_FAILED: .*no\/such/) as string,
    });
  });

  it('learns before it runs that the report cannot be written', () => {
    const { code, stdout, stderr } = paper(['--duration', '5', '--data-dir', 'data', '--report', '.']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/REPORT_WRITE_FAILED: .*it is a folder/);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('never writes over a file that it reads, or twice to the same one', () => {
    const params = file('my.json', '{}');
    const error = (...args: string[]): string => paper(['--json', '--duration', '5', ...args]).stderr;
    expect(error('--params', 'my.json', '--report', './my.json')).toMatch(
      /SESSION_BAD_OPTION: --report: .*my\.json is the file of --params/,
    );
    expect(readFileSync(params, 'utf8')).toBe('{}');
    expect(paper(['--json', '--duration', '5', '--record', 'feed.txt']).code).toBe(0);
    expect(error('--replay', 'feed.txt', '--record', 'feed.txt')).toMatch(
      /SESSION_BAD_OPTION: --record: feed\.txt is the file of --replay/,
    );
    expect(error('--record', 'new.txt', '--report', './new.txt')).toMatch(/new\.txt is the file of --record/);
  });

  it('records as the name says, plain or compressed, and plays both again', () => {
    const run = (...args: string[]): Outcome => paper(['--json', ...args]);
    for (const name of ['plain.txt', 'packed.gz']) {
      expect(run('--duration', '20', '--record', name)).toMatchObject({ code: 0 });
      expect(run('--replay', name)).toMatchObject({ code: 0 });
    }
    const packed = readFileSync(join(folder, 'packed.gz'));
    expect(gunzipSync(packed).equals(readFileSync(join(folder, 'plain.txt')))).toBe(true);
  });

  it('says when the result cannot be written, and nothing when its reader has gone', () => {
    const shell = (to: string): Outcome => {
      const command = `set -o pipefail; "${process.execPath}" "${CLI}" paper --json --duration 5 ${to}`;
      const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
      return { code: status, stdout, stderr };
    };
    if (existsSync('/dev/full')) {
      const full = shell('> /dev/full');
      expect(full.code).toBe(1);
      expect(full.stderr).toMatch(/^mrm: OUTPUT_WRITE_FAILED: ENOSPC/m);
      expect(full.stderr).not.toContain('    at ');
    }
    const gone = shell('| true');
    expect(gone.code).toBe(0);
    expect(gone.stderr).not.toContain('EPIPE');
  });

  it('says when the data folder is a file', () => {
    const path = file('data', '');
    expect(paper(['--json', '--duration', '5', '--data-dir', path])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/DATA_FOLDER_UNUSABLE: .*data/) as string,
    });
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('halts on a full disk, says so, loses nothing, and goes on once there is room', () => {
    const data = join(folder, 'data');
    const shell = `ulimit -f 8; exec "${process.execPath}" "${CLI}" paper --json --duration 600 --data-dir "${data}"`;
    const full = spawnSync('bash', ['-c', shell], { encoding: 'utf8' });
    expect(full.status).toBe(1);
    expect(full.stderr).toMatch(/JOURNAL_WRITE_FAILED: .*journal\.log/);
    const before = JSON.parse(full.stdout) as { fills: number };
    const after = paper(['--json', '--duration', '60', '--data-dir', data]);
    expect(after.code).toBe(0);
    expect(after.stderr).toContain('going on with the session');
    expect((JSON.parse(after.stdout) as { fills: number }).fills).toBeGreaterThanOrEqual(before.fills - 1);
  });

  it('refuses a second process on the same data folder, and the first one is not disturbed', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const first = spawn(process.execPath, [CLI, 'paper', '--data-dir', data, '--speed', '1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    first.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await fileChange(data, () => existsSync(join(data, 'journal.log')));
    expect(paper(['--json', '--duration', '5', '--data-dir', data])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/DATA_FOLDER_LOCKED: .*another process/) as string,
    });
    first.kill('SIGTERM');
    const [code] = (await once(first, 'exit')) as [number];
    expect(code).toBe(0);
    expect(output).toContain('session');
  });

  it('F39 SIGINT stops in order, with the summary and exit code 0; the next start goes on', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const run = spawn(process.execPath, [CLI, 'paper', '--data-dir', data, '--speed', '50'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const journal = join(data, 'journal.log');
    const fills = (): boolean =>
      existsSync(journal) && readFileSync(journal, 'utf8').includes('"type":"fill"');
    await fileChange(data, fills);
    run.kill('SIGINT');
    const [code] = (await once(run, 'exit')) as [number];
    expect(code).toBe(0);
    const next = paper(['--json', '--duration', '10', '--data-dir', data]);
    expect(next.code).toBe(0);
    expect((JSON.parse(next.stdout) as { fills: number }).fills).toBeGreaterThan(0);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const DEBIAN_PATH = '/usr/bin/chromium';

/** No sandbox, because tests run as root in containers; nothing that talks to the network by itself. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Another process may be installing packages at the same moment: apt waits this long for its lock, seconds. */
const LOCK_TIMEOUT = '-oDPkg::Lock::Timeout=300';

const INSTALL = [
  ['update', '-qq', LOCK_TIMEOUT],
  ['install', '-y', '-qq', '--no-install-recommends', LOCK_TIMEOUT, 'chromium'],
] as const;

/**
 * Starts the Chromium that browser tests use: the one `CHROMIUM` names, else Debian's, which is installed first where
 * it is missing and this process may do so. Whoever starts it closes it.
 *
 * @throws Error that names the one command to type where there is no browser and no right to install it
 * @example
 * const browser = await launchChromium();
 * afterAll(() => browser.close());
 */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
}

/** Path of the browser, installed if need be; see {@link launchChromium}. */
export function chromiumPath(): string {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which does not exist; correct or unset it`);
  }
  if (!existsSync(DEBIAN_PATH)) install();
  return DEBIAN_PATH;
}

function install(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      'browser tests need Chromium: type `sudo apt-get install -y chromium`, or set CHROMIUM to the path of one',
    );
  }
  for (const args of INSTALL) {
    const { status, stderr } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stderr}`);
  }
}

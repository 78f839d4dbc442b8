import { existsSync, readdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { bytesText, spanText } from '../health/figures.ts';
import { below, THRESHOLDS } from '../health/thresholds.ts';
import type { Home } from '../home.ts';
import { fail, pass, warn } from './finding.ts';
import type { Finding } from './finding.ts';

/** What the program is written for. */
const NODE_MAJOR = 24;
/** Clocks are compared over this time, ms, and may differ by as much, ms. */
const CLOCK_LOOK_MS = 200;
const CLOCK_JUMP_MS = 50;
/** File systems round times. */
const FUTURE_MS = 2000;

export function nodeVersion(): Finding {
  const { node } = process.versions;
  if (Number(node.split('.')[0]) >= NODE_MAJOR) return pass('node', `Node ${node}`);
  return fail(
    'node',
    `Node ${node} is older than ${NODE_MAJOR}`,
    'run it through ./mrm, which brings its own',
  );
}

export async function freeDisk(home: Home): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearestFolder(home.path));
  const free = bavail * bsize;
  const detail = `${bytesText(free)} free for ${home.path}`;
  switch (below(free, THRESHOLDS.diskFree)) {
    case 'fail':
      return fail('disk', detail, 'make room: trading halts when the journal cannot be written');
    case 'warn':
      return warn('disk', detail, 'remove old backups or recordings, or enlarge the disk');
    default:
      return pass('disk', detail);
  }
}

/** The port of the configuration. @param ours address of the running instance, where one runs */
export async function portFree({ host, port }: Config, ours: string | undefined): Promise<Finding> {
  if (ours !== undefined) return pass('port', `the instance listens on ${ours}`);
  const code = await new Promise<string | undefined>((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      done(error.code ?? error.message);
    });
    server.listen({ host, port }, () => {
      server.close(() => {
        done(undefined);
      });
    });
  });
  if (code === undefined) return pass('port', `${port} on ${host} is free`);
  const detail =
    code === 'EADDRINUSE' ? `${port} on ${host} is in use` : `cannot listen on ${host}:${port}: ${code}`;
  return fail('port', detail, 'stop what listens there, or set another host or port in config.json');
}

/** Whether the clock jumps, and whether it stands before the times of files that were written by it. */
export async function clockSane(home: Home): Promise<Finding> {
  const before = clockOffset();
  await pause(CLOCK_LOOK_MS);
  const jump = clockOffset() - before;
  const fix = 'switch on time synchronisation (NTP)';
  if (Math.abs(jump) > CLOCK_JUMP_MS)
    return warn('clock', `it moved by ${Math.round(jump)} ms against a steady one`, fix);
  const ahead = newestFile(home) - Date.now();
  if (ahead > FUTURE_MS)
    return fail('clock', `it stands ${spanText(ahead)} before files the instance has written`, fix);
  return pass('clock', new Date().toISOString());
}

/** The clock less a steady one, ms. Of several reads the largest: others may work between its two halves. */
function clockOffset(): number {
  return Math.max(...Array.from({ length: 5 }, () => Date.now() - performance.now()));
}

/** The console, as the wrapper script builds it. */
export function consoleBuilt(webRoot: string): Finding {
  const page = join(webRoot, '200.html');
  if (existsSync(page))
    return pass('console', `built ${spanText(Math.max(0, Date.now() - statSync(page).mtimeMs))} ago`);
  return warn('console', 'not built yet: there would only be the API', './mrm start builds it');
}

function newestFile({ path }: Home): number {
  if (!existsSync(path)) return 0;
  return Math.max(0, ...readdirSync(path).map((name) => statSync(join(path, name)).mtimeMs));
}

/** The folder, or the one above it that will hold it. */
export function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

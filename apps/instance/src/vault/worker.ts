/**
 * The signing process. It alone opens the vault and has its keys. `client.ts` starts it, with an empty environment and
 * few permissions; it ends when main does.
 */
import { closeSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { answer, checkedRequest, refusalOf } from './answer.ts';
import { Channel } from './channel.ts';
import type { Reply, Request } from './protocol.ts';
import { CHANNEL_FD, DESCRIPTOR_FD, readStartOptions } from './start-options.ts';
import { SigningProcess, wipeAll } from './signing-process.ts';
import { VaultError } from './vault-error.ts';

/** Requests that wait; more are refused. */
const MOST_WAITING = 256;
const MOST_TYPED_BYTES = 8192;
const NEWLINE = 0x0a;

const options = readStartOptions(process.argv[2]);
const socket = new Socket({ fd: CHANNEL_FD });
const waiting: Request[] = [];
let working = false;
let ending = false;
let idle: NodeJS.Timeout | undefined;

const signing = open();
const channel = new Channel(socket, receive);
// Main is gone: there is nobody left to sign for.
socket.on('close', () => {
  signing.wipe();
  process.exit();
});
socket.on('error', () => socket.destroy());
channel.send({ event: 'ready', status: signing.status() } satisfies Reply);
restartIdle();

function open(): SigningProcess {
  try {
    const opened = new SigningProcess({ ...options, readDescriptor });
    if (options.unlockAtStart && !opened.absent && opened.status().unattended) tryUnlock(opened);
    return opened;
  } catch (error) {
    // Main reads why from the last line of this process.
    process.stderr.write(`${JSON.stringify(refusalOf(error))}\n`);
    process.exit(1);
  }
}

/** A key file that is away leaves the vault locked; whoever asks for an unlock is told why. */
function tryUnlock(opened: SigningProcess): void {
  try {
    opened.unlock(undefined, options.leastRev);
  } catch (error) {
    process.stderr.write(`${JSON.stringify(refusalOf(error))}\n`);
  }
}

function receive(message: unknown): void {
  // Its keys are gone, and nothing may bring them back.
  if (ending) return;
  let request: Request;
  try {
    request = checkedRequest(message);
    if (waiting.length >= MOST_WAITING)
      throw new VaultError('VAULT_BUSY', `${MOST_WAITING} requests wait already; try again`);
  } catch (error) {
    const seq = seqOf(message);
    if (seq === undefined) socket.destroy();
    else send({ seq, error: refusalOf(error) });
    return;
  }
  waiting.push(request);
  if (!working) setImmediate(work);
  working = true;
}

/** What to answer to, even where the rest is no request. */
function seqOf(message: unknown): number | undefined {
  const { seq } = Object(message) as { seq?: unknown };
  return Number.isSafeInteger(seq) && (seq as number) >= 0 ? (seq as number) : undefined;
}

function work(): void {
  const request = ending ? undefined : waiting.shift();
  working = request !== undefined;
  if (request === undefined) return;
  const { state } = signing.status();
  const reply = answer(signing, request);
  const status = signing.status();
  if (status.state !== state) send({ event: 'changed', status });
  send(reply);
  if (request.op === 'lock') end();
  else setImmediate(work);
  if (request.op !== 'status') restartIdle();
}

function send(reply: Reply): void {
  try {
    channel.send(reply);
  } catch (error) {
    if (!('seq' in reply)) throw error;
    channel.send({
      seq: reply.seq,
      error: { code: 'VAULT_INPUT', message: 'the answer is too long; ask for less' },
    });
  }
}

/** A vault that a person opened, and words that nobody confirms, go when nobody asks for anything. */
function restartIdle(): void {
  clearTimeout(idle);
  const opened = signing.isUnlocked && !signing.unlocked.unattended;
  if (options.autoLockMs === 0 || !(opened || signing.ceremony !== undefined)) return;
  idle = setTimeout(() => {
    if (signing.isUnlocked) signing.ledger.audit('locked', { idle: true });
    end();
  }, options.autoLockMs);
}

/** What the runtime has copied goes with the process. */
function end(): void {
  ending = true;
  signing.wipe();
  send({ event: 'locking', status: signing.status() });
  socket.end(() => process.exit());
}

/** As many lines of the descriptor as are needed, once; a terminal gives one at a time, a pipe may just end. */
function readDescriptor(lines: number): Buffer[] {
  if (!options.descriptor)
    throw new VaultError('VAULT_INPUT', 'the signing process has no descriptor, or has read it already');
  const bytes = Buffer.alloc(MOST_TYPED_BYTES);
  let length = 0;
  try {
    for (;;) {
      const read = readSync(DESCRIPTOR_FD, bytes, length, bytes.length - length, null);
      length += read;
      const found = linesOf(bytes.subarray(0, length));
      if (read === 0 || length === bytes.length) return found;
      if (found.length >= lines && bytes[length - 1] === NEWLINE) return found;
      wipeAll(found);
    }
  } catch (error) {
    throw new VaultError('VAULT_INPUT', 'the descriptor cannot be read', { cause: error });
  } finally {
    bytes.fill(0);
    options.descriptor = false;
    closeSync(DESCRIPTOR_FD);
  }
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start) lines.push(Buffer.from(bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

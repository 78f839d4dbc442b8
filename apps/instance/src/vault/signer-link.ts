import { Value } from 'typebox/value';
import { Channel } from './channel.ts';
import { REQUESTS, ReplySchema } from './protocol.ts';
import type { Op, Params, Reply, Result, VaultStatus } from './protocol.ts';
import { problemOf } from './schema-problem.ts';
import { spawnSigner } from './spawn-signer.ts';
import type { SpawnedSigner } from './spawn-signer.ts';
import type { StartOptions } from './start-options.ts';
import { VAULT_STATUS, VaultError } from './vault-error.ts';
import type { VaultErrorCode } from './vault-error.ts';

/** Requests without an answer; more are refused here. */
const MOST_OPEN = 256;
const MOST_SAID = 4096;

/** Why a signing process ended: somebody locked it, it was idle, main ended it, or nobody knows. */
export type EndReason = 'asked' | 'idle' | 'closed' | 'crash';

export interface LinkEnd {
  readonly reason: EndReason;
  /** What it said last, or that it said nothing. */
  readonly why: VaultError;
}

interface OpenRequest {
  readonly op: Op;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: VaultError) => void;
}

/** One signing process from its start to its end. */
export class SignerLink {
  readonly pid: number | undefined;
  /** @throws VaultError when it ended before it was ready */
  readonly ready: Promise<VaultStatus>;
  readonly ended: Promise<LinkEnd>;
  readonly #channel: Channel | undefined;
  readonly #kill: () => void = () => undefined;
  readonly #open = new Map<number, OpenRequest>();
  readonly #onStatus: (status: VaultStatus) => void;
  #seq = 0;
  #over = false;
  /** It said what no signing process says: nothing more is believed. */
  #broken = false;
  #reason: EndReason = 'crash';

  /**
   * @param descriptor a file descriptor that the process gets unread
   * @param onStatus told whenever the vault's state has changed
   * @param spawn starts the process
   */
  constructor(
    start: StartOptions,
    onStatus: (status: VaultStatus) => void,
    descriptor?: number,
    spawn: typeof spawnSigner = spawnSigner,
  ) {
    this.#onStatus = onStatus;
    const ready = Promise.withResolvers<VaultStatus>();
    const ended = Promise.withResolvers<LinkEnd>();
    this.ready = ready.promise;
    this.ended = ended.promise;
    let spawned: SpawnedSigner;
    try {
      spawned = spawn(start, descriptor);
    } catch (error) {
      // It ended before it began; who holds this is told as of any other end.
      const why = error as VaultError;
      this.#over = true;
      ready.reject(why);
      ended.resolve({ reason: 'crash', why });
      return;
    }
    const { child, socket } = spawned;
    this.pid = child.pid;
    this.#kill = () => child.kill('SIGKILL');
    this.#channel = new Channel(socket, (message) => this.#receive(message, ready.resolve));
    socket.on('error', () => socket.destroy());
    // A process without a channel is of no use, and would wait for ever.
    socket.on('close', this.#kill);
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_SAID);
    });
    child.on('error', (error) => {
      said = error.message;
    });
    child.on('close', () => {
      const why = lastRefusal(said);
      this.#over = true;
      ready.reject(why);
      for (const { reject } of this.#open.values())
        reject(down('the signing process ended before it answered; ask again with the same id'));
      this.#open.clear();
      ended.resolve({ reason: this.#reason, why });
    });
  }

  /** @throws VaultError as `VaultClient.request` */
  request<O extends Op>(op: O, params: Params<O>): Promise<Result<O>> {
    const problem = problemOf(REQUESTS[op].params, params);
    if (problem !== undefined) return Promise.reject(new VaultError('VAULT_INPUT', `${op}: ${problem}`));
    if (this.#over) return Promise.reject(down('the signing process is down; it starts again by itself'));
    if (this.#open.size >= MOST_OPEN)
      return Promise.reject(new VaultError('VAULT_BUSY', `${MOST_OPEN} requests wait already; try again`));
    this.#seq += 1;
    const seq = this.#seq;
    return new Promise<Result<O>>((resolve, reject) => {
      this.#open.set(seq, { op, resolve: resolve as (result: unknown) => void, reject });
      try {
        this.#channel?.send({ seq, op, params });
      } catch {
        this.#open.delete(seq);
        reject(new VaultError('VAULT_INPUT', 'the request is longer than 256 KiB'));
      }
    });
  }

  /** Ends the process now, with its keys. */
  close(): void {
    this.#reason = 'closed';
    this.#kill();
  }

  #receive(message: unknown, ready: (status: VaultStatus) => void): void {
    if (this.#broken) return;
    if (!Value.Check(ReplySchema, message)) {
      this.#broken = true;
      this.#kill();
      return;
    }
    const reply: Reply = message;
    if ('event' in reply) {
      this.#onStatus(reply.status);
      if (reply.event === 'ready') ready(reply.status);
      if (reply.event === 'locking' && this.#reason === 'crash') this.#reason = 'idle';
      return;
    }
    const request = this.#open.get(reply.seq);
    if (request === undefined) return;
    this.#open.delete(reply.seq);
    if ('error' in reply) {
      const { code, message: text, retryAfterSec } = reply.error;
      request.reject(new VaultError(codeOf(code), text, { retryAfterSec }));
    } else if (Value.Check(REQUESTS[request.op].result, reply.result)) {
      if (request.op === 'lock') this.#reason = 'asked';
      request.resolve(reply.result);
    } else {
      request.reject(new VaultError('VAULT_FAILED', `the signing process gave no answer to ${request.op}`));
    }
  }
}

function down(message: string): VaultError {
  return new VaultError('VAULT_DOWN', message);
}

function codeOf(text: string): VaultErrorCode {
  return Object.hasOwn(VAULT_STATUS, text) ? (text as VaultErrorCode) : 'VAULT_FAILED';
}

/** The last line that is a refusal; other output of a process that fell is not passed on, as it may hold anything. */
function lastRefusal(said: string): VaultError {
  for (const line of said.trim().split('\n').reverse()) {
    try {
      const { code, message } = JSON.parse(line) as { code?: unknown; message?: unknown };
      if (typeof code === 'string' && typeof message === 'string')
        return new VaultError(codeOf(code), message);
    } catch {
      // Not one of our lines.
    }
  }
  return down('the signing process ended without a word');
}

import { createHash, createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InstanceError } from '../../errors.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { WallClock } from '../ports.ts';

const METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const KEEP_MS = 24 * 3600_000;
const SWEEP_MS = 3600_000;

/**
 * Never kept: answers that hold what is shown once (codes, tokens, keys, sealed secrets, challenges), and the kill
 * switch, which is harmless to repeat and must not depend on a database that can be written. What is typed for the vault
 * is sealed to a key that opens once, so a repeat is refused there.
 */
const WITHOUT = [
  '/api/auth/',
  '/api/me/',
  '/api/step-up',
  '/api/users',
  '/api/api-keys',
  '/api/access/',
  '/api/keys',
  '/api/kill',
];

interface Stored {
  readonly status: number;
  readonly response: string;
}

interface Claim {
  readonly actor: string;
  readonly key: string;
  readonly finish: (answer: Stored | undefined) => void;
}

/**
 * A command with the header `Idempotency-Key` is done once: a repeat within 24 hours gets the first one's answer, also
 * while that is still under way. Kept are answers of commands that were done, and those of faults, where nobody knows
 * what was done; a refused command changed nothing and may be sent again under the same key.
 */
export class Idempotency {
  readonly #prisma: PrismaClient;
  readonly #clock: WallClock;
  /** Commands under way in this process. */
  readonly #running = new Map<string, Promise<Stored | undefined>>();
  readonly #claims = new WeakMap<FastifyRequest, Claim>();
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(parameters: { readonly prisma: PrismaClient; readonly clock: WallClock }) {
    this.#prisma = parameters.prisma;
    this.#clock = parameters.clock;
  }

  /** Register it before the step-up is checked: a confirmation is good once, and a repeat needs none. */
  register(app: FastifyInstance): void {
    app.addHook('preHandler', async (request, reply) => {
      const answer = await this.#before(request);
      if (answer === undefined) return undefined;
      reply.header('idempotency-replayed', 'true').code(answer.status);
      return reply.type('application/json; charset=utf-8').send(answer.response);
    });
    app.addHook('onSend', async (request, reply, payload) => {
      await this.#after(request, reply, payload);
      return payload;
    });
  }

  async #before(request: FastifyRequest): Promise<Stored | undefined> {
    const sent = keyOf(request);
    if (sent === undefined) return undefined;
    const actor = `${request.actor!.kind}:${request.actor!.id}`;
    const key = createHash('sha256').update(sent).digest('hex');
    const route = `${request.method} ${request.url}`;
    // Keyed with the sent key, which is stored nowhere: a body's password cannot be guessed from it.
    const bodyHash = createHmac('sha256', sent).update(JSON.stringify(request.sentBody)).digest('hex');
    const name = `${actor} ${key}`;
    for (;;) {
      const running = this.#running.get(name);
      if (running === undefined) break;
      await running;
    }
    const { promise, resolve } = Promise.withResolvers<Stored | undefined>();
    this.#running.set(name, promise);
    const finish = (answer: Stored | undefined) => {
      this.#running.delete(name);
      resolve(answer);
    };
    try {
      await this.#sweep();
      const stored = await this.#prisma.command.findUnique({ where: { actor_key: { actor, key } } });
      if (stored === null) {
        const createdAt = BigInt(this.#clock.now());
        await this.#prisma.command.create({ data: { actor, key, route, bodyHash, createdAt } });
        this.#claims.set(request, { actor, key, finish });
        return undefined;
      }
      finish(undefined);
      if (stored.route !== route || stored.bodyHash !== bodyHash) {
        throw new InstanceError(
          'IDEMPOTENCY_CONFLICT',
          'This Idempotency-Key was used for another request; take a new key for each command',
        );
      }
      if (stored.status === null || stored.response === null) {
        throw new InstanceError(
          'IDEMPOTENCY_INTERRUPTED',
          'The instance stopped while this command was under way; look at what was done, then send it with a new key',
        );
      }
      return { status: stored.status, response: stored.response };
    } catch (error) {
      finish(undefined);
      throw error;
    }
  }

  async #after(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
    const claim = this.#claims.get(request);
    if (claim === undefined) return;
    this.#claims.delete(request);
    const { actor, key, finish } = claim;
    const status = reply.statusCode;
    const where = { actor_key: { actor, key } };
    try {
      if (status >= 400 && status < 500) {
        await this.#prisma.command.delete({ where });
        finish(undefined);
        return;
      }
      const response = typeof payload === 'string' ? payload : '';
      await this.#prisma.command.update({ where, data: { status, response } });
      finish({ status, response });
    } catch (error) {
      // The act is done, and its answer is what counts; a repeat is told that the first was interrupted.
      request.log.error({ err: error }, 'the answer of a command could not be kept');
      finish(undefined);
    }
  }

  async #sweep(): Promise<void> {
    const now = this.#clock.now();
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    await this.#prisma.command.deleteMany({ where: { createdAt: { lt: BigInt(now - KEEP_MS) } } });
  }
}

/** The key of a request that can be repeated. @throws InstanceError `REQUEST_INVALID` for one of a wrong form */
function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || request.is404 || request.actor === undefined || !METHODS.has(request.method))
    return undefined;
  if (WITHOUT.some((path) => request.url.startsWith(path))) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{8,100}$/.test(key)) return key;
  throw new InstanceError('REQUEST_INVALID', 'An Idempotency-Key has 8 to 100 characters without spaces', {
    problems: [{ field: 'Idempotency-Key', message: 'must have 8 to 100 characters without spaces' }],
  });
}

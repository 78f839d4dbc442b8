import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InstanceError } from '../../errors.ts';

/** Requests a minute of one user, program or address. */
export interface RateLimits {
  readonly reads: number;
  readonly writes: number;
}

/** Far above what a console with all its pages needs, and below what keeps the trading loop from its work. */
export const DEFAULT_RATE_LIMITS: RateLimits = { reads: 18_000, writes: 1_200 };

const SAFE = new Set(['GET', 'HEAD']);

/** Keeps one caller from taking the whole machine. The kill switch is never limited, sign-in has its own backoff. */
export async function limitRates(app: FastifyInstance, limits: RateLimits): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    timeWindow: 60_000,
    max: (request) => (SAFE.has(request.method) ? limits.reads : limits.writes),
    keyGenerator: (request) => `${SAFE.has(request.method) ? 'read' : 'write'} ${callerOf(request)}`,
    allowList: isExempt,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    errorResponseBuilder: (_request, { ttl }) =>
      new InstanceError('RATE_LIMITED', `Too many requests; try again in ${Math.ceil(ttl / 1000)} s`, {
        retryAfterSec: ttl / 1000,
      }),
  });
}

function callerOf(request: FastifyRequest): string {
  const { actor, ip } = request;
  return actor === undefined ? ip : `${actor.kind} ${actor.sessionId ?? actor.id} ${ip}`;
}

function isExempt(request: FastifyRequest): boolean {
  const [path] = request.url.split('?');
  return !path.startsWith('/api/') || path.startsWith('/api/kill') || path.startsWith('/api/auth/');
}

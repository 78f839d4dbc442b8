import type { FastifyRequest } from 'fastify';
import { InstanceError } from '../errors.ts';
import type { Actor, RouteAccess } from './actor.ts';
import type { Client } from './context.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined where nobody is signed in. Set before any handler runs. */
    actor: Actor | undefined;
  }
  interface FastifyContextConfig {
    /** Who may use the route. */
    access?: RouteAccess;
  }
}

/** Who asks. @throws InstanceError NOT_SIGNED_IN */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === undefined) throw new InstanceError('NOT_SIGNED_IN', 'Sign in first');
  return request.actor;
}

/** The person who asks, for what belongs to people. @throws InstanceError NOT_SIGNED_IN, FORBIDDEN */
export function personOf(request: FastifyRequest): Actor {
  const actor = actorOf(request);
  if (actor.kind !== 'user') {
    throw new InstanceError('FORBIDDEN', 'This belongs to a person; sign in with a browser');
  }
  return actor;
}

/** Where a request comes from. */
export function clientOf(request: FastifyRequest): Client {
  return {
    ip: request.ip,
    device: request.headers['user-agent'] ?? 'unknown',
    cookie: request.headers.cookie,
    requestId: request.id,
  };
}

import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../access/actor.ts';
import type { Client } from '../../access/context.ts';
import { InstanceError } from '../../errors.ts';
import type { Asker } from '../../keys/keys.ts';
import { actorOf } from '../plugins/access-guard.ts';

/** The person who asks, for what belongs to people. @throws InstanceError NOT_SIGNED_IN, FORBIDDEN */
export function personOf(request: FastifyRequest): Actor {
  const actor = actorOf(request);
  if (actor.kind === 'user') return actor;
  throw new InstanceError('FORBIDDEN', 'This belongs to a person; sign in with a browser');
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

/** Who asks, for what is recorded. @throws InstanceError NOT_SIGNED_IN */
export function askerOf(request: FastifyRequest): Asker {
  return { actor: actorOf(request), requestId: request.id };
}

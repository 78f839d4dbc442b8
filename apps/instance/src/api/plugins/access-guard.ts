import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hasRole } from '../../access/actor.ts';
import type { Actor, RouteAccess } from '../../access/actor.ts';
import { isLoopback } from '../../access/addresses.ts';
import type { Access } from '../../access/access.ts';
import { InstanceError } from '../../errors.ts';
import type { OwnOrigins } from './own-origins.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may; see {@link RouteAccess}. Every route has one. */
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** Who asks; undefined on public routes when nobody is signed in. */
    actor: Actor | undefined;
    /** The body as it was sent, before defaults are filled in; null without one. */
    sentBody: unknown;
  }
}

export type AccessGate = Pick<Access, 'authenticate' | 'checkStepUp'>;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets nobody in who may not. Everything but the step-up, which is bound to the body, is decided before a byte of the
 * body is read. Register it before the routes.
 */
export function guardAccess(app: FastifyInstance, parts: { access: AccessGate; origins: OwnOrigins }): void {
  const { access, origins } = parts;
  app.decorateRequest('actor');
  app.decorateRequest('sentBody', null);

  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined) {
      throw new Error(
        `route ${String(route.method)} ${route.url} does not say who may use it (config.access)`,
      );
    }
  });

  app.addHook('onRequest', async (request) => {
    const { headers } = request;
    if (!origins.isOwnHost(headers.host)) {
      throw new InstanceError(
        'HOST_REFUSED',
        'This server does not answer to that name; add it to the public origins of the configuration',
      );
    }
    if (!SAFE.has(request.method)) refuseForeignPage(request, origins);
    if (request.is404) return;
    const rule = request.routeOptions.config.access;
    if (rule === undefined) throw new InstanceError('FORBIDDEN', 'Nobody may use this route');
    if (rule.loopback === true && !(isLoopback(request.ip) && origins.isLoopbackRequest(headers))) {
      throw new InstanceError(
        'LOOPBACK_ONLY',
        'This can be done only on the machine itself, at http://127.0.0.1',
      );
    }
    if (rule.role === 'public' && !request.url.startsWith('/api/')) return;
    request.actor = await access.authenticate({
      cookie: headers.cookie,
      authorization: headers.authorization,
      ip: request.ip,
      device: headers['user-agent'] ?? '',
    });
    if (rule.role !== 'public') refuseUnlessAllowed(request, rule, rule.role);
  });

  app.addHook('preValidation', async (request) => {
    request.sentBody = request.body ?? null;
  });

  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.access?.stepUp === true) await demandStepUp(request, access);
  });
}

/** Who asks, on routes that are not public. @throws InstanceError `NOT_SIGNED_IN` */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === undefined) throw new InstanceError('NOT_SIGNED_IN', 'Sign in first');
  return request.actor;
}

/**
 * For routes where only some requests are dangerous, e.g. raising a risk limit: only the owner may, and confirms it.
 *
 * @throws InstanceError `FORBIDDEN`, `STEP_UP_REQUIRED`
 */
export async function demandOwnerStepUp(request: FastifyRequest, access: AccessGate): Promise<void> {
  const actor = actorOf(request);
  if (!hasRole(actor, 'owner') || actor.kind === 'api-key')
    throw new InstanceError('FORBIDDEN', 'Only the owner may do this');
  await demandStepUp(request, access);
}

async function demandStepUp(request: FastifyRequest, access: AccessGate): Promise<void> {
  const actor = actorOf(request);
  const header = request.headers['x-step-up'];
  const token = typeof header === 'string' ? header : undefined;
  const act = { method: request.method, path: request.url, body: request.sentBody };
  if (actor.kind === 'cli' || (await access.checkStepUp(actor, token, act))) return;
  throw new InstanceError(
    'STEP_UP_REQUIRED',
    'Confirm this act first (POST /api/step-up with exactly this request), then send it again with the header X-Step-Up',
  );
}

/** Cross-site request forgery: a browser says where a request comes from, and a cookie alone proves nothing. */
function refuseForeignPage(request: FastifyRequest, origins: OwnOrigins): void {
  const { origin, host, cookie, authorization } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const byCookie = cookie !== undefined && authorization === undefined;
  const foreign = origin === undefined ? byCookie : !origins.isOwnOrigin(origin, host);
  if (!foreign && (site === undefined || site === 'same-origin')) return;
  throw new InstanceError(
    'ORIGIN_REFUSED',
    'This request does not come from a page of this server (its Origin is missing or foreign)',
  );
}

function refuseUnlessAllowed(
  request: FastifyRequest,
  rule: RouteAccess,
  role: 'viewer' | 'operator' | 'owner',
): void {
  const actor = actorOf(request);
  if (!hasRole(actor, role))
    throw new InstanceError('FORBIDDEN', `Only the role ${role} may do this; you are ${actor.role}`);
  if (actor.scopes === undefined) return;
  const scope = rule.scope ?? (request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'none');
  if (scope === 'none') throw new InstanceError('FORBIDDEN', 'No API key may do this; sign in');
  if (!actor.scopes.includes(scope)) {
    throw new InstanceError('FORBIDDEN', `This API key has no scope ${scope}; make one that has it`);
  }
}

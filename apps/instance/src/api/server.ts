import { randomUUID } from 'node:crypto';
import websocket from '@fastify/websocket';
import Fastify, { LogController } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { fastifyLogger } from '../log/fastify-logger.ts';
import { MAX_CLIENT_FRAME } from '../live/live-hub.ts';
import { apiRoutes } from './api-routes.ts';
import { guardAccess } from './plugins/access-guard.ts';
import { answerErrors } from './plugins/error-answers.ts';
import { compressAnswers } from './plugins/compressed-answers.ts';
import { Idempotency } from './plugins/idempotency.ts';
import { describeApi } from './plugins/openapi.ts';
import { OwnOrigins } from './plugins/own-origins.ts';
import { DEFAULT_RATE_LIMITS, limitRates } from './plugins/rate-limits.ts';
import type { RateLimits } from './plugins/rate-limits.ts';
import { requestValidator } from './plugins/request-validation.ts';
import { addSecurityHeaders } from './plugins/security-headers.ts';
import { serveConsole } from './plugins/static-pages.ts';
import type { Services } from './services.ts';

/** Of a route that names none: one that is misspelled is refused there too. */
const NO_PARAMETERS = Type.Object({});
const BODY_LIMIT = 256 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
/** How long a stop waits for answers that are under way. */
const CLOSE_GRACE_MS = 2000;

export interface ServerOptions {
  /** Folder of the built console; without one only the API is served. */
  readonly webRoot?: string | undefined;
  /** Address it will be bound to. */
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Origins beside its own that people reach it at, e.g. `https://market.example.org` of a tunnel. */
  readonly publicOrigins?: readonly string[] | undefined;
  /** A request that is not complete after this time is cut. Default 15 s. */
  readonly requestTimeoutMs?: number | undefined;
  readonly rateLimits?: RateLimits | undefined;
}

/** The instance's HTTP server with all routes; `listen` or `inject` is up to the caller. */
export async function buildServer(services: Services, options: ServerOptions): Promise<FastifyInstance> {
  const { log } = services;
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const app: FastifyInstance = Fastify({
    loggerInstance: fastifyLogger(log),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    requestTimeout,
    http: {
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(1000, Math.ceil(requestTimeout / 4)),
    },
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
    // Its stack belongs to the log, not to whoever sent an address that cannot be read.
    frameworkErrors: (error, request, reply) => app.errorHandler(error, request, reply),
  });
  app.setValidatorCompiler(requestValidator);
  app.setSerializerCompiler(() => JSON.stringify);
  // JSON alone: a form or a text, which any page may send without being asked, is no command.
  app.removeContentTypeParser('text/plain');
  answerErrors(app, log);

  const origins = new OwnOrigins({
    host: options.host,
    port: () => listeningPort(app),
    publicOrigins: options.publicOrigins,
  });
  services.metrics.observeRequests(app);
  // Before the guard: only so is the connection of an upgrade that the guard refuses closed.
  await app.register(websocket, {
    options: { maxPayload: MAX_CLIENT_FRAME, perMessageDeflate: false },
    preClose: (done) => {
      services.live.close();
      app.websocketServer.close();
      cutLateConnections(app);
      done();
    },
  });
  await addSecurityHeaders(app);
  await serveConsole(app, { webRoot: options.webRoot, access: services.access });
  new Idempotency({ prisma: services.database.prisma, clock: services.clock }).register(app);
  compressAnswers(app);
  guardAccess(app, { access: services.access, origins });
  await limitRates(app, options.rateLimits ?? DEFAULT_RATE_LIMITS);
  await describeApi(app);
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/')) route.schema = { querystring: NO_PARAMETERS, ...route.schema };
  });
  for (const routes of apiRoutes(services, origins)) await app.register(routes);
  return app;
}

/** Browsers open connections in advance, and somebody may send half a request: neither may hold up a stop. */
function cutLateConnections(app: FastifyInstance): void {
  const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
  timer.unref();
  app.server.once('close', () => clearTimeout(timer));
}

/** Undefined while it does not listen: then it answers only what is injected. */
function listeningPort(app: FastifyInstance): number | undefined {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sendError } from './error-answers.ts';

const YEAR = 'public, max-age=31536000, immutable';

/**
 * Serves the built console. Each file has a route of its own, made at the start: no path that a request names is ever
 * looked for on the disk. Everything else that is not the API is a page of the console, which `200.html` draws.
 */
export async function serveConsole(app: FastifyInstance, webRoot: string | undefined): Promise<void> {
  const built = webRoot !== undefined && existsSync(join(webRoot, '200.html'));
  if (built) {
    const files: FastifyStaticOptions = {
      root: webRoot,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const immutable = path.includes(`${sep}_app${sep}immutable${sep}`);
        reply.header('cache-control', immutable ? YEAR : 'no-cache');
      },
    };
    // For `sendFile` below; the routes are made apart, where each gets its access rule.
    await app.register(fastifyStatic, { ...files, serve: false });
    await app.register(async (pages) => {
      pages.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: { role: 'public' } };
      });
      await pages.register(fastifyStatic, {
        ...files,
        wildcard: false,
        extensions: ['html'],
        decorateReply: false,
      });
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?');
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !/^\/(api|_app)(\/|$)/.test(path);
    if (isPage && built) return reply.sendFile('200.html');
    const message =
      isPage && webRoot !== undefined
        ? 'The console is not built; run ./mrm start, which builds it'
        : `There is nothing at ${request.method} ${path}`;
    return sendError(request, reply, { status: 404, code: 'NOT_FOUND', message });
  });
}

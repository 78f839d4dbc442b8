import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { AccessGate } from './access-guard.ts';
import { sendError } from './error-answers.ts';
import { PageHead } from './page-head.ts';

const YEAR = 'public, max-age=31536000, immutable';

/**
 * Serves the built console. Each file has a route of its own, made at the start: no path that a request names is ever
 * looked for on the disk. Everything else that is not the API is a page of the console, which `200.html` draws.
 */
export async function serveConsole(
  app: FastifyInstance,
  { webRoot, access }: { webRoot: string | undefined; access: Pick<AccessGate, 'authenticate'> },
): Promise<void> {
  const built = webRoot !== undefined && existsSync(join(webRoot, '200.html'));
  const pageHead = built ? new PageHead(webRoot) : undefined;
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
  app.setNotFoundHandler(async (request, reply) => {
    const [path] = request.url.split('?');
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !/^\/(api|_app)(\/|$)/.test(path);
    if (isPage && pageHead !== undefined) {
      const { cookie, 'accept-language': languages, 'user-agent': device = '' } = request.headers;
      const signedIn = (await access.authenticate({ cookie, ip: request.ip, device })) !== undefined;
      reply.header('cache-control', 'no-cache');
      return reply.type('text/html; charset=utf-8').send(pageHead.pageAt(path, { signedIn, languages }));
    }
    const message =
      isPage && webRoot !== undefined
        ? 'The console is not built; run ./mrm start, which builds it'
        : `There is nothing at ${request.method} ${path}`;
    return sendError(request, reply, { status: 404, code: 'NOT_FOUND', message });
  });
}

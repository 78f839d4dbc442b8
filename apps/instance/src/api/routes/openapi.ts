import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';

/** `GET /api/openapi.json`: this API, described. */
export const openapiRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    method: 'GET',
    url: '/api/openapi.json',
    config: { access: { role: 'viewer' } },
    schema: { hide: true },
    handler: async (_request, reply) => reply.send(app.swagger()),
  });
};

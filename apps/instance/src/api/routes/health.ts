import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { HealthService } from '../ports.ts';
import { Health } from '../schemas/manage.ts';

/** How the parts of the instance are. */
export const healthRoutes =
  (services: { readonly health: HealthService }): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/health',
      { config: { access: { role: 'viewer', scope: 'read' } }, schema: { response: { 200: Health } } },
      async () => services.health.read(),
    );
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Health } from '../schemas/manage.ts';
import type { Services } from '../services.ts';

const Probe = Type.Object({ status: Health.properties.state });

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What other programs ask: is it well (`/health`, open to everybody and saying nothing else), and its figures. */
export const probeRoutes =
  (services: Pick<Services, 'health' | 'metrics'>): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.route({
      method: 'GET',
      url: '/health',
      config: { access: { role: 'public' } },
      schema: {
        summary: 'Is it well',
        description: '200, or 503 when something has failed.',
        tags: ['health'],
        response: { 200: Probe, 503: Probe },
      },
      handler: async (_request, reply) => {
        const { state } = await services.health.read();
        return reply.code(state === 'fail' ? 503 : 200).send({ status: state });
      },
    });

    app.route({
      method: 'GET',
      url: '/metrics',
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        summary: 'Figures for Prometheus',
        tags: ['health'],
        response: {
          200: { description: 'Text format 0.0.4.', content: { [METRICS_TYPE]: { schema: Type.String() } } },
        },
      },
      handler: async (_request, reply) => reply.type(METRICS_TYPE).send(services.metrics.text()),
    });
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { KillRequest, KillStatus } from '../schemas/bots.ts';
import { Empty } from '../schemas/common.ts';
import { actorOf } from '../plugins/access-guard.ts';
import type { Services } from '../services.ts';

/** The kill switch. It is asked for once and then watched; asking again does no harm. */
export const killRoutes =
  ({ bots }: Pick<Services, 'bots'>): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.route({
      method: 'GET',
      url: '/api/kill',
      config: { access: { role: 'viewer' } },
      schema: { summary: 'How far the kill switch has come', tags: ['kill'], response: { 200: KillStatus } },
      handler: async () => bots.killStatus(),
    });

    app.route({
      method: 'POST',
      url: '/api/kill',
      config: { access: { role: 'operator', scope: 'trade' } },
      schema: {
        summary: 'Stop everything, or what the scope names',
        description: 'Cancels all orders and stops the bots. Never limited in rate.',
        tags: ['kill'],
        body: KillRequest,
        response: { 200: KillStatus },
      },
      handler: async (request) => bots.kill(request.body, actorOf(request)),
    });

    app.route({
      method: 'POST',
      url: '/api/kill/lift',
      config: { access: { role: 'owner', stepUp: true } },
      schema: {
        summary: 'Allow starting again',
        tags: ['kill'],
        body: Empty,
        response: { 200: KillStatus },
      },
      handler: async (request) => bots.liftKill(actorOf(request)),
    });
  };

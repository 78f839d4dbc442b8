import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { InstanceError } from '../../errors.ts';
import { actorOf } from '../plugins/access-guard.ts';
import type { OwnOrigins } from '../plugins/own-origins.ts';
import type { Services } from '../services.ts';

/**
 * `GET /api/live`: the one socket for everything that changes, see schemas/live.ts. It takes no commands. A browser
 * sends its cookie along from any page, so the page's Origin has to be ours.
 */
export const liveRoutes =
  (services: Pick<Services, 'live' | 'access'>, origins: OwnOrigins): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { access, live } = services;
    const forget = access.sessions.onEnded((sessionId) => live.disconnect(sessionId));
    app.addHook('onClose', async () => {
      forget();
    });

    app.route({
      method: 'GET',
      url: '/api/live',
      config: { access: { role: 'viewer' } },
      schema: {
        summary: 'Live socket',
        description: 'WebSocket; frames are ClientFrame and ServerFrame.',
        tags: ['live'],
      },
      preHandler: async (request) => {
        const { origin, host, authorization } = request.headers;
        const foreign =
          origin === undefined ? authorization === undefined : !origins.isOwnOrigin(origin, host);
        if (foreign)
          throw new InstanceError('ORIGIN_REFUSED', 'This socket is not opened by a page of this server');
      },
      handler: async () => {
        throw new InstanceError('REQUEST_INVALID', 'Open this address as a WebSocket');
      },
      wsHandler: (socket, request) => {
        const { cookie, authorization, 'user-agent': device = '' } = request.headers;
        const { ip } = request;
        const stillAllowed =
          authorization === undefined
            ? undefined
            : async () => (await access.authenticate({ cookie, authorization, ip, device })) !== undefined;
        live.connect(socket, actorOf(request), stillAllowed);
      },
    });
  };

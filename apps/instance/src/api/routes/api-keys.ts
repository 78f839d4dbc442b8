import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Access } from '../../access/access.ts';
import type { RouteAccess } from '../../access/actor.ts';
import { actorOf } from '../plugins/access-guard.ts';
import { ApiKeyRow, CreateApiKey, NewApiKey } from '../schemas/access.ts';
import { Empty, IdParams } from '../schemas/common.ts';

const OWNER: RouteAccess = { role: 'owner', scope: 'none' };

/** Keys for programs. */
export const apiKeyRoutes =
  (services: { readonly access: Access }): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { apiKeys } = services.access;

    app.get(
      '/api/api-keys',
      {
        config: { access: OWNER },
        schema: { response: { 200: Type.Object({ items: Type.Array(ApiKeyRow) }) } },
      },
      async () => ({ items: await apiKeys.list() }),
    );

    app.post(
      '/api/api-keys',
      {
        config: { access: { ...OWNER, stepUp: true } },
        schema: { body: CreateApiKey, response: { 200: NewApiKey } },
      },
      async (request) => apiKeys.create(request.body, actorOf(request), request.id),
    );

    app.delete(
      '/api/api-keys/:id',
      { config: { access: OWNER }, schema: { params: IdParams, response: { 200: Empty } } },
      async (request) => {
        await apiKeys.revoke(request.params.id, actorOf(request), request.id);
        return {};
      },
    );
  };

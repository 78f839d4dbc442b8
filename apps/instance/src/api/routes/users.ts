import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Access } from '../../access/access.ts';
import type { RouteAccess } from '../../access/actor.ts';
import { actorOf } from '../plugins/access-guard.ts';
import { CreateUser, EditUser, User } from '../schemas/access.ts';
import { Empty, IdParams } from '../schemas/common.ts';

const OWNER: RouteAccess = { role: 'owner', scope: 'none' };
const OWNER_CONFIRMED: RouteAccess = { ...OWNER, stepUp: true };

/** The people of the instance and their roles. */
export const userRoutes =
  (services: { readonly access: Access }): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { users } = services.access;

    app.get(
      '/api/users',
      { config: { access: OWNER }, schema: { response: { 200: Type.Object({ items: Type.Array(User) }) } } },
      async () => ({ items: await users.list() }),
    );

    app.post(
      '/api/users',
      { config: { access: OWNER_CONFIRMED }, schema: { body: CreateUser, response: { 200: User } } },
      async (request) => users.create(request.body, actorOf(request), request.id),
    );

    app.patch(
      '/api/users/:id',
      {
        config: { access: OWNER_CONFIRMED },
        schema: { params: IdParams, body: EditUser, response: { 200: User } },
      },
      async (request) => users.edit(request.params.id, request.body, actorOf(request), request.id),
    );

    app.delete(
      '/api/users/:id',
      { config: { access: OWNER_CONFIRMED }, schema: { params: IdParams, response: { 200: Empty } } },
      async (request) => {
        await users.remove(request.params.id, actorOf(request), request.id);
        return {};
      },
    );
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Empty } from '../schemas/common.ts';
import { Backup } from '../schemas/manage.ts';
import { actorOf } from '../plugins/access-guard.ts';
import type { Services } from '../services.ts';

const operator = { access: { role: 'operator' } } as const;

/** Backups of the instance's databases. Restoring one is a matter of the command line: the instance has to be stopped. */
export const backupRoutes =
  ({ backups, audit }: Pick<Services, 'backups' | 'audit'>): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.route({
      method: 'GET',
      url: '/api/backups',
      config: operator,
      schema: {
        summary: 'All backups, newest first',
        tags: ['backups'],
        response: { 200: Type.Object({ items: Type.Array(Backup) }) },
      },
      handler: async () => ({ items: await backups.list() }),
    });

    app.route({
      method: 'POST',
      url: '/api/backups',
      config: operator,
      schema: { summary: 'Make a backup now', tags: ['backups'], body: Empty, response: { 200: Backup } },
      handler: async (request) => {
        const actor = actorOf(request);
        const backup = await backups.create(actor);
        await audit.record({ actor, action: 'backup.create', target: backup.name, requestId: request.id });
        return backup;
      },
    });
  };

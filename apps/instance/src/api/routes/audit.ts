import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { AuditLog } from '../../audit/audit-log.ts';
import { Page, PageQuery } from '../schemas/common.ts';
import { AuditRow } from '../schemas/manage.ts';

const AuditQuery = Type.Object(
  {
    ...PageQuery.properties,
    /** `user.role`, or a family such as `user`. */
    action: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    /** Name of who did it. */
    actor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false },
);

/** Who did what. */
export const auditRoutes =
  (services: { readonly audit: AuditLog }): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/audit',
      {
        config: { access: { role: 'operator', scope: 'read' } },
        schema: { querystring: AuditQuery, response: { 200: Page(AuditRow) } },
      },
      async (request) => services.audit.page(request.query),
    );
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { LogStore } from '../ports.ts';
import { Page, PageQuery } from '../schemas/common.ts';
import { LogLine } from '../schemas/live.ts';

const LogQuery = Type.Object(
  {
    ...PageQuery.properties,
    cursor: Type.Optional(Type.String({ pattern: '^\\d{1,16}$' })),
    /** This level and those above it. */
    level: Type.Optional(LogLine.properties.level),
    /** Text in message, source or fields; case does not matter. */
    search: Type.Optional(Type.String({ maxLength: 200 })),
    source: Type.Optional(Type.String({ maxLength: 60 })),
  },
  { additionalProperties: false },
);

/** The newest lines of the log, with secrets masked. */
export const logRoutes =
  (services: { readonly log: LogStore }): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/logs',
      {
        config: { access: { role: 'operator', scope: 'read' } },
        schema: { querystring: LogQuery, response: { 200: Page(LogLine) } },
      },
      async (request) => services.log.page(request.query),
    );
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import {
  BotDetail,
  BotEvent,
  BotSummary,
  CreateBot,
  EditBot,
  FillRow,
  LiftRequest,
  OrderRow,
  Preview,
  PreviewRequest,
  Series,
  SeriesQuery,
} from '../schemas/bots.ts';
import { Empty, IdParams, Page, PageQuery } from '../schemas/common.ts';
import { actorOf, demandOwnerStepUp } from '../plugins/access-guard.ts';
import type { Services } from '../services.ts';

const viewer = { access: { role: 'viewer' } } as const;
const operator = { access: { role: 'operator', scope: 'trade' } } as const;
const tags = ['bots'];

/** Bots: making, changing and running them, and what they did. */
export const botRoutes =
  ({ bots, access }: Pick<Services, 'bots' | 'access'>): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.route({
      method: 'GET',
      url: '/api/bots',
      config: viewer,
      schema: {
        summary: 'All bots',
        tags,
        response: { 200: Type.Object({ items: Type.Array(BotSummary) }) },
      },
      handler: async () => ({ items: bots.list() }),
    });

    app.route({
      method: 'POST',
      url: '/api/bots',
      config: operator,
      schema: { summary: 'Make a bot', tags, body: CreateBot, response: { 200: BotDetail } },
      handler: async (request) => bots.create(request.body, actorOf(request)),
    });

    app.route({
      method: 'POST',
      url: '/api/bots/preview',
      config: operator,
      schema: {
        summary: 'What a strategy would quote',
        description: 'On the book of a bot at work, or on a moment of a paper market. Changes nothing.',
        tags,
        body: PreviewRequest,
        response: { 200: Preview },
      },
      handler: async ({ body }) => bots.preview(body),
    });

    app.route({
      method: 'GET',
      url: '/api/bots/:id',
      config: viewer,
      schema: { summary: 'One bot', tags, params: IdParams, response: { 200: BotDetail } },
      handler: async ({ params }) => bots.get(params.id),
    });

    app.route({
      method: 'PATCH',
      url: '/api/bots/:id',
      config: operator,
      schema: {
        summary: 'Change a bot',
        description:
          'Parameters marked `runtime` may change while it runs. Raising a risk limit is for the owner, with step-up.',
        tags,
        params: IdParams,
        body: EditBot,
        response: { 200: BotDetail },
      },
      handler: async (request) => {
        if (bots.raisesLimit(request.params.id, request.body)) await demandOwnerStepUp(request, access);
        return bots.edit(request.params.id, request.body, actorOf(request));
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/bots/:id',
      config: operator,
      schema: {
        summary: 'Remove a bot',
        description:
          'Stops it first, and answers once its orders are known to be gone. Orders and fills are kept.',
        tags,
        params: IdParams,
        response: { 200: Empty },
      },
      handler: async (request) => {
        await bots.remove(request.params.id, actorOf(request));
        return {};
      },
    });

    for (const [verb, summary] of [
      ['start', 'Start a bot'],
      ['pause', 'Pull its quotes; hedges and exits go on'],
      ['resume', 'Quote again after a pause'],
      ['stop', 'Stop it: no new orders, own orders cancelled and verified'],
    ] as const) {
      app.route({
        method: 'POST',
        url: `/api/bots/:id/${verb}`,
        config: operator,
        schema: { summary, tags, params: IdParams, response: { 200: BotDetail } },
        handler: async (request) => bots[verb](request.params.id, actorOf(request)),
      });
    }

    app.route({
      method: 'POST',
      url: '/api/bots/:id/lift',
      config: operator,
      schema: {
        summary: 'Lift a halt or another restriction',
        description: 'A halt by the kill switch or a loss limit is lifted by the owner, with step-up.',
        tags,
        params: IdParams,
        body: LiftRequest,
        response: { 200: BotDetail },
      },
      handler: async (request) => {
        const { params, body } = request;
        const restriction = bots.get(params.id).restrictions.find(({ key }) => key === body.key);
        if (restriction?.mode === 'HALTED') await demandOwnerStepUp(request, access);
        return bots.lift(params.id, body.key, actorOf(request));
      },
    });

    app.route({
      method: 'GET',
      url: '/api/bots/:id/orders',
      config: viewer,
      schema: {
        summary: 'Its orders, newest first',
        tags,
        params: IdParams,
        querystring: Type.Object({ ...PageQuery.properties, open: Type.Optional(Type.Boolean()) }),
        response: { 200: Page(OrderRow) },
      },
      handler: async ({ params, query }) => bots.orders(params.id, query),
    });

    app.route({
      method: 'GET',
      url: '/api/bots/:id/fills',
      config: viewer,
      schema: {
        summary: 'Its fills, newest first',
        tags,
        params: IdParams,
        querystring: PageQuery,
        response: { 200: Page(FillRow) },
      },
      handler: async ({ params, query }) => bots.fills(params.id, query),
    });

    app.route({
      method: 'GET',
      url: '/api/bots/:id/events',
      config: viewer,
      schema: {
        summary: 'What happened to it, newest first',
        tags,
        params: IdParams,
        querystring: PageQuery,
        response: { 200: Page(BotEvent) },
      },
      handler: async ({ params, query }) => bots.events(params.id, query),
    });

    app.route({
      method: 'GET',
      url: '/api/bots/:id/series',
      config: viewer,
      schema: {
        summary: 'Points of its charts',
        tags,
        params: IdParams,
        querystring: SeriesQuery,
        response: { 200: Series },
      },
      handler: async ({ params, query }) => bots.series(params.id, query),
    });
  };

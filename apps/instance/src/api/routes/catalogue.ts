import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { RiskLimitsSchema } from '@mrmarket/engine/risk-limits';
import { Type } from 'typebox';
import { InstanceError } from '../../errors.ts';
import { Markets, Overview, StrategyInfo } from '../schemas/bots.ts';
import type { Services } from '../services.ts';

const viewer = { access: { role: 'viewer' } } as const;

/** What there is: the overview, strategies, markets, and the schema of risk limits. */
export const catalogueRoutes =
  ({ bots }: Pick<Services, 'bots'>): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.route({
      method: 'GET',
      url: '/api/overview',
      config: viewer,
      schema: {
        summary: 'Totals, bots and what needs attention',
        tags: ['overview'],
        response: { 200: Overview },
      },
      handler: async () => bots.overview(),
    });

    app.route({
      method: 'GET',
      url: '/api/strategies',
      config: viewer,
      schema: {
        summary: 'All strategies',
        tags: ['strategies'],
        response: { 200: Type.Object({ items: Type.Array(StrategyInfo) }) },
      },
      handler: async () => ({ items: bots.strategies() }),
    });

    app.route({
      method: 'GET',
      url: '/api/strategies/:name',
      config: viewer,
      schema: {
        summary: 'One strategy with the schema of its parameters',
        tags: ['strategies'],
        params: Type.Object({ name: Type.String({ minLength: 1, maxLength: 40 }) }),
        response: { 200: StrategyInfo },
      },
      handler: async ({ params }) => {
        const found = bots.strategies().find((strategy) => strategy.name === params.name);
        if (found !== undefined) return found;
        throw new InstanceError(
          'STRATEGY_NOT_FOUND',
          `There is no strategy ${params.name}; GET /api/strategies lists them`,
        );
      },
    });

    app.route({
      method: 'GET',
      url: '/api/markets',
      config: viewer,
      schema: {
        summary: 'Markets that a paper bot can trade on',
        tags: ['markets'],
        response: { 200: Markets },
      },
      handler: async () => bots.markets(),
    });

    app.route({
      method: 'GET',
      url: '/api/risk-limits/schema',
      config: viewer,
      schema: {
        summary: 'JSON Schema of the risk limits',
        tags: ['bots'],
        response: { 200: Type.Object({ schema: Type.Unknown() }) },
      },
      handler: async () => ({ schema: RiskLimitsSchema }),
    });
  };

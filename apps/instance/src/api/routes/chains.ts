import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { chainList } from '../../addresses/chains.ts';
import { ChainInfo } from '../schemas/addresses.ts';

/** The chains that keys and addresses are made for. */
export const chainRoutes = (): FastifyPluginAsyncTypebox => async (app) => {
  const items = chainList();

  app.get(
    '/api/chains',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        summary: 'Chains that addresses are made for',
        response: { 200: Type.Object({ items: Type.Array(ChainInfo) }) },
      },
    },
    async () => ({ items }),
  );
};

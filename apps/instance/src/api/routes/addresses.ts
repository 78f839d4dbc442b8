import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  AddressProof,
  AddressQuery,
  AddressRow,
  AddressVerified,
  CreateAddress,
  EditAddress,
  VerifyAddress,
} from '../schemas/addresses.ts';
import { Empty, IdParams, Page } from '../schemas/common.ts';
import type { Services } from '../services.ts';
import { askerOf } from './requester.ts';

const viewer = { access: { role: 'viewer' } } as const;
const operator = { access: { role: 'operator' } } as const;

/** Addresses of the vault's keys. */
export const addressRoutes =
  ({ addresses }: Pick<Services, 'addresses'>): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/addresses',
      {
        config: viewer,
        schema: {
          summary: 'Addresses, newest first',
          querystring: AddressQuery,
          response: { 200: Page(AddressRow) },
        },
      },
      async (request) => addresses.page(request.query),
    );

    app.post(
      '/api/addresses',
      {
        config: operator,
        schema: {
          summary: 'Make the next address of a user',
          description:
            'The same requestId with the same request answers the same address for ever, also while the vault is locked.',
          body: CreateAddress,
          response: { 200: AddressRow },
        },
      },
      async (request) => addresses.create(request.body, askerOf(request)),
    );

    app.post(
      '/api/addresses/verify',
      {
        config: { access: { role: 'viewer', scope: 'read' } },
        schema: {
          summary: 'Read any address with its checksum, and say whether it is ours',
          body: VerifyAddress,
          response: { 200: AddressVerified },
        },
      },
      async (request) => addresses.verify(request.body),
    );

    app.get(
      '/api/addresses/:id',
      { config: viewer, schema: { params: IdParams, response: { 200: AddressRow } } },
      async (request) => addresses.get(request.params.id),
    );

    app.patch(
      '/api/addresses/:id',
      {
        config: operator,
        schema: {
          summary: 'Name an address',
          params: IdParams,
          body: EditAddress,
          response: { 200: AddressRow },
        },
      },
      async (request) => addresses.label(request.params.id, request.body.label, askerOf(request)),
    );

    app.post(
      '/api/addresses/:id/prove',
      {
        config: operator,
        schema: {
          summary: 'Have the vault derive an address anew, and compare',
          params: IdParams,
          body: Empty,
          response: { 200: AddressProof },
        },
      },
      async (request) => addresses.prove(request.params.id, askerOf(request)),
    );
  };

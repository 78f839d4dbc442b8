import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';
import type { RouteAccess } from '../../access/actor.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import * as access from '../schemas/access.ts';
import * as addresses from '../schemas/addresses.ts';
import * as bots from '../schemas/bots.ts';
import * as common from '../schemas/common.ts';
import * as keys from '../schemas/keys.ts';
import * as live from '../schemas/live.ts';
import * as manage from '../schemas/manage.ts';

/** Where a schema's name stands until it becomes a reference. */
const NAME = 'x-schema-name';

type Json = Readonly<Record<string, unknown>>;

/** Schemas that pages need by name and that are not whole answers with an `$id`; frames of the socket are in no route. */
const NAMED: Readonly<Record<string, TSchema>> = {
  BotResult: bots.BotResult,
  BotMarket: bots.BotMarket,
  Instrument: bots.Instrument,
  SamplePoint: bots.SamplePoint,
  Series: bots.Series,
  Preview: bots.Preview,
  PreviewRequest: bots.PreviewRequest,
  CreateBot: bots.CreateBot,
  EditBot: bots.EditBot,
  OrderRow: bots.OrderRow,
  OpenOrder: bots.OpenOrder,
  Restriction: bots.Restriction,
  Markets: bots.Markets,
  HealthItem: manage.HealthItem,
  Backup: manage.Backup,
  CreateAlertTarget: manage.CreateAlertTarget,
  WebAuthnOptions: access.WebAuthnOptions,
  NewApiKey: access.NewApiKey,
  Act: access.Act,
  StepUp: access.StepUp,
  ServerFrame: live.ServerFrame,
  ClientFrame: live.ClientFrame,
};

/** Describes the routes as OpenAPI 3.1, with every schema that has a name as a component. Register it before them. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  const components = componentSchemas();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mr.Market',
        version: packageJson.version,
        description: 'One instance: bots, money, people. Amounts are decimal strings, times ISO 8601 in UTC.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: '__Host-mrm' },
          bearer: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ schema: described(schema, route), url }),
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('the document is not OpenAPI 3');
      const { openapiObject } = document;
      const schemas = Object.fromEntries(
        [...components].map(([name, schema]) => {
          const { [NAME]: _, ...fields } = withNames(schema) as Json;
          return [name, withReferences(fields)];
        }),
      );
      const paths = withAnswersNamed(withReferences(openapiObject.paths));
      return { ...openapiObject, paths, components: { ...openapiObject.components, schemas } } as never;
    },
  });
}

/** Hides pages, and adds to each route who may and how it refuses. */
function described(schema: FastifySchema | undefined, route: RouteOptions): FastifySchema {
  const access = route.config?.access;
  if (access === undefined || schema?.hide === true || !/^\/(api|health|metrics)/.test(route.url)) {
    return { hide: true };
  }
  const { response, ...rest } = schema ?? {};
  const answers = { ...(response as object | undefined), default: common.ErrorBody };
  return {
    tags: [/^\/api\/([^/]+)/.exec(route.url)?.[1] ?? 'health'],
    ...(withNames(rest) as FastifySchema),
    description: [rest.description, whoMay(access, route)].filter((text) => text !== undefined).join(' '),
    security: access.role === 'public' ? [] : [{ session: [] }, { bearer: [] }],
    response: withNames(answers),
  };
}

function whoMay(access: RouteAccess, route: RouteOptions): string {
  const { role, loopback = false, stepUp = false } = access;
  const scope = access.scope ?? (route.method === 'GET' ? 'read' : 'none');
  const words = [role === 'public' ? 'Public.' : `Role ${role}.`];
  if (role !== 'public') words.push(scope === 'none' ? 'No API key.' : `API keys with scope ${scope}.`);
  if (stepUp) words.push('Needs X-Step-Up.');
  if (loopback) words.push('Only from the machine itself.');
  return words.join(' ');
}

function componentSchemas(): Map<string, TSchema> {
  const found = new Map<string, TSchema>(Object.entries(NAMED));
  for (const part of [common, bots, keys, addresses, live, manage, access]) {
    for (const value of Object.values(part)) {
      if (isRecord(value) && typeof value['$id'] === 'string') found.set(value['$id'], value);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A copy that names its schemas in a way the generator leaves alone: `$id` makes it invent names of its own. */
function withNames(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (!isRecord(value) || typeof value['$id'] !== 'string') return value;
    const { $id, ...rest } = value;
    return { ...rest, [NAME]: $id };
  });
}

/** Puts a reference in the place of each schema that has a name. */
function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (!isRecord(value)) return value;
  const name = value[NAME];
  if (typeof name === 'string') return { $ref: `#/components/schemas/${name}` };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item)]));
}

/** Says what an answer is where the generator says nothing. */
function withAnswersNamed(paths: unknown): unknown {
  return JSON.parse(JSON.stringify(paths), (key, value: unknown) => {
    if (!isRecord(value) || value['description'] !== 'Default Response') return value;
    return { ...value, description: key === 'default' ? 'Refused' : 'Done' };
  });
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

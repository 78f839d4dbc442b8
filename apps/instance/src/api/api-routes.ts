import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { OwnOrigins } from './plugins/own-origins.ts';
import { accessRoutes } from './routes/access.ts';
import { addressRoutes } from './routes/addresses.ts';
import { alertRoutes } from './routes/alerts.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { auditRoutes } from './routes/audit.ts';
import { backupRoutes } from './routes/backups.ts';
import { botRoutes } from './routes/bots.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { chainRoutes } from './routes/chains.ts';
import { healthRoutes } from './routes/health.ts';
import { keyRoutes } from './routes/keys.ts';
import { killRoutes } from './routes/kill.ts';
import { liveRoutes } from './routes/live.ts';
import { logRoutes } from './routes/logs.ts';
import { meRoutes } from './routes/me.ts';
import { openapiRoutes } from './routes/openapi.ts';
import { probeRoutes } from './routes/probes.ts';
import { userRoutes } from './routes/users.ts';
import type { Services } from './services.ts';

/** Every route of the instance, in the order of the reference. */
export function apiRoutes(services: Services, origins: OwnOrigins): FastifyPluginAsyncTypebox[] {
  return [
    accessRoutes(services),
    meRoutes(services),
    userRoutes(services),
    apiKeyRoutes(services),
    auditRoutes(services),
    botRoutes(services),
    catalogueRoutes(services),
    killRoutes(services),
    keyRoutes(services),
    chainRoutes(),
    addressRoutes(services),
    alertRoutes(services),
    healthRoutes(services),
    logRoutes(services),
    backupRoutes(services),
    probeRoutes(services),
    liveRoutes(services, origins),
    openapiRoutes,
  ];
}

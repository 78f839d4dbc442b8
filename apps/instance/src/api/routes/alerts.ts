import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { RouteAccess } from '../../access/actor.ts';
import type { AlertService } from '../../alerts/alert-service.ts';
import { actorOf } from '../plugins/access-guard.ts';
import type { Audit, AuditEntry } from '../ports.ts';
import { Empty, IdParams, Page, PageQuery } from '../schemas/common.ts';
import {
  Alert,
  AlertDelivery,
  AlertRule,
  AlertTarget,
  CreateAlertRule,
  CreateAlertTarget,
  EditAlertRule,
  EditAlertTarget,
  SilenceRequest,
} from '../schemas/manage.ts';

const LOOK: RouteAccess = { role: 'viewer', scope: 'read' };
const MANAGE_LOOK: RouteAccess = { role: 'operator', scope: 'read' };
const MANAGE: RouteAccess = { role: 'operator', scope: 'none' };

const AcknowledgeRequest = Type.Object(
  { alertId: SilenceRequest.properties.alertId },
  { additionalProperties: false },
);
const DeliveryQuery = Type.Object(PageQuery.properties, { additionalProperties: false });

/** Alerts, their rules and targets, and what was sent. */
export const alertRoutes =
  (services: { readonly alerts: AlertService; readonly audit: Audit }): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { alerts, audit } = services;
    const record = (request: FastifyRequest, entry: Omit<AuditEntry, 'actor' | 'requestId'>): Promise<void> =>
      audit.record({ actor: actorOf(request), requestId: request.id, ...entry });

    app.get(
      '/api/alerts',
      { config: { access: LOOK }, schema: { response: { 200: Type.Object({ items: Type.Array(Alert) }) } } },
      async () => ({ items: alerts.list() }),
    );

    app.post(
      '/api/alerts/silence',
      { config: { access: MANAGE }, schema: { body: SilenceRequest, response: { 200: Alert } } },
      async (request) => {
        const { alertId, minutes } = request.body;
        const alert = await alerts.silence(alertId, minutes);
        await record(request, { action: 'alert.silence', target: alertId, after: { minutes } });
        return alert;
      },
    );

    app.post(
      '/api/alerts/acknowledge',
      { config: { access: MANAGE }, schema: { body: AcknowledgeRequest, response: { 200: Alert } } },
      async (request) => {
        const { alertId } = request.body;
        const alert = await alerts.acknowledge(alertId, actorOf(request).name);
        await record(request, { action: 'alert.acknowledge', target: alertId });
        return alert;
      },
    );

    app.get(
      '/api/alert-rules',
      {
        config: { access: LOOK },
        schema: { response: { 200: Type.Object({ items: Type.Array(AlertRule) }) } },
      },
      async () => ({ items: alerts.rules() }),
    );

    app.post(
      '/api/alert-rules',
      { config: { access: MANAGE }, schema: { body: CreateAlertRule, response: { 200: AlertRule } } },
      async (request) => {
        const rule = await alerts.createRule(request.body);
        await record(request, { action: 'alert-rule.create', target: rule.id, after: rule });
        return rule;
      },
    );

    app.patch(
      '/api/alert-rules/:id',
      {
        config: { access: MANAGE },
        schema: { params: IdParams, body: EditAlertRule, response: { 200: AlertRule } },
      },
      async (request) => {
        const { id } = request.params;
        const before = alerts.rule(id);
        const after = await alerts.editRule(id, request.body);
        await record(request, { action: 'alert-rule.edit', target: id, before, after });
        return after;
      },
    );

    app.delete(
      '/api/alert-rules/:id',
      { config: { access: MANAGE }, schema: { params: IdParams, response: { 200: Empty } } },
      async (request) => {
        const { id } = request.params;
        const before = alerts.rule(id);
        await alerts.removeRule(id);
        await record(request, { action: 'alert-rule.delete', target: id, before });
        return {};
      },
    );

    app.get(
      '/api/alert-targets',
      {
        config: { access: MANAGE_LOOK },
        schema: { response: { 200: Type.Object({ items: Type.Array(AlertTarget) }) } },
      },
      async () => ({ items: await alerts.targets() }),
    );

    app.post(
      '/api/alert-targets',
      { config: { access: MANAGE }, schema: { body: CreateAlertTarget, response: { 200: AlertTarget } } },
      async (request) => {
        const target = await alerts.createTarget(request.body);
        await record(request, { action: 'alert-target.create', target: target.id, after: shortOf(target) });
        return target;
      },
    );

    app.patch(
      '/api/alert-targets/:id',
      {
        config: { access: MANAGE },
        schema: { params: IdParams, body: EditAlertTarget, response: { 200: AlertTarget } },
      },
      async (request) => {
        const { id } = request.params;
        const before = await alerts.target(id);
        const after = await alerts.editTarget(id, request.body);
        await record(request, {
          action: 'alert-target.edit',
          target: id,
          before: shortOf(before),
          after: shortOf(after),
        });
        return after;
      },
    );

    app.delete(
      '/api/alert-targets/:id',
      { config: { access: MANAGE }, schema: { params: IdParams, response: { 200: Empty } } },
      async (request) => {
        const { id } = request.params;
        const before = await alerts.target(id);
        await alerts.removeTarget(id);
        await record(request, { action: 'alert-target.delete', target: id, before: shortOf(before) });
        return {};
      },
    );

    app.post(
      '/api/alert-targets/:id/test',
      {
        config: { access: MANAGE },
        schema: { params: IdParams, body: Type.Optional(Empty), response: { 200: AlertDelivery } },
      },
      async (request) => {
        const { id } = request.params;
        const delivery = await alerts.testTarget(id);
        const outcome = delivery.state === 'sent' ? 'done' : 'failed';
        await record(request, { action: 'alert-target.test', target: id, outcome });
        return delivery;
      },
    );

    app.get(
      '/api/alert-deliveries',
      {
        config: { access: MANAGE_LOOK },
        schema: { querystring: DeliveryQuery, response: { 200: Page(AlertDelivery) } },
      },
      async (request) => alerts.deliveries.page(request.query),
    );
  };

/** What the audit log keeps of a target. */
function shortOf({ kind, name, enabled, summary }: AlertTarget): object {
  return { kind, name, enabled, summary };
}

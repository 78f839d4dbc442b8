import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebhookReceiver, status } from '../../alerts/testing/webhook-receiver.ts';
import type { Actor } from '../../access/actor.ts';
import { answerErrors } from '../plugins/error-answers.ts';
import { requestValidator } from '../plugins/request-validation.ts';
import type { BotWatch, Page } from '../ports.ts';
import { alertRoutes } from './alerts.ts';
import { healthRoutes } from './health.ts';
import { logRoutes } from './logs.ts';
import type { ErrorBody } from '../schemas/common.ts';
import type { Alert, AlertRule, AlertTarget, Health } from '../schemas/manage.ts';
import type { LogLine } from '../schemas/live.ts';
import { noBots } from '../testing/no-bots.ts';
import { AuditLog } from '../../audit/audit-log.ts';
import { AlertService } from '../../alerts/alert-service.ts';
import { AlertsHealth } from '../../alerts/alerts-health.ts';
import { readFacts } from '../../alerts/read-facts.ts';
import { addHealthSources, machineSources } from '../../health/all-sources.ts';
import { InstanceHealth } from '../../health/health-service.ts';
import { LiveRecord } from '../../health/testing/live-record.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { Database } from '../../database/open-database.ts';
import { botWatch } from '../../health/testing/bot-watch.ts';
import { ManualTime } from '../../health/testing/manual-time.ts';
import { homeOf } from '../../home.ts';
import { fastifyLogger } from '../../log/fastify-logger.ts';
import { NO_VAULT } from '../../keys/testing/keys-status.ts';
import { InstanceLog } from '../../log/log-store.ts';
import { openSecretBox } from '../../secrets/secret-box.ts';

const OPERATOR: Actor = { kind: 'user', id: 'u1', name: 'ann', role: 'operator' };

/** Alerts, log and health behind their routes, on a data folder of their own. */
class Watched {
  readonly home = homeOf(mkdtempSync(join(tmpdir(), 'mrm-operations-')));
  readonly time = new ManualTime();
  readonly log = new InstanceLog({ folder: this.home.logs, level: 'debug' });
  watch: () => BotWatch[] = () => [botWatch()];
  alerts!: AlertService;
  audit!: AuditLog;
  app!: FastifyInstance;
  #database!: Database;
  #endSources = (): void => undefined;

  async open(): Promise<void> {
    const { home, time, log } = this;
    this.#database = await openDatabase(home.database);
    const { prisma } = this.#database;
    this.audit = new AuditLog({ prisma, clock: time, redactor: log.redactor });
    const mask = (text: string): string => log.redactor.text(text);
    const bots = { ...noBots(), watch: () => this.watch() };
    const machine = machineSources({ home, clock: time, bots });
    this.alerts = new AlertService({
      prisma,
      secrets: openSecretBox(home.secretKey),
      facts: () => readFacts({ bots, machine, keys: () => NO_VAULT, log, mask }),
      live: new LiveRecord(),
      log,
      clock: time,
      timers: time,
    });
    const health = new InstanceHealth({ version: '1.0.0', clock: time, timers: time, mask });
    const more = [new AlertsHealth(this.alerts.deliveries, time)];
    this.#endSources = addHealthSources(health, { home, clock: time, bots, machine, more });
    await this.alerts.start();
    await health.read();
    const app = fastify({ loggerInstance: fastifyLogger(log) }).withTypeProvider<TypeBoxTypeProvider>();
    app.setValidatorCompiler(requestValidator);
    answerErrors(app, log);
    app.decorateRequest('actor');
    app.addHook('onRequest', async (request) => {
      request.actor = OPERATOR;
    });
    const { alerts } = this;
    await app.register(alertRoutes({ alerts, audit: this.audit }));
    await app.register(logRoutes({ log }));
    await app.register(healthRoutes({ health }));
    this.app = app;
  }

  async send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<{ status: number; json: unknown; text: string }> {
    const response = await this.app.inject({ method, url, ...(body === undefined ? {} : { payload: body }) });
    return { status: response.statusCode, json: response.json<unknown>(), text: response.body };
  }

  async seconds(count: number): Promise<void> {
    for (let second = 0; second < count; second += 1) {
      this.time.pass(1000);
      await this.alerts.settled();
    }
  }

  /** The bytes of every file but the key. */
  files(): string {
    return readdirSync(this.home.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'secret.key')
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
  }

  async remove(): Promise<void> {
    await this.app.close();
    this.#endSources();
    await this.alerts.close();
    await this.log.close();
    await this.#database.close();
    rmSync(this.home.path, { recursive: true });
  }
}

let watched: Watched;
beforeEach(async () => {
  watched = new Watched();
  await watched.open();
});
afterEach(() => watched.remove());

describe('routes of health, logs and alerts', () => {
  it('D11 P19 health answers while one source fails', async () => {
    watched.watch = () => {
      throw new Error('no bots, token=planted-token');
    };
    const { status: code, json, text } = await watched.send('GET', '/api/health');
    const { items } = json as Health;
    expect(code).toBe(200);
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['process', 'loop', 'disk', 'clock', 'database', 'journal', 'alerts']),
    );
    expect(items.find(({ name }) => name === 'bot:bot-1')?.state).toBe('unknown');
    const unknown = items.filter(({ state }) => state === 'unknown').map(({ name }) => name);
    expect(unknown.sort()).toEqual(['bot:bot-1', 'venue:sim']);
    expect(text).not.toContain('planted');
  });

  it('D12 logs are paged and filtered', async () => {
    for (let n = 0; n < 5; n += 1) watched.log.warn('test', `line ${n}`);
    const page = async (query: string): Promise<Page<LogLine>> =>
      (await watched.send('GET', `/api/logs?source=test&limit=3&${query}`)).json as Page<LogLine>;
    const first = await page('level=warn');
    expect(first.items.map(({ message }) => message)).toEqual(['line 4', 'line 3', 'line 2']);
    const rest = await page(`cursor=${first.next!}`);
    expect(rest.items.map(({ message }) => message)).toEqual(['line 1', 'line 0']);
    expect(rest.next).toBeNull();
    expect((await page('search=3')).items.map(({ message }) => message)).toEqual(['line 3']);
    for (const query of ['cursor=x', 'level=loud', 'limit=0', 'other=1']) {
      expect((await watched.send('GET', `/api/logs?${query}`)).status).toBe(400);
    }
  });

  it('D13 alerts are listed, silenced and acknowledged, and the acts are in the audit log', async () => {
    watched.watch = () => [botWatch({ summary: { state: 'failed' } })];
    await watched.seconds(1);
    const { json } = await watched.send('GET', '/api/alerts');
    const [{ id, state }] = (json as { items: Alert[] }).items;
    expect([id, state]).toEqual(['bot-failed/bot-1', 'firing']);
    const acknowledged = await watched.send('POST', '/api/alerts/acknowledge', { alertId: id });
    expect(acknowledged.json).toMatchObject({ acknowledgedBy: 'ann' });
    const silenced = await watched.send('POST', '/api/alerts/silence', { alertId: id, minutes: 10 });
    const until = new Date(watched.time.now() + 600_000).toISOString();
    expect(silenced.json).toMatchObject({ silencedUntil: until });
    const none = await watched.send('POST', '/api/alerts/silence', { alertId: 'no/such', minutes: 10 });
    expect(none.status).toBe(404);
    const { items } = await watched.audit.page({});
    expect(items.map(({ action, target, actor }) => [action, target, actor])).toEqual([
      ['alert.silence', id, 'ann'],
      ['alert.acknowledge', id, 'ann'],
    ]);
  });

  it('D13 rules and targets are made, changed, tested and deleted, and the acts are in the audit log', async () => {
    const receiver = await WebhookReceiver.start(status(500));
    const made = await watched.send('POST', '/api/alert-targets', {
      kind: 'webhook',
      name: 'Hook',
      url: receiver.url(),
    });
    const { id: target } = made.json as AlertTarget;
    expect(made.json).toMatchObject({ kind: 'webhook', enabled: true, lastDelivery: null });
    const rule = await watched.send('POST', '/api/alert-rules', {
      kind: 'drawdown',
      threshold: 0.5,
      targets: [target],
    });
    const { id: ruleId } = rule.json as AlertRule;
    const renamed = await watched.send('PATCH', `/api/alert-targets/${target}`, { name: 'New' });
    expect(renamed.json).toMatchObject({ name: 'New' });
    const edited = await watched.send('PATCH', `/api/alert-rules/${ruleId}`, { enabled: false });
    expect(edited.json).toMatchObject({ enabled: false, threshold: 0.5, targets: [target] });
    const test = await watched.send('POST', `/api/alert-targets/${target}/test`, {});
    expect(test).toMatchObject({ status: 200, json: { state: 'failed', error: 'answered with status 500' } });
    const deliveries = await watched.send('GET', '/api/alert-deliveries?limit=1');
    expect(deliveries.json).toMatchObject({ items: [{ target: 'New', state: 'failed' }] });
    expect((await watched.send('DELETE', `/api/alert-rules/${ruleId}`)).json).toEqual({});
    expect((await watched.send('DELETE', `/api/alert-targets/${target}`)).json).toEqual({});
    await receiver.close();
    const { items } = await watched.audit.page({});
    expect(items.map(({ action, outcome }) => `${action} ${outcome}`).reverse()).toEqual([
      'alert-target.create done',
      'alert-rule.create done',
      'alert-target.edit done',
      'alert-rule.edit done',
      'alert-target.test failed',
      'alert-rule.delete done',
      'alert-target.delete done',
    ]);
  });

  it.each([
    ['PATCH', '/api/alert-targets/banner', { enabled: false }, 409],
    ['DELETE', '/api/alert-targets/banner', undefined, 409],
    ['DELETE', '/api/alert-rules/halted', undefined, 409],
    ['PATCH', '/api/alert-rules/none', { enabled: false }, 404],
    ['POST', '/api/alert-targets/none/test', {}, 404],
    ['POST', '/api/alert-rules', { kind: 'halted', threshold: 1 }, 400],
    ['POST', '/api/alert-targets', { kind: 'webhook', name: 'x', url: 'ftp://host/' }, 400],
    ['POST', '/api/alert-targets', { kind: 'webhook', name: 'x', url: 'https://me:pw@host/' }, 400],
    ['POST', '/api/alert-targets', { kind: 'webhook', name: 'x', url: 'https://' }, 400],
    ['GET', '/api/alert-deliveries?cursor=x', undefined, 400],
  ] as const)('D13 %s %s %j is refused with a reason', async (method, url, body, code) => {
    const answer = await watched.send(method, url, body);
    expect(answer.status).toBe(code);
    expect((answer.json as ErrorBody).message.length).toBeGreaterThan(10);
    expect((await watched.audit.page({})).items).toEqual([]);
  });

  it('D12 D13 secrets of targets stand in no answer, log, audit row, error or file', async () => {
    const receiver = await WebhookReceiver.start(status(500));
    const hook = await watched.send('POST', '/api/alert-targets', {
      kind: 'webhook',
      name: 'Hook',
      url: receiver.url('/planted-path?t=planted-query'),
      secret: 'planted-signing-secret',
    });
    const mail = await watched.send('POST', '/api/alert-targets', {
      kind: 'email',
      name: 'Mail',
      to: 'ann@home.example',
      from: 'mm@host.example',
      host: '127.0.0.1',
      port: 1,
      security: 'none',
      user: 'mm',
      password: 'planted-password',
    });
    const targets = [hook, mail].map(({ json }) => (json as AlertTarget).id);
    await watched.send('PATCH', '/api/alert-rules/bot-failed', { targets });
    watched.watch = () => [botWatch({ summary: { state: 'failed', detail: 'password=planted-in-detail' } })];
    await watched.seconds(2);
    const answers = [hook.text, mail.text];
    for (const id of targets)
      answers.push((await watched.send('POST', `/api/alert-targets/${id}/test`, {})).text);
    for (const path of [
      'alerts',
      'alert-rules',
      'alert-targets',
      'alert-deliveries',
      'logs?limit=1000',
      'health',
    ]) {
      answers.push((await watched.send('GET', `/api/${path}`)).text);
    }
    await receiver.close();
    // They were used: the receiver got what was planted, and the answers speak of the failures.
    expect(receiver.received.length).toBeGreaterThan(0);
    expect(receiver.received[0].url).toContain('planted-path');
    expect(answers.join()).toContain('answered with status 500');
    expect(answers.join()).toContain('the connection failed (ECONNREFUSED)');
    expect(answers.join()).not.toContain('planted');
    expect(receiver.received.map(({ body }) => body).join()).not.toContain('planted');
    expect(JSON.stringify((await watched.audit.page({})).items)).not.toContain('planted');
    expect(watched.files()).toContain('bot-failed');
    expect(watched.files()).not.toContain('planted');
  });
});

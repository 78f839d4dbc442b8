import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { botWatch } from '../health/testing/bot-watch.ts';
import type { CreateAlertTarget } from '../api/schemas/manage.ts';
import type { CreateRule } from './alert-rules.ts';
import { AlertHome } from './testing/alert-home.ts';

let home: AlertHome;

beforeEach(async () => {
  home = await AlertHome.open();
});
afterEach(() => home.remove());

describe('rules and targets (D13)', () => {
  it('D13 there is a built-in rule of each kind and a banner; neither can be deleted', async () => {
    expect(home.alerts.rules().map(({ id, builtIn }) => [id, builtIn])).toEqual(
      [
        'balance-low',
        'bot-failed',
        'clock-off',
        'disk-low',
        'drawdown',
        'feed-stale',
        'halted',
        'keys-down',
        'keys-locked',
        'order-unknown',
      ].map((id) => [id, true]),
    );
    await expect(home.alerts.removeRule('halted')).rejects.toMatchObject({ code: 'ALERT_BUILT_IN' });
    await expect(home.alerts.removeTarget('banner')).rejects.toMatchObject({ code: 'ALERT_BUILT_IN' });
    await expect(home.alerts.editTarget('banner', { enabled: false })).rejects.toMatchObject({
      code: 'ALERT_BUILT_IN',
    });
    await home.alerts.editRule('halted', { enabled: false });
    await home.restart();
    expect(home.alerts.rule('halted').enabled).toBe(false);
  });

  it.each<[CreateRule, string]>([
    [{ kind: 'halted', threshold: 3 }, 'threshold'],
    [{ kind: 'drawdown', threshold: 70 }, 'threshold'],
    [{ kind: 'disk-low', botId: 'bot-1' }, 'botId'],
    [{ kind: 'halted', botId: 'nobody' }, 'botId'],
    [{ kind: 'halted', targets: ['nowhere'] }, 'targets'],
  ])('D13 a rule %j is refused, and the field named', async (request, field) => {
    await expect(home.alerts.createRule(request)).rejects.toMatchObject({
      code: 'ALERT_BAD_RULE',
      problems: [{ field }],
    });
  });

  it('D13 a rule that people add has thresholds of its own, and its alerts go with it', async () => {
    home.bots = [botWatch({ drawdownUse: 0.6 })];
    const rule = await home.alerts.createRule({ kind: 'drawdown', threshold: 0.5 });
    await home.second();
    expect(home.stateOf(`${rule.id}/bot-1`)).toBe('firing');
    expect(home.stateOf('drawdown/bot-1')).toBe('normal');
    await home.alerts.removeRule(rule.id);
    expect(home.stateOf(`${rule.id}/bot-1`)).toBeUndefined();
    await home.restart();
    await home.second();
    expect(await home.database.prisma.alert.count({ where: { ruleId: rule.id } })).toBe(0);
  });

  it.each<[string, Partial<Extract<CreateAlertTarget, { kind: 'email' }>>]>([
    ['to', { to: 'a@b.example,c.example' }],
    ['to', { to: 'a<x>@b.example' }],
    ['from', { from: 'a@b.example;x' }],
    ['host', { host: 'mail host' }],
    ['security', { security: 'none' }],
    ['user', { password: 'planted-password' }],
  ])('D13 an e-mail target with a wrong %s is refused, and the field named', async (field, wrong) => {
    const request: CreateAlertTarget = {
      kind: 'email',
      name: 'Mail',
      to: 'a@b.example',
      from: 'c@d.example',
      host: 'mail.example',
      port: 587,
      security: 'starttls',
      ...wrong,
    };
    const refused = await home.alerts.createTarget(request).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'ALERT_BAD_TARGET', problems: [{ field }] });
    expect(String(refused)).not.toContain('planted');
    expect(await home.alerts.targets()).toHaveLength(1);
  });
});

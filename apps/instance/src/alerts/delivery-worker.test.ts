import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlertsHealth } from './alerts-health.ts';
import { AlertHome, FIRING, RESOLVED } from './testing/alert-home.ts';
import { MailServer } from './testing/mail-server.ts';
import { never, status } from './testing/webhook-receiver.ts';

let home: AlertHome;

beforeEach(async () => {
  home = await AlertHome.open();
});
afterEach(() => home.remove());

describe('deliveries (D13)', () => {
  it('D13 are tried again, later and later, and recorded', async () => {
    const receiver = await home.webhook(status(500), status(503));
    await home.targetOf(receiver);
    home.fail(true);
    await home.second();
    expect((await home.deliveries())[0]).toMatchObject({
      state: 'queued',
      attempts: 1,
      error: 'answered with status 500',
      nextAttemptAt: new Date(home.time.now() + 5000).toISOString(),
    });
    await home.seconds(4);
    expect(receiver.received).toHaveLength(1);
    await home.second();
    expect((await home.deliveries())[0]).toMatchObject({
      attempts: 2,
      nextAttemptAt: new Date(home.time.now() + 10_000).toISOString(),
    });
    await home.seconds(10);
    expect((await home.deliveries())[0]).toMatchObject({
      state: 'sent',
      attempts: 3,
      error: null,
      nextAttemptAt: null,
    });
    const ids = receiver.received.map(({ headers }) => headers['x-delivery-id']);
    expect(new Set(ids).size).toBe(1);
    await home.seconds(30);
    expect(receiver.received).toHaveLength(3);
  });

  it('D13 are given up after eight tries', async () => {
    const receiver = await home.webhook(...Array.from({ length: 8 }, () => status(500)));
    await home.targetOf(receiver);
    home.fail(true);
    await home.second();
    for (const wait of [5, 10, 20, 40, 80, 160, 320]) {
      home.time.pass((wait - 1) * 1000);
      await home.alerts.settled();
      await home.second();
    }
    expect((await home.deliveries())[0]).toMatchObject({
      state: 'failed',
      attempts: 8,
      error: 'answered with status 500',
      nextAttemptAt: null,
    });
    home.time.pass(3_600_000);
    await home.alerts.settled();
    expect(receiver.received).toHaveLength(8);
  });

  it('D13 reach one target in order and one at a time: what is over is never told before it began', async () => {
    const receiver = await home.webhook(status(500), status(500));
    await home.targetOf(receiver);
    home.fail(true);
    await home.second();
    home.fail(false);
    await home.seconds(30);
    expect(receiver.texts).toEqual([FIRING, FIRING, FIRING, RESOLVED]);
    expect(receiver.mostAtOnce).toBe(1);
  });

  it('D13 to one target do not wait for another', async () => {
    const stuck = await home.webhook(never);
    const quick = await home.webhook();
    await home.targetOf(stuck, 'Stuck');
    await home.targetOf(quick, 'Quick');
    home.fail(true);
    home.time.pass(1000);
    await Promise.all([stuck.until(1), quick.until(1)]);
    expect(quick.texts).toEqual([FIRING]);
  });

  it('D13 under way when the program ends are sent again after the start, under the same id', async () => {
    const receiver = await home.webhook(never);
    await home.targetOf(receiver);
    home.fail(true);
    home.time.pass(1000);
    await receiver.until(1);
    await home.restart();
    expect((await home.deliveries())[0]).toMatchObject({ state: 'queued', attempts: 1 });
    await home.seconds(5);
    expect(receiver.texts).toEqual([FIRING, FIRING]);
    const [first, second] = receiver.received.map(({ headers }) => headers['x-delivery-id']);
    expect(second).toBe(first);
    expect((await home.deliveries())[0]).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('D13 that wait are not held up by a clock that is set back', async () => {
    const receiver = await home.webhook(status(500));
    await home.targetOf(receiver);
    home.fail(true);
    await home.second();
    await home.stop();
    await home.start();
    await home.database.prisma.alertDelivery.updateMany({
      where: { state: 'queued' },
      data: { nextAttemptAt: BigInt(home.time.now() + 3_600_000) },
    });
    await home.restart();
    expect(receiver.texts).toEqual([FIRING, FIRING]);
  });

  it('D13 go by e-mail too', async () => {
    const server = await MailServer.start({ password: 'right-password' });
    const target = await home.alerts.createTarget({
      kind: 'email',
      name: 'Mail',
      to: 'ann@home.example',
      from: 'mm@host.example',
      host: 'localhost',
      port: server.port,
      security: 'starttls',
      user: 'mm',
      password: 'right-password',
    });
    await home.alerts.editRule('bot-failed', { targets: [target.id] });
    home.fail(true);
    await home.second();
    await server.close();
    expect(server.received).toHaveLength(1);
    expect(server.received[0].raw).toContain(`Subject: ${FIRING}`);
  });

  it('D13 to a target that is switched off or deleted are given up', async () => {
    const receiver = await home.webhook(status(500), status(500));
    const target = await home.targetOf(receiver);
    home.fail(true);
    await home.second();
    await home.alerts.editTarget(target.id, { enabled: false });
    await home.seconds(5);
    expect((await home.deliveries())[0]).toMatchObject({
      state: 'failed',
      error: 'the target is switched off',
    });
    await home.alerts.editTarget(target.id, { enabled: true });
    home.fail(false);
    await home.seconds(11);
    expect((await home.deliveries())[0]).toMatchObject({ state: 'queued', attempts: 1 });
    await home.alerts.removeTarget(target.id);
    expect((await home.deliveries())[0]).toMatchObject({
      state: 'failed',
      error: 'the target was deleted',
      target: 'deleted target',
    });
    expect(home.alerts.rule('bot-failed').targets).toEqual(['banner']);
    await home.seconds(30);
    expect(receiver.received).toHaveLength(2);
  });

  it('D13 a test is sent at once and answers with what became of it, and is not tried again', async () => {
    const receiver = await home.webhook(status(500));
    const target = await home.targetOf(receiver);
    const failed = await home.alerts.testTarget(target.id);
    expect(failed).toMatchObject({ state: 'failed', attempts: 1, error: 'answered with status 500' });
    const sent = await home.alerts.testTarget(target.id);
    expect(sent).toMatchObject({ state: 'sent', error: null, target: 'Hook', alertId: null });
    expect((await home.alerts.target(target.id)).lastDelivery).toMatchObject({ state: 'sent' });
    await home.seconds(10);
    expect(receiver.received).toHaveLength(2);
    expect(await home.alerts.testTarget('banner')).toMatchObject({ state: 'sent' });
  });

  it('D11 the queue is an item of health', async () => {
    const receiver = await home.webhook(...Array.from({ length: 8 }, () => status(500)));
    await home.targetOf(receiver);
    const health = new AlertsHealth(home.alerts.deliveries, home.time);
    expect((await health.read())[0]).toMatchObject({ state: 'ok', figures: { waiting: '0' } });
    home.fail(true);
    await home.seconds(61);
    expect((await health.read())[0]).toMatchObject({ state: 'warn', figures: { waiting: '1' } });
  });

  it('D13 of more than a month ago are forgotten', async () => {
    home.fail(true);
    await home.second();
    expect(await home.deliveries()).toHaveLength(1);
    home.time.pass(31 * 24 * 3_600_000);
    await home.alerts.settled();
    await home.second();
    expect(await home.deliveries()).toEqual([]);
  });
});

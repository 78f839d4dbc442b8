import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlertHome, FAILED_ID, FIRING, RESOLVED } from './testing/alert-home.ts';

let home: AlertHome;

beforeEach(async () => {
  home = await AlertHome.open();
});
afterEach(() => home.remove());

describe('alerts (D13)', () => {
  it('D13 fire and resolve: stored, shown, sent to the targets of the rule', async () => {
    const receiver = await home.webhook();
    await home.targetOf(receiver);
    await home.second();
    expect(home.stateOf()).toBe('normal');
    const shown = home.shown;
    home.fail(true);
    await home.second();
    expect(home.alerts.list()[0]).toMatchObject({
      id: FAILED_ID,
      state: 'firing',
      detail: 'failed (it threw)',
    });
    expect(home.alerts.counts()).toEqual({ firing: 1, pending: 0 });
    expect(home.shown).toBe(shown + 1);
    home.fail(false);
    await home.seconds(11);
    expect(home.stateOf()).toBe('normal');
    expect(receiver.texts).toEqual([FIRING, RESOLVED]);
    // The banner shows what fires without being sent anything; the record says so.
    const records = (await home.deliveries()).map(({ target, state, text }) => [target, state, text]);
    expect(records).toEqual([
      ['Hook', 'sent', RESOLVED],
      ['Banner', 'sent', RESOLVED],
      ['Hook', 'sent', FIRING],
      ['Banner', 'sent', FIRING],
    ]);
  });

  it('D13 pend for as long as the rule says', async () => {
    await home.alerts.editRule('bot-failed', { forSec: 3 });
    home.fail(true);
    await home.second();
    expect(home.stateOf()).toBe('pending');
    expect(home.alerts.counts()).toEqual({ firing: 0, pending: 1 });
    await home.seconds(3);
    expect(home.stateOf()).toBe('firing');
  });

  it('D13 say no data while the bots cannot be read', async () => {
    await home.second();
    home.bots = undefined;
    await home.second();
    expect(home.stateOf()).toBe('no-data');
    expect(home.stateOf('disk-low/instance')).toBe('normal');
  });

  it('D13 a restart neither tells again nor forgets', async () => {
    const receiver = await home.webhook();
    await home.targetOf(receiver);
    home.fail(true);
    await home.second();
    const { since } = home.alerts.list()[0];
    await home.restart();
    expect(home.alerts.list()[0]).toMatchObject({
      id: FAILED_ID,
      state: 'firing',
      since,
      subjectName: 'bot-1',
    });
    await home.seconds(3);
    expect(receiver.texts).toEqual([FIRING]);
    await home.stop();
    // It ends while the program is not there.
    home.fail(false);
    await home.start();
    await home.seconds(11);
    expect(receiver.texts).toEqual([FIRING, RESOLVED]);
  });

  it('D13 a silenced alert is shown and not sent; its silence survives a restart, ends, and then it is sent', async () => {
    const receiver = await home.webhook();
    await home.targetOf(receiver);
    await home.second();
    const silenced = await home.alerts.silence(FAILED_ID, 1);
    expect(silenced.silencedUntil).not.toBeNull();
    home.fail(true);
    await home.second();
    await home.restart();
    await home.second();
    expect(home.stateOf()).toBe('firing');
    expect(receiver.texts).toEqual([]);
    await home.seconds(60);
    expect(receiver.texts).toEqual([FIRING]);
    expect(home.alerts.list()[0].silencedUntil).toBeNull();
  });

  it('D13 a silence is ended by one of 0 minutes', async () => {
    const receiver = await home.webhook();
    await home.targetOf(receiver);
    await home.second();
    await home.alerts.silence(FAILED_ID, 60);
    home.fail(true);
    await home.second();
    expect((await home.alerts.silence(FAILED_ID, 0)).silencedUntil).toBeNull();
    await home.second();
    expect(receiver.texts).toEqual([FIRING]);
  });

  it('D13 an acknowledgement is kept over a restart, and is for alerts that fire', async () => {
    await home.second();
    await expect(home.alerts.acknowledge(FAILED_ID, 'ann')).rejects.toMatchObject({ code: 'ALERT_STATE' });
    home.fail(true);
    await home.second();
    await home.alerts.acknowledge(FAILED_ID, 'ann');
    await home.restart();
    await home.second();
    expect(home.alerts.list()[0].acknowledgedBy).toBe('ann');
    await expect(home.alerts.acknowledge('none/bot-1', 'ann')).rejects.toMatchObject({
      code: 'ALERT_NOT_FOUND',
    });
  });

  it('D13 what cannot be stored is found again by the next look', async () => {
    const receiver = await home.webhook();
    await home.targetOf(receiver);
    await home.second();
    await home.database.prisma.$executeRawUnsafe('ALTER TABLE Alert RENAME TO Gone');
    home.fail(true);
    await home.second();
    expect(home.stateOf()).toBe('normal');
    expect(receiver.texts).toEqual([]);
    await home.database.prisma.$executeRawUnsafe('ALTER TABLE Gone RENAME TO Alert');
    await home.second();
    expect(home.stateOf()).toBe('firing');
    expect(receiver.texts).toEqual([FIRING]);
  });
});

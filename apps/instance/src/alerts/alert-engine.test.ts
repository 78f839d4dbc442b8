import { describe, expect, it } from 'vitest';
import { botWatch } from '../health/testing/bot-watch.ts';
import { NO_VAULT } from '../keys/testing/keys-status.ts';
import { evaluateAlerts } from './alert-engine.ts';
import type { AlertEntry, Evaluation, Rule } from './alert-engine.ts';
import { ALERT_KINDS } from './alert-kinds.ts';
import type { AlertFacts } from './alert-kinds.ts';
import { messageText } from './delivery-message.ts';

const NOW = Date.UTC(2026, 10, 25);
const FINE: AlertFacts = {
  bots: [botWatch()],
  halted: false,
  diskFreeBytes: 50 * 2 ** 30,
  clockOffMs: 3,
  keys: NO_VAULT,
};

function ruleOf(kind: Rule['kind'], differences: Partial<Rule> = {}): Rule {
  const { threshold } = ALERT_KINDS[kind];
  const rule = { id: kind, kind, enabled: true, threshold, forSec: 0, botId: null, builtIn: true };
  return { ...rule, targets: ['banner'], ...differences };
}

type Before = ReadonlyMap<string, AlertEntry>;
const look = (rules: Rule[], facts: AlertFacts, before: Before = new Map(), now = NOW): Evaluation =>
  evaluateAlerts(now, rules, facts, before);
const withBot = (...differences: Parameters<typeof botWatch>): AlertFacts => ({
  ...FINE,
  bots: [botWatch(...differences)],
});
const changedBy = (before: Before, id: string, differences: Partial<AlertEntry>): Before =>
  new Map([...before, [id, { ...before.get(id)!, ...differences }]]);
const told = (evaluation: Evaluation): string[] => evaluation.messages.map(messageText);

describe('built-in rules (D13)', () => {
  it('D13 are silent while all is well', () => {
    const rules = Object.keys(ALERT_KINDS).map((kind) => ruleOf(kind as Rule['kind']));
    const { entries, messages } = look(rules, FINE);
    expect([...entries.values()].map(({ state }) => state)).toEqual(Array(entries.size).fill('normal'));
    expect(messages).toEqual([]);
  });

  it.each([
    [
      'halted',
      withBot({ summary: { risk: 'HALTED', detail: 'daily loss' } }),
      'FIRING: Halted: Maker one is halted (daily loss)',
    ],
    ['halted', { ...FINE, halted: true }, 'FIRING: Halted: The instance is halted by the kill switch'],
    [
      'order-unknown',
      withBot({ unknownMs: 30_000 }),
      'FIRING: Order unknown: Maker one has an order whose state has been unknown for 30 s',
    ],
    [
      'feed-stale',
      withBot({ bookDownSince: NOW - 15_000 }),
      'FIRING: Feed stale: Maker one has had no trusted order book for 15 s',
    ],
    [
      'drawdown',
      withBot({ drawdownUse: 0.8 }),
      'FIRING: Drawdown near its limit: Maker one has used 80.0 % of its drawdown limit',
    ],
    [
      'balance-low',
      withBot({ lowBalances: [{ asset: 'BTC', amount: '0.00001', detail: 'needs 0.0001' }] }),
      'FIRING: Balance low: Maker one runs low: 0.00001 BTC (needs 0.0001)',
    ],
    [
      'disk-low',
      { ...FINE, diskFreeBytes: 2 ** 29 },
      'FIRING: Disk low: The instance has 512.0 MiB of disk space left',
    ],
    [
      'clock-off',
      { ...FINE, clockOffMs: 1500 },
      'FIRING: Clock off: The instance has a clock that is 1.5 s off',
    ],
    [
      'bot-failed',
      withBot({ summary: { state: 'failed', detail: 'it threw' } }),
      'FIRING: Bot failed: Maker one failed (it threw)',
    ],
  ] as const)('D13 %s', (kind, facts, text) => {
    expect(told(look([ruleOf(kind)], facts))).toEqual([text]);
  });

  it.each([
    ['order-unknown', withBot({ unknownMs: 29_999 })],
    ['feed-stale', withBot({ bookDownSince: NOW - 14_999 })],
    ['drawdown', withBot({ drawdownUse: 0.79 })],
    ['drawdown', withBot({ drawdownUse: undefined })],
    ['drawdown', withBot({ drawdownUse: 1, summary: { state: 'stopped' } })],
    ['disk-low', { ...FINE, diskFreeBytes: 2 ** 30 }],
    ['clock-off', { ...FINE, clockOffMs: 999 }],
  ] as const)('D13 %s is silent below its threshold, and for a bot that is not at work', (kind, facts) => {
    expect(told(look([ruleOf(kind)], facts))).toEqual([]);
  });

  it('D13 use the threshold of the rule, and only the bot it is for', () => {
    const two = botWatch({ drawdownUse: 0.5, summary: { id: 'bot-2', name: 'Maker two' } });
    const facts = { ...FINE, bots: [botWatch({ drawdownUse: 0.5 }), two] };
    const { messages } = look([ruleOf('drawdown', { threshold: 0.5, botId: 'bot-2' })], facts);
    expect(messages.map(({ entry }) => entry.subject)).toEqual(['bot-2']);
  });
});

describe('evaluation of alerts (D13)', () => {
  const rule = ruleOf('bot-failed');
  const failing = withBot({ summary: { state: 'failed', detail: 'it threw' } });
  const id = 'bot-failed/bot-1';

  it('D13 shows no data for what cannot be read, and the rest as it is', () => {
    const rules = [ruleOf('bot-failed'), ruleOf('disk-low'), ruleOf('clock-off'), ruleOf('halted')];
    const before = look(rules, FINE).entries;
    const blind = {
      bots: undefined,
      halted: undefined,
      diskFreeBytes: undefined,
      clockOffMs: 2,
      keys: undefined,
    };
    const { entries, messages } = look(rules, blind, before, NOW + 1000);
    expect([...entries].map(([key, { state }]) => [key, state])).toEqual([
      ['bot-failed/bot-1', 'no-data'],
      ['disk-low/instance', 'no-data'],
      ['clock-off/instance', 'normal'],
      ['halted/instance', 'no-data'],
      ['halted/bot-1', 'no-data'],
    ]);
    expect(messages).toEqual([]);
    const again = look(rules, FINE, entries, NOW + 2000);
    expect([...again.entries.values()].every(({ state }) => state === 'normal')).toBe(true);
  });

  it('D13 keeps firing, with the last cause seen, while it cannot be told', () => {
    const before = look([rule], failing).entries;
    const { entries, messages } = look([rule], { ...FINE, bots: undefined }, before, NOW + 60_000);
    expect(entries.get(id)).toMatchObject({ state: 'firing', detail: 'failed (it threw)' });
    expect(messages).toEqual([]);
  });

  it('D13 tells nothing of a silenced alert, and tells it when the silence ends while it fires', () => {
    let entries = changedBy(look([rule], FINE).entries, id, { silencedUntil: NOW + 60_000 });
    const during = look([rule], failing, entries, NOW + 1000);
    expect(during.entries.get(id)).toMatchObject({ state: 'firing', silencedUntil: NOW + 60_000 });
    expect(told(during)).toEqual([]);
    entries = during.entries;
    const after = look([rule], failing, entries, NOW + 60_000);
    expect(told(after)).toEqual(['FIRING: Bot failed: Maker one failed (it threw)']);
    expect(after.changed.map(({ silencedUntil }) => silencedUntil)).toEqual([null]);
    expect(told(look([rule], failing, after.entries, NOW + 61_000))).toEqual([]);
  });

  it('D13 tells nothing when the silence of an acknowledged alert ends', () => {
    const firing = look([rule], failing).entries;
    const silenced = changedBy(firing, id, { silencedUntil: NOW + 1000, acknowledgedBy: 'ann' });
    expect(told(look([rule], failing, silenced, NOW + 2000))).toEqual([]);
  });

  it('D13 an acknowledgement ends with the alert', () => {
    const acknowledged = changedBy(look([rule], failing).entries, id, { acknowledgedBy: 'ann' });
    const ending = look([rule], FINE, acknowledged, NOW + 1000);
    expect(ending.entries.get(id)).toMatchObject({ state: 'firing', acknowledgedBy: 'ann' });
    const ended = look([rule], FINE, ending.entries, NOW + 11_000);
    expect(ended.entries.get(id)).toMatchObject({ state: 'normal', acknowledgedBy: null });
    expect(told(ended)).toEqual(['RESOLVED: Bot failed: Maker one is well again']);
  });

  it('D13 forgets what is gone: a removed bot that fired is resolved, a rule that is off says nothing', () => {
    const firing = look([rule], failing).entries;
    const removed = look([rule], { ...FINE, bots: [] }, firing, NOW + 1000);
    expect(removed.removed).toHaveLength(1);
    expect(told(removed)).toEqual(['RESOLVED: Bot failed: Maker one is not there any more']);
    const off = look([{ ...rule, enabled: false }], failing, firing, NOW + 1000);
    expect(off.entries.size).toBe(0);
    expect(told(off)).toEqual([]);
  });

  it('D13 stores what changed only, and tells when the words changed', () => {
    const first = look([rule], FINE);
    expect(first.changed).toHaveLength(1);
    const same = look([rule], FINE, first.entries, NOW + 1000);
    expect(same).toMatchObject({ changed: [], removed: [], visible: false });
    const unknown = ruleOf('order-unknown');
    const one = look([unknown], withBot({ unknownMs: 31_000 })).entries;
    const two = look([unknown], withBot({ unknownMs: 32_000 }), one, NOW + 1000);
    expect(two).toMatchObject({ changed: [], visible: true });
  });

  it('D13 a bot’s name cannot break the line of a message', () => {
    const facts = withBot({ summary: { name: 'Maker\r\nBcc: x@y', state: 'failed' } });
    expect(told(look([rule], facts))).toEqual(['FIRING: Bot failed: Maker Bcc: x@y failed']);
  });
});

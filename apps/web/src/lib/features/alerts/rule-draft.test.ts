import { describe, expect, it } from 'vitest';
import type { AlertRule } from './alert-order.ts';
import { draftOf, ruleEdit, ruleProblems } from './rule-draft.ts';

const rule: AlertRule = {
  id: 'drawdown',
  kind: 'drawdown',
  title: 'Drawdown near its limit',
  description: '',
  enabled: true,
  threshold: 80,
  unit: '%',
  forSec: 30,
  botId: null,
  builtIn: true,
  targets: ['banner'],
};

describe('rule draft (D13)', () => {
  it('sends nothing when nothing changed', () => {
    expect(ruleEdit(rule, draftOf(rule))).toEqual({});
  });

  it('sends only what changed', () => {
    const draft = { ...draftOf(rule), threshold: '70.5', targets: ['banner', 'desk'] };
    expect(ruleEdit(rule, draft)).toEqual({ threshold: 70.5, targets: ['banner', 'desk'] });
  });

  it('does not take another order of the same targets for a change', () => {
    const two = { ...rule, targets: ['banner', 'desk'] };
    expect(ruleEdit(two, { ...draftOf(two), targets: ['desk', 'banner'] })).toEqual({});
  });

  it.each(['', '-1', '1e3', 'ten', '0x10'])('refuses %j as a number', (text) => {
    const draft = { ...draftOf(rule), threshold: text, forSec: text };
    expect(ruleProblems(rule, draft)).toEqual(['threshold', 'forSec']);
  });

  it('takes zero, and at most a day', () => {
    expect(ruleProblems(rule, { ...draftOf(rule), threshold: '0', forSec: '0' })).toEqual([]);
    expect(ruleProblems(rule, { ...draftOf(rule), forSec: '86400' })).toEqual([]);
    expect(ruleProblems(rule, { ...draftOf(rule), forSec: '86401' })).toEqual(['forSec']);
  });

  it('asks for no threshold where the rule has none', () => {
    const halted: AlertRule = { ...rule, kind: 'halted', threshold: null };
    expect(ruleProblems(halted, draftOf(halted))).toEqual([]);
    expect(ruleEdit(halted, draftOf(halted))).toEqual({});
  });
});

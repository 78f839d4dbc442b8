import { describe, expect, it } from 'vitest';
import { riskLimits, RiskLimitsSchema } from './risk-limits.ts';
import type { RiskLimits } from './risk-limits.ts';

describe('risk limits', () => {
  it('have defaults', () => {
    expect(riskLimits()).toMatchObject({ fatFingerBp: 500, submitsPerSec: 10, maxDrawdownRatio: 0.1 });
    expect(Object.keys(riskLimits()).sort()).toEqual(Object.keys(RiskLimitsSchema.properties).sort());
  });

  it('keep what is given, and do not change the input', () => {
    const input = { maxPosition: 2 };
    expect(riskLimits(input)).toEqual({ ...riskLimits(), maxPosition: 2 });
    expect(input).toEqual({ maxPosition: 2 });
  });

  it('each have a title and a description for forms', () => {
    const texts = Object.values(RiskLimitsSchema.properties) as { title?: string; description?: string }[];
    expect(texts.filter(({ title, description }) => !title || !description)).toEqual([]);
  });

  it.each<[field: string, limit: string, given: string, input: unknown]>([
    ['maxPosition', '>= 0', '-1', { maxPosition: -1 }],
    ['maxOpenOrders', '>= 1', '0', { maxOpenOrders: 0 }],
    ['maxDrawdownRatio', '<= 1', '10', { maxDrawdownRatio: 10 }],
    ['submitsPerSec', 'number', '"ten"', { submitsPerSec: 'ten' }],
    ['haltSec', 'number', 'NaN', { haltSec: Number.NaN }],
    ['fillsPerMinute', 'number', 'Infinity', { fillsPerMinute: Infinity }],
    ['maxPostion', 'unknown', '3', { maxPostion: 3 }],
  ])('%s: %s, got %s', (field, limit, given, input) => {
    let refusal: unknown;
    try {
      riskLimits(input as Partial<RiskLimits>);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'ENGINE_BAD_LIMIT' });
    const { message } = refusal as Error;
    expect(message).toContain(`risk limit ${field}: `);
    expect(message).toContain(limit);
    expect(message).toMatch(new RegExp(`, got ${given}$`));
  });
});

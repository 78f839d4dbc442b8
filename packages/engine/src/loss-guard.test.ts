import { describe, expect, it } from 'vitest';
import { LossGuard } from './loss-guard.ts';
import { riskLimits } from './risk-limits.ts';
import type { RiskLimits } from './risk-limits.ts';

const NOON = Date.UTC(2024, 0, 15, 12) * 1_000;
const MIDNIGHT = Date.UTC(2024, 0, 16) * 1_000;

const OFF: Partial<RiskLimits> = { maxDrawdownQuote: 0, maxDrawdownRatio: 0, maxDailyLossQuote: 0 };

function guard(limits: Partial<RiskLimits>): LossGuard {
  return new LossGuard(riskLimits({ ...OFF, ...limits }));
}

/** Marks of one day, one a second. */
function marks(guard: LossGuard, ...equities: number[]) {
  return equities.map((equity, i) => guard.mark(NOON + i * 1e6, equity));
}

describe('F42 drawdown', () => {
  it('counts from the running peak, not from the start', () => {
    expect(marks(guard({ maxDrawdownQuote: 50 }), 1_000, 1_100, 1_050, 1_049.99)).toEqual([
      undefined,
      undefined,
      undefined,
      'RISK_DRAWDOWN',
    ]);
  });

  it('as a ratio is of the peak', () => {
    expect(marks(guard({ maxDrawdownRatio: 0.1 }), 1_000, 2_000, 1_800, 1_799)).toEqual([
      undefined,
      undefined,
      undefined,
      'RISK_DRAWDOWN',
    ]);
  });

  it('of nothing held is none, and any loss from there is one', () => {
    expect(marks(guard({ maxDrawdownRatio: 0.1 }), 0, 0, -1)).toEqual([
      undefined,
      undefined,
      'RISK_DRAWDOWN',
    ]);
    expect(marks(guard({ maxDrawdownRatio: 0.1 }), -5, -5)).toEqual([undefined, undefined]);
  });

  it('goes on being told until somebody accepts it', () => {
    const watch = guard({ maxDrawdownQuote: 50 });
    expect(marks(watch, 1_000, 900, 940)).toEqual([undefined, 'RISK_DRAWDOWN', 'RISK_DRAWDOWN']);
    watch.restart(940);
    expect(marks(watch, 940, 890, 889)).toEqual([undefined, undefined, 'RISK_DRAWDOWN']);
  });

  it('is not made by a withdrawal, nor hidden by a deposit', () => {
    const watch = guard({ maxDrawdownQuote: 50 });
    marks(watch, 1_000);
    watch.flow(-400);
    expect(marks(watch, 600, 550, 549)).toEqual([undefined, undefined, 'RISK_DRAWDOWN']);
    watch.flow(1_000);
    expect(marks(watch, 1_549, 1_550)).toEqual(['RISK_DRAWDOWN', undefined]);
  });

  it('has no peak before the first mark, whatever flows', () => {
    const watch = guard({ maxDrawdownQuote: 50 });
    watch.flow(-10_000);
    expect(marks(watch, 100)).toEqual([undefined]);
    expect(watch.peak).toBe(100);
  });

  it('limits of 0 are off', () => {
    expect(marks(guard({}), 1_000, 1, -1_000)).toEqual([undefined, undefined, undefined]);
  });
});

describe('daily loss', () => {
  it('counts from the first mark of the UTC day', () => {
    const watch = guard({ maxDailyLossQuote: 30 });
    expect(watch.mark(MIDNIGHT - 2, 1_000)).toBeUndefined();
    expect(watch.mark(MIDNIGHT - 1, 969)).toBe('RISK_DAILY_LOSS');
    expect(watch.mark(MIDNIGHT, 960)).toBeUndefined();
    expect(watch.mark(MIDNIGHT + 1, 930)).toBeUndefined();
    expect(watch.mark(MIDNIGHT + 2, 929)).toBe('RISK_DAILY_LOSS');
  });

  it('is less the gains of the day before it, not of the peak', () => {
    const watch = guard({ maxDailyLossQuote: 30 });
    expect(marks(watch, 1_000, 1_100, 975)).toEqual([undefined, undefined, undefined]);
  });

  it('is moved by flows', () => {
    const watch = guard({ maxDailyLossQuote: 30 });
    marks(watch, 1_000);
    watch.flow(-500);
    expect(marks(watch, 500, 470, 469)).toEqual([undefined, undefined, 'RISK_DAILY_LOSS']);
  });
});

describe('losses in a row', () => {
  const LIMITS = { maxConsecutiveLosses: 3, ignoreDustQuote: 0.01 };

  it('open the circuit breaker at their number, and count afresh after it', () => {
    const watch = guard(LIMITS);
    expect([-1, -1, -1, -1, -1, -1].map((result) => watch.realized(result))).toEqual([
      undefined,
      undefined,
      'RISK_CONSECUTIVE_LOSSES',
      undefined,
      undefined,
      'RISK_CONSECUTIVE_LOSSES',
    ]);
  });

  it('end with a gain', () => {
    const watch = guard(LIMITS);
    expect([-1, -1, 0.001, -1, -1].map((result) => watch.realized(result))).not.toContain(
      'RISK_CONSECUTIVE_LOSSES',
    );
    expect(watch.losses).toBe(2);
  });

  it('do not count dust, which does not end them either', () => {
    const watch = guard(LIMITS);
    expect([-1, -0.01, -1, 0, -1].map((result) => watch.realized(result)).at(-1)).toBe(
      'RISK_CONSECUTIVE_LOSSES',
    );
  });

  it('a limit of 0 is off', () => {
    const watch = guard({ maxConsecutiveLosses: 0 });
    for (let i = 0; i < 100; i++) expect(watch.realized(-1)).toBeUndefined();
  });

  it('leave the count of halts to who halts', () => {
    const watch = guard({ maxConsecutiveLosses: 1 });
    watch.realized(-1);
    expect(watch.halts).toBe(0);
  });
});

describe('F42 a restart', () => {
  it('goes on with peak, day and losses as they were', () => {
    const limits = { maxDrawdownQuote: 50, maxDailyLossQuote: 70, maxConsecutiveLosses: 3 };
    const before = guard(limits);
    marks(before, 1_000, 1_100);
    before.realized(-1);
    before.realized(-1);
    before.halts = 2;
    const after = guard(limits);
    after.restore(JSON.parse(JSON.stringify(before.state())) as ReturnType<LossGuard['state']>);
    expect(after).toEqual(before);
    expect(after.mark(NOON + 5e6, 1_049)).toBe('RISK_DRAWDOWN');
    expect(after.realized(-1)).toBe('RISK_CONSECUTIVE_LOSSES');
  });

  it('before the first mark has no peak, which JSON cannot write', () => {
    const after = guard({ maxDrawdownQuote: 50 });
    after.restore(JSON.parse(JSON.stringify(guard({}).state())) as ReturnType<LossGuard['state']>);
    expect(marks(after, -500)).toEqual([undefined]);
    expect(after.peak).toBe(-500);
  });
});

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { EngineError } from './errors.ts';

const limit = (title: string, description: string, value: number, minimum = 0, maximum?: number) =>
  Type.Number({
    title,
    description,
    default: value,
    minimum,
    ...(maximum === undefined ? {} : { maximum }),
  });

/** Limits of one instance. Amounts in quote or base are plain numbers, 0 switches a limit off where the text says so. */
export const RiskLimitsSchema = Type.Object(
  {
    maxOrderNotional: limit('Largest order', 'quote; 0 = off', 0),
    maxPosition: limit(
      'Largest position',
      'base, worst case of held, resting, in flight and unknown; 0 = off',
      0,
    ),
    maxOpenOrders: limit('Open orders', 'at once, unresolved ones included', 50, 1),
    leverage: limit('Leverage', 'worst-case position value over equity, perpetuals only', 5, 0.01),
    fatFingerBp: limit('Fat finger', 'distance of a price from the mid in basis points; 0 = off', 500),
    submitsPerSec: limit('Orders a second', 'submits and replaces; cancels have their own share', 10, 0.1),
    cancelsPerSec: limit('Cancels a second', 'reserved for cancels alone', 20, 0.1),
    fillsPerMinute: limit('Fills a minute', 'quoting stops beyond it; 0 = off', 120),
    fillQuotePerMinute: limit('Filled value a minute', 'quote; 0 = off', 0),
    maxDrawdownQuote: limit(
      'Drawdown',
      'quote, from the running peak of equity with unrealized results; 0 = off',
      0,
    ),
    maxDrawdownRatio: limit('Drawdown ratio', 'of the running peak, 0..1; 0 = off', 0.1, 0, 1),
    maxDailyLossQuote: limit('Daily loss', 'quote since 00:00 UTC; 0 = off', 0),
    maxConsecutiveLosses: limit('Losses in a row', 'position reductions at a loss; 0 = off', 0),
    ignoreDustQuote: limit('Dust', 'quote; smaller losses do not count', 0.01),
    haltSec: limit('Circuit breaker pause', 'seconds until it closes again', 300),
    maxHalts: limit('Circuit breaker halts', 'pauses before it stays open', 3),
    clockSkewMs: limit('Clock skew', 'milliseconds an exchange time may lie ahead of our clock', 500, 1),
  },
  { additionalProperties: false },
);
export type RiskLimits = Static<typeof RiskLimitsSchema>;

/**
 * Limits with defaults filled in.
 * @throws EngineError `ENGINE_BAD_LIMIT` naming the field, the limit and the value.
 */
export function riskLimits(input: Partial<RiskLimits> = {}): RiskLimits {
  const value: unknown = Value.Default(RiskLimitsSchema, Value.Clone(input));
  if (!Value.Check(RiskLimitsSchema, value)) {
    const [problem] = Value.Errors(RiskLimitsSchema, value);
    const field = problem.instancePath.slice(1);
    const known = field in RiskLimitsSchema.properties;
    const given: unknown = (value as Record<string, unknown>)[field];
    throw new EngineError(
      'ENGINE_BAD_LIMIT',
      `risk limit ${field}: ${known ? problem.message : 'unknown limit'}, got ${show(given)}`,
    );
  }
  return value;
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

import { MINUS, UNKNOWN, formatAmount } from './amount.ts';

export interface PercentFormat {
  /** Digits after the point; 2 without it. */
  readonly decimals?: number;
  /** Show `+` for more than zero: always for returns. */
  readonly sign?: boolean;
  readonly locale?: string;
}

/**
 * Writes a share as a percentage: `0.0684` is `6.84%`. Takes a decimal string, or a number for shares that were
 * measured as such (uptime). Zero is `0%`, unknown `–`.
 */
export function formatPercent(share: string | number | null | undefined, format: PercentFormat = {}): string {
  const text = typeof share === 'number' ? decimalOf(share) : share;
  const percent = text === null || text === undefined ? undefined : timesHundred(text);
  const shown = formatAmount(percent, { decimals: 2, ...format });
  return shown === UNKNOWN ? UNKNOWN : `${shown}%`;
}

/** Basis points: `12.5 bp`. */
export function formatBasisPoints(bp: number | null | undefined, decimals = 1): string {
  if (bp === null || bp === undefined || !Number.isFinite(bp)) return UNKNOWN;
  const text = Math.abs(bp).toFixed(decimals);
  return `${bp < 0 && Number(text) !== 0 ? MINUS : ''}${text} bp`;
}

function decimalOf(value: number): string | undefined {
  return Number.isFinite(value) ? value.toFixed(12) : undefined;
}

/** Moves the point two places, in text: a product of numbers would add digits that nobody measured. */
function timesHundred(value: string): string | undefined {
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(value);
  if (parts === null) return undefined;
  const fraction = (parts[3] ?? '').padEnd(2, '0');
  const rest = fraction.slice(2);
  return `${parts[1] ?? ''}${parts[2] ?? '0'}${fraction.slice(0, 2)}${rest === '' ? '' : `.${rest}`}`;
}

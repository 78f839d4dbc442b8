import { describeParameters } from '@mrmarket/strategy/describe-parameters';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import type { ParameterLine } from './html-report-input.ts';

/** A strategy's parameters with the values of a run, in the order of its schema; what was not given reads `off`. */
export function parameterLines(
  definition: StrategyDefinition,
  values: Readonly<Record<string, unknown>>,
): readonly ParameterLine[] {
  return describeParameters(definition).map(({ name, title, unit }) => ({
    name,
    title,
    value: valueText(values[name]),
    unit,
  }));
}

/** Plain text; a list of settings is one line each, `spread 3, amount 0.005`. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join('\n');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, part]) => `${name} ${valueText(part)}`)
      .join(', ');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

import { parseDecimal } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import type { Static, TObject, TSchema } from 'typebox';
import Value from 'typebox/value';
import { StrategyError } from './errors.ts';
import type { StrategyDefinition } from './strategy.ts';

/**
 * Checks what somebody asks for and completes it with the defaults.
 *
 * @param input an object of parameters, as it came from a file, a form or a command line
 * @throws StrategyError `STRATEGY_BAD_PARAMETER` with all problems, each naming field, limit and value
 * @example
 * parseParameters(pureMarketMaking, { bidSpreadBp: 5 }, instrument).askSpreadBp; // 2, the default
 */
export function parseParameters<P extends TObject>(
  definition: StrategyDefinition<P>,
  input: unknown,
  instrument: Instrument,
): Static<P> {
  const completed: unknown = Value.Default(definition.parameters, Value.Clone(input));
  const problems = schemaProblems(definition.parameters, completed);
  if (problems.length === 0) amountProblems(definition.parameters, completed, instrument, '', problems);
  if (problems.length === 0)
    problems.push(...(definition.validate?.(completed as Static<P>, instrument) ?? []));
  if (problems.length > 0) throw new StrategyError('STRATEGY_BAD_PARAMETER', definition.name, problems);
  return completed as Static<P>;
}

/**
 * Parameters of a running strategy with some of them changed. A change to `null` returns a parameter to its
 * default, or switches it off where off is the default.
 *
 * @throws StrategyError `STRATEGY_FIXED_PARAMETER` when one that may not change while running differs,
 * `STRATEGY_BAD_PARAMETER` as `parseParameters`
 */
export function changeParameters<P extends TObject>(
  definition: StrategyDefinition<P>,
  current: Static<P>,
  changes: Readonly<Record<string, unknown>>,
  instrument: Instrument,
): Static<P> {
  const merged: Record<string, unknown> = { ...current, ...changes };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) Reflect.deleteProperty(merged, name);
  }
  const next = parseParameters(definition, merged, instrument);
  const before = current as Readonly<Record<string, unknown>>;
  const after = next as Readonly<Record<string, unknown>>;
  const fixed: string[] = [];
  for (const [name, schema] of Object.entries(definition.parameters.properties)) {
    if (isRuntime(schema) || Value.Equal(before[name], after[name])) continue;
    fixed.push(
      `${name} may not change while the strategy runs (${print(before[name])} to ${print(after[name])}); ` +
        'stop it first',
    );
  }
  if (fixed.length > 0) throw new StrategyError('STRATEGY_FIXED_PARAMETER', definition.name, fixed);
  return next;
}

function isRuntime(schema: TSchema): boolean {
  return (schema as { runtime?: boolean }).runtime === true;
}

function schemaProblems(schema: TObject, input: unknown): string[] {
  const problems: string[] = [];
  for (const error of Value.Errors(schema, input)) {
    const field = fieldName(error.instancePath);
    const value = print(Value.Pointer.Get(input, error.instancePath));
    const got = (must: string): string => `${field || 'the parameters'} must be ${must}, got ${value}`;
    switch (error.keyword) {
      case 'type':
        problems.push(got(words(error.params.type)));
        break;
      case 'minimum':
        problems.push(got(`at least ${String(error.params.limit)}`));
        break;
      case 'maximum':
        problems.push(got(`at most ${String(error.params.limit)}`));
        break;
      case 'enum':
        problems.push(got(`one of ${error.params.allowedValues.map(print).join(', ')}`));
        break;
      case 'pattern':
        problems.push(got('a plain decimal number in quotes, such as "0.5"'));
        break;
      case 'maxItems':
        problems.push(
          `${field} must have at most ${error.params.limit} entries, got ${lengthOf(input, error)}`,
        );
        break;
      case 'required':
        for (const name of error.params.requiredProperties) {
          problems.push(`${field === '' ? '' : `${field}.`}${name} must be given`);
        }
        break;
      case 'additionalProperties':
        for (const name of error.params.additionalProperties) {
          problems.push(`${field === '' ? '' : `${field}.`}${name} is not a parameter`);
        }
        break;
      // Each unknown property is reported a second time, as a value that fits the schema "false".
      case 'boolean':
        break;
      default:
        problems.push(`${field} ${error.message}, got ${value}`);
    }
  }
  return problems;
}

/** Amounts of base are whole lots, and some must not be 0. */
function amountProblems(
  schema: TSchema,
  value: unknown,
  instrument: Instrument,
  field: string,
  problems: string[],
): void {
  const { properties, items, unit, positive } = schema as {
    properties?: Readonly<Record<string, TSchema>>;
    items?: TSchema;
    unit?: string;
    positive?: boolean;
  };
  if (properties) {
    for (const [name, inner] of Object.entries(properties)) {
      const given = (value as Readonly<Record<string, unknown>>)[name];
      if (given === undefined) continue;
      amountProblems(inner, given, instrument, field === '' ? name : `${field}.${name}`, problems);
    }
  } else if (items) {
    (value as readonly unknown[]).forEach((item, i) => {
      amountProblems(items, item, instrument, `${field}[${i}]`, problems);
    });
  } else if (typeof value === 'string' && positive !== undefined) {
    if (positive && Number(value) === 0) problems.push(`${field} must be above 0, got "${value}"`);
    else if (unit === 'base' && !isWholeLots(value, instrument)) {
      problems.push(`${field} must be a whole number of lots of ${instrument.lotSize}, got "${value}"`);
    } else if (unit === 'base' && Number(value) > Number.MAX_SAFE_INTEGER * instrument.lot) {
      problems.push(`${field} must be at most ${instrument.maxQty}, got "${value}"`);
    }
  }
}

function isWholeLots(amount: string, instrument: Instrument): boolean {
  const decimals = instrument.baseDecimals;
  const digits = (amount.split('.')[1] ?? '').replace(/0+$/, '').length;
  return digits <= decimals && parseDecimal(amount, decimals) % instrument.baseUnitsPerLot === 0n;
}

/** `/bidLevels/0/qty` → `bidLevels[0].qty` */
function fieldName(path: string): string {
  return path
    .split('/')
    .slice(1)
    .map((part, i) => (/^\d+$/.test(part) ? `[${part}]` : i === 0 ? part : `.${part}`))
    .join('');
}

function lengthOf(input: unknown, error: { instancePath: string }): number {
  return (Value.Pointer.Get(input, error.instancePath) as readonly unknown[]).length;
}

function words(type: string | readonly string[]): string {
  const names: Readonly<Record<string, string>> = {
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    string: 'text in quotes',
    array: 'a list',
    object: 'a group of parameters',
  };
  return [type]
    .flat()
    .map((name) => names[name] ?? name)
    .join(' or ');
}

function print(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value);
}

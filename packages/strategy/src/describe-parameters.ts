import type { TObject, TSchema } from 'typebox';
import type { StrategyDefinition } from './strategy.ts';

/** One parameter in words, for help texts, tables and documents. */
export interface ParameterDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** `bp`, `s`, `base` …; empty where there is none. */
  readonly unit: string;
  /** `2`, `"own"`, `off`, `required`. */
  readonly default: string;
  /** `0 … 5000`, `at least 0`, `own | reference`; empty where anything goes. */
  readonly values: string;
  /** It may change while the strategy runs. */
  readonly runtime: boolean;
}

interface Annotations {
  readonly title?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly runtime?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly type?: string;
  readonly items?: TObject;
  readonly positive?: boolean;
}

/** The parameters of a strategy in the order of its schema. */
export function describeParameters(definition: StrategyDefinition): readonly ParameterDescription[] {
  const required = new Set<string>(definition.parameters.required ?? []);
  return Object.entries(definition.parameters.properties).map(([name, schema]) => {
    const notes = schema as Annotations;
    return {
      name,
      title: notes.title ?? name,
      description: notes.description ?? '',
      unit: notes.unit ?? '',
      default:
        notes.default === undefined
          ? required.has(name)
            ? 'required'
            : 'off'
          : JSON.stringify(notes.default),
      values: values(schema),
      runtime: notes.runtime === true,
    };
  });
}

function values(schema: TSchema): string {
  const { enum: options, type, items, minimum, maximum, maxItems, positive } = schema as Annotations;
  if (options) return options.join(' | ');
  if (type === 'boolean') return 'true | false';
  if (items) return `up to ${maxItems ?? 0} of {${Object.keys(items.properties).join(', ')}}`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} … ${maximum}`;
  if (minimum !== undefined) return `at least ${minimum}`;
  if (maximum !== undefined) return `at most ${maximum}`;
  if (positive === true) return 'decimal above 0';
  return positive === false ? 'decimal' : '';
}

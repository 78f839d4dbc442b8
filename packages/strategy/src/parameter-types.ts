import Type from 'typebox';
import type {
  TArray,
  TBoolean,
  TEnum,
  TInteger,
  TNumber,
  TObject,
  TOptional,
  TProperties,
  TSchema,
  TString,
} from 'typebox';

/** Unit of a parameter; `base` and `quote` are amounts of the instrument's assets, `price` is quote per base. */
export type ParameterUnit = 'bp' | 's' | 'ratio' | 'factor' | 'count' | 'base' | 'quote' | 'price';

/** What a parameter says about itself beside its limits. */
export interface ParameterText {
  /** A few words, for the label of a form field. */
  readonly title: string;
  /** Help: what it does, and what happens at its ends. */
  readonly description: string;
  /** It may change while the strategy runs; default true. */
  readonly runtime?: boolean;
}

export interface NumberParameter extends ParameterText {
  /** Value when nothing is said; a parameter without one must be given, or is off if it is `off(…)`. */
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Amounts and prices are plain decimal strings, `'0.015'`. */
export interface DecimalParameter extends ParameterText {
  readonly default?: string;
  /** Refuse 0; default false. */
  readonly positive?: boolean;
}

/** Digits, and a point with digits: no sign, no exponent. */
export const DECIMAL_PATTERN = '^(?:0|[1-9]\\d*)(?:\\.\\d+)?$';

/** A strategy's parameters. Unknown names are refused. */
export function parameters<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}

/** A parameter that is off unless it is given. */
export function off<S extends TSchema>(schema: S): TOptional<S> {
  return Type.Optional(schema) as TOptional<S>;
}

/** Basis points, 1/10 000. */
export function bp(options: NumberParameter): TNumber {
  return number('bp', options);
}

export function seconds(options: NumberParameter): TNumber {
  return number('s', options);
}

/** A part of a whole, 0..1 unless the limits say otherwise. */
export function ratio(options: NumberParameter): TNumber {
  return number('ratio', { minimum: 0, maximum: 1, ...options });
}

/** A multiple, 0 or more unless the limits say otherwise. */
export function factor(options: NumberParameter): TNumber {
  return number('factor', { minimum: 0, ...options });
}

/** A whole number, 0 or more unless the limits say otherwise. */
export function count(options: NumberParameter): TInteger {
  return Type.Integer(annotated('count', { minimum: 0, ...options }));
}

/** An amount of base: whole lots of the instrument, as a decimal string. */
export function qty(options: DecimalParameter): TString {
  return decimal('base', options);
}

/** An amount of quote, as a decimal string. */
export function quoteAmount(options: DecimalParameter): TString {
  return decimal('quote', options);
}

/** A price, quote per base, as a decimal string. It need not be on a tick. */
export function price(options: DecimalParameter): TString {
  return decimal('price', options);
}

export function flag(options: ParameterText & { readonly default: boolean }): TBoolean {
  return Type.Boolean(annotated(undefined, options));
}

/** One of some words. */
export function choice<const W extends string[]>(
  words: readonly [...W],
  options: ParameterText & { readonly default: W[number] },
): TEnum<W> {
  return Type.Enum<W>(words, annotated(undefined, options));
}

/** Free text. */
export function text(options: ParameterText): TString {
  return Type.String({ ...annotated(undefined, options), minLength: 1 });
}

/** A list of groups of parameters; empty unless it is given. */
export function list<P extends TProperties>(
  properties: P,
  options: ParameterText & { readonly maxItems: number },
): TArray<TObject<P>> {
  return Type.Array(parameters(properties), { ...annotated(undefined, options), default: [] });
}

function number(unit: ParameterUnit, options: NumberParameter): TNumber {
  return Type.Number(annotated(unit, options));
}

function decimal(unit: ParameterUnit, { positive = false, ...options }: DecimalParameter): TString {
  return Type.String({ ...annotated(unit, options), pattern: DECIMAL_PATTERN, positive });
}

function annotated<O extends ParameterText>(
  unit: ParameterUnit | undefined,
  options: O,
): Record<PropertyKey, unknown> & O {
  const notes: Record<PropertyKey, unknown> = { ...(unit && { unit }), runtime: true };
  return Object.assign(notes, options);
}

import type { components } from '#lib/api/schema.d.ts';
import type { Draft } from '#lib/components/schema-form/form-draft.ts';
import { valuesOf } from '#lib/components/schema-form/form-draft.ts';
import type { FormField } from '#lib/components/schema-form/form-field.ts';

export type Markets = components['schemas']['Markets'];
export type CreateBot = components['schemas']['CreateBot'];

/** What stands in the creation form. Text as typed; empty = left to its default. */
export interface CreateDraft {
  name: string;
  strategy: string;
  marketKind: 'generated' | 'recorded';
  /** `product:symbol` of a generated market. */
  generated: string;
  startPrice: string;
  seed: string;
  /** Name of a recording. */
  recording: string;
  speed: string;
  quoteBalance: string;
  baseBalance: string;
  start: boolean;
  parameters: Draft;
  limits: Draft;
}

/** A wrong field outside the strategy's parameters and the limits. */
export type CreateField = 'name' | 'startPrice' | 'speed' | 'quoteBalance' | 'baseBalance' | 'recording';
export type CreateProblems = Partial<Record<CreateField, 'required' | 'decimal' | 'speed'>>;

const DECIMAL = /^(?:0|[1-9]\d*)(?:\.\d+)?$/;

export function emptyDraft(): CreateDraft {
  return {
    name: '',
    strategy: 'pmm',
    marketKind: 'generated',
    generated: 'spot:BTCUSDT',
    startPrice: '',
    seed: '',
    recording: '',
    speed: '',
    quoteBalance: '',
    baseBalance: '',
    start: true,
    parameters: {},
    limits: {},
  };
}

/** What can be seen to be wrong before asking the instance. */
export function createProblems(draft: CreateDraft): CreateProblems {
  const problems: CreateProblems = {};
  if (draft.name.trim() === '') problems.name = 'required';
  for (const field of ['startPrice', 'quoteBalance', 'baseBalance'] as const) {
    const text = draft[field].trim();
    if (text !== '' && !DECIMAL.test(text)) problems[field] = 'decimal';
  }
  if (draft.marketKind === 'recorded') {
    if (draft.recording === '') problems.recording = 'required';
    const speed = draft.speed.trim();
    if (speed !== '' && !(Number(speed) >= 0.1 && Number(speed) <= 100)) problems.speed = 'speed';
  }
  return problems;
}

/** The market as the API takes it. */
export function marketOf(draft: CreateDraft): CreateBot['market'] {
  if (draft.marketKind === 'recorded') {
    const speed = draft.speed.trim();
    return { kind: 'recorded', recording: draft.recording, speed: speed === '' ? 1 : Number(speed) };
  }
  const [product, symbol] = draft.generated.split(':');
  return {
    kind: 'generated',
    product: product === 'usdm' ? 'usdm' : 'spot',
    symbol: symbol ?? '',
    ...given({ startPrice: draft.startPrice, seed: draft.seed }),
  };
}

/** The form as the API takes it: only what was said. */
export function createRequest(
  draft: CreateDraft,
  fields: readonly FormField[],
  limitFields: readonly FormField[],
): CreateBot {
  const limits = Object.entries(valuesOf(limitFields, draft.limits)).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    name: draft.name.trim(),
    strategy: draft.strategy,
    market: marketOf(draft),
    parameters: valuesOf(fields, draft.parameters),
    ...(limits.length === 0 ? {} : { limits: Object.fromEntries(limits) }),
    ...given({ quoteBalance: draft.quoteBalance, baseBalance: draft.baseBalance }),
    start: draft.start,
  };
}

/** The two assets of the chosen market, where they are known; the product it is. */
export function chosenMarket(
  draft: CreateDraft,
  markets: Markets | undefined,
):
  | {
      readonly product: 'spot' | 'usdm';
      readonly symbol: string;
      readonly assets?: { base: string; quote: string };
    }
  | undefined {
  const generated = markets?.generated.map((market) => ({
    ...market,
    assets: { base: market.base, quote: market.quote },
  }));
  if (draft.marketKind === 'generated')
    return generated?.find(({ product, symbol }) => `${product}:${symbol}` === draft.generated);
  const recording = markets?.recordings.find(({ name }) => name === draft.recording);
  return (
    recording &&
    (generated?.find(({ symbol, product }) => symbol === recording.symbol && product === recording.product) ??
      recording)
  );
}

function given<K extends string>(texts: Record<K, string>): Partial<Record<K, string>> {
  const said: Partial<Record<K, string>> = {};
  for (const key of Object.keys(texts) as K[]) {
    const text = texts[key].trim();
    if (text !== '') said[key] = text;
  }
  return said;
}

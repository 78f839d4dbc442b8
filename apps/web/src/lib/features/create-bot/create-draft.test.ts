import { describe, expect, it } from 'vitest';
import { formFields } from '#lib/components/schema-form/form-field.ts';
import { chosenMarket, createProblems, createRequest, emptyDraft, marketOf } from './create-draft.ts';
import type { CreateDraft } from './create-draft.ts';

const fields = formFields({
  properties: { spreadBp: { type: 'number', default: 2 }, eager: { type: 'boolean', default: false } },
});
const limitFields = formFields({ properties: { maxPosition: { type: 'number', default: 0 } } });
const draft = (changes: Partial<CreateDraft> = {}): CreateDraft => ({
  ...emptyDraft(),
  name: 'north-quay',
  ...changes,
});

describe('createRequest', () => {
  it('U7 says only what was filled in, amounts as text', () => {
    const filled = draft({
      quoteBalance: ' 10000.50 ',
      parameters: { spreadBp: '3', eager: false },
      limits: { maxPosition: '0.5' },
    });
    expect(createRequest(filled, fields, limitFields)).toEqual({
      name: 'north-quay',
      strategy: 'pmm',
      market: { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' },
      parameters: { spreadBp: 3 },
      limits: { maxPosition: 0.5 },
      quoteBalance: '10000.50',
      start: true,
    });
  });
});

describe('marketOf', () => {
  it('takes a recording with its speed', () => {
    expect(marketOf(draft({ marketKind: 'recorded', recording: 'october', speed: '10' }))).toEqual({
      kind: 'recorded',
      recording: 'october',
      speed: 10,
    });
  });

  it('takes a generated perpetual with start price and seed', () => {
    expect(marketOf(draft({ generated: 'usdm:ETHUSDT', startPrice: '3000', seed: 'a' }))).toEqual({
      kind: 'generated',
      product: 'usdm',
      symbol: 'ETHUSDT',
      startPrice: '3000',
      seed: 'a',
    });
  });
});

describe('createProblems', () => {
  it('finds nothing wrong with a name and defaults', () => {
    expect(createProblems(draft())).toEqual({});
  });

  it('names what is missing and what is no amount', () => {
    expect(createProblems(draft({ name: ' ', quoteBalance: '1e4', baseBalance: '-1' }))).toEqual({
      name: 'required',
      quoteBalance: 'decimal',
      baseBalance: 'decimal',
    });
  });

  it('asks for a recording and a speed that can be played', () => {
    expect(createProblems(draft({ marketKind: 'recorded', speed: '1000' }))).toEqual({
      recording: 'required',
      speed: 'speed',
    });
  });
});

describe('chosenMarket', () => {
  const markets = {
    generated: [{ product: 'spot' as const, symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT' }],
    recordings: [{ name: 'october', product: 'spot' as const, symbol: 'BTCUSDT', files: [], bytes: 1 }],
    venues: [],
  };

  it('knows the assets of a generated market and of a recording of the same pair', () => {
    expect(chosenMarket(draft(), markets)?.assets).toEqual({ base: 'BTC', quote: 'USDT' });
    expect(chosenMarket(draft({ marketKind: 'recorded', recording: 'october' }), markets)?.assets).toEqual({
      base: 'BTC',
      quote: 'USDT',
    });
    expect(chosenMarket(draft(), undefined)).toBeUndefined();
  });
});

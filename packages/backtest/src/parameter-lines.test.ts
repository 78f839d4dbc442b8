import { defineStrategy } from '@mrmarket/strategy/define-strategy';
import { bp, flag, list, off, parameters, qty } from '@mrmarket/strategy/parameter-types';
import { describe, expect, it } from 'vitest';
import { parameterLines } from './parameter-lines.ts';

const text = (title: string): { title: string; description: string } => ({ title, description: '' });

const definition = defineStrategy({
  name: 'sample',
  title: 'Sample',
  summary: 'Quotes nothing.',
  parameters: parameters({
    spread: bp({ ...text('Spread'), default: 5 }),
    amount: qty({ ...text('Amount'), default: '1' }),
    hedge: flag({ ...text('Hedge'), default: false }),
    ceiling: off(qty(text('Ceiling'))),
    levels: list({ spread: bp({ ...text('Spread'), default: 1 }) }, { ...text('Levels'), maxItems: 3 }),
  }),
  create: () => ({ ready: () => true }),
});

describe('parameters of a run, for the report', () => {
  it('stand in the order of the schema, with unit, as text', () => {
    const values = { amount: '0.5', spread: 7, hedge: false, levels: [{ spread: 1 }, { spread: 2 }] };
    expect(parameterLines(definition, values)).toEqual([
      { name: 'spread', title: 'Spread', value: '7', unit: 'bp' },
      { name: 'amount', title: 'Amount', value: '0.5', unit: 'base' },
      { name: 'hedge', title: 'Hedge', value: 'false', unit: '' },
      { name: 'ceiling', title: 'Ceiling', value: 'off', unit: 'base' },
      { name: 'levels', title: 'Levels', value: 'spread 1\nspread 2', unit: '' },
    ]);
  });

  it('say none for an empty list', () => {
    expect(parameterLines(definition, { levels: [] }).at(-1)?.value).toBe('none');
  });
});

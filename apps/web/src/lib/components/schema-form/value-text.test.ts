import { describe, expect, it } from 'vitest';
import { formFields } from './form-field.ts';
import { valueText } from './value-text.ts';

const [spread, levels] = formFields({
  properties: {
    spreadBp: { type: 'number', unit: 'bp' },
    bidLevels: {
      type: 'array',
      items: {
        properties: { spreadBp: { type: 'number', unit: 'bp' }, qty: { type: 'string', unit: 'base' } },
      },
    },
  },
});
const words = { on: 'on', off: 'off', none: 'none' };

describe('valueText', () => {
  it('reads values of every kind', () => {
    expect(spread && valueText(spread, 2.5, words)).toBe('2.5');
    expect(spread && valueText(spread, undefined, words)).toBe('off');
    expect(spread && valueText(spread, 0, words)).toBe('0');
    expect(spread && valueText(spread, true, words)).toBe('on');
    expect(levels && valueText(levels, [], words)).toBe('none');
    expect(
      levels &&
        valueText(
          levels,
          [
            { spreadBp: 3, qty: '0.2' },
            { spreadBp: 6, qty: '0.4' },
          ],
          words,
        ),
    ).toBe('3 bp × 0.2, 6 bp × 0.4');
  });
});

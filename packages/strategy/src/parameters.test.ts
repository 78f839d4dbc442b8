import { createInstrument } from '@mrmarket/market/instrument';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineStrategy } from './define-strategy.ts';
import { describeParameters } from './describe-parameters.ts';
import { StrategyError } from './errors.ts';
import { bp, choice, count, flag, list, off, parameters, qty, text } from './parameter-types.ts';
import { changeParameters, parseParameters } from './parameters.ts';

const instrument = createInstrument({
  venue: 'sim',
  product: 'spot',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.00001',
});

const definition = defineStrategy({
  name: 'sample',
  title: 'Sample',
  summary: 'Has one parameter of each kind.',
  parameters: parameters({
    spreadBp: bp({
      title: 'Spread',
      description: 'Distance from mid.',
      default: 2,
      minimum: 0,
      maximum: 500,
    }),
    limitBp: off(bp({ title: 'Limit', description: 'Farthest.', minimum: 0 })),
    levels: count({
      title: 'Levels',
      description: 'Orders per side.',
      default: 1,
      minimum: 1,
      runtime: false,
    }),
    orderQty: qty({ title: 'Size', description: 'Base per order.', positive: true }),
    stepQty: qty({ title: 'Step', description: 'More per level.', default: '0' }),
    eager: flag({ title: 'Eager', description: 'Take too.', default: false }),
    source: choice(['own', 'other'], { title: 'Source', description: 'Of the price.', default: 'own' }),
    extra: list(
      {
        qty: qty({ title: 'Size', description: 'Base.', positive: true }),
        name: text({ title: 'Name', description: 'A label.' }),
      },
      { title: 'Extra', description: 'More orders.', maxItems: 2 },
    ),
  }),
  validate: ({ spreadBp, limitBp }) =>
    limitBp !== undefined && limitBp < spreadBp
      ? [`limitBp must be at least spreadBp (${spreadBp}), got ${limitBp}`]
      : [],
  create: () => ({ ready: () => true }),
});

function problemsOf(run: () => unknown): { code: string; problems: readonly string[] } {
  try {
    run();
  } catch (error) {
    if (error instanceof StrategyError) return { code: error.code, problems: error.problems };
    throw error;
  }
  throw new Error('nothing was refused');
}

const problems = (input: unknown): readonly string[] => {
  const refused = problemsOf(() => parseParameters(definition, input, instrument));
  expect(refused.code).toBe('STRATEGY_BAD_PARAMETER');
  return refused.problems;
};

describe('parseParameters', () => {
  it('fills in the defaults and leaves out what is off', () => {
    expect(parseParameters(definition, { orderQty: '0.01' }, instrument)).toEqual({
      spreadBp: 2,
      levels: 1,
      orderQty: '0.01',
      stepQty: '0',
      eager: false,
      source: 'own',
      extra: [],
    });
  });

  it('leaves its input alone', () => {
    const input = { orderQty: '0.01', extra: [] };
    const parsed = parseParameters(definition, input, instrument);
    parsed.extra.push({ qty: '1', name: 'a' });
    expect(input).toEqual({ orderQty: '0.01', extra: [] });
  });

  it.each<[string, unknown, string]>([
    ['too low', { orderQty: '1', spreadBp: -1 }, 'spreadBp must be at least 0, got -1'],
    ['too high', { orderQty: '1', spreadBp: 501 }, 'spreadBp must be at most 500, got 501'],
    ['not a number', { orderQty: '1', spreadBp: '2' }, 'spreadBp must be a number, got "2"'],
    ['NaN', { orderQty: '1', spreadBp: NaN }, 'spreadBp must be a number, got NaN'],
    ['infinite', { orderQty: '1', limitBp: Infinity }, 'limitBp must be a number, got Infinity'],
    ['not whole', { orderQty: '1', levels: 1.5 }, 'levels must be a whole number, got 1.5'],
    ['not a flag', { orderQty: '1', eager: 'yes' }, 'eager must be true or false, got "yes"'],
    ['not a word', { orderQty: '1', source: 'mine' }, 'source must be one of "own", "other", got "mine"'],
    ['unknown', { orderQty: '1', spread: 2 }, 'spread is not a parameter'],
    ['missing', {}, 'orderQty must be given'],
    ['zero', { orderQty: '0.000' }, 'orderQty must be above 0, got "0.000"'],
    [
      'negative',
      { orderQty: '-1' },
      'orderQty must be a plain decimal number in quotes, such as "0.5", got "-1"',
    ],
    [
      'exponent',
      { orderQty: '1e3' },
      'orderQty must be a plain decimal number in quotes, such as "0.5", got "1e3"',
    ],
    ['a number', { orderQty: 1 }, 'orderQty must be text in quotes, got 1'],
    [
      'off the lot',
      { orderQty: '0.000015' },
      'orderQty must be a whole number of lots of 0.00001, got "0.000015"',
    ],
    [
      'tiny',
      { orderQty: '0.0000000000001' },
      'orderQty must be a whole number of lots of 0.00001, got "0.0000000000001"',
    ],
    [
      'in a list',
      { orderQty: '1', extra: [{ qty: '0.000001', name: 'a' }] },
      'extra[0].qty must be a whole number of lots of 0.00001, got "0.000001"',
    ],
    ['missing in a list', { orderQty: '1', extra: [{ qty: '1' }] }, 'extra[0].name must be given'],
    [
      'unknown in a list',
      { orderQty: '1', extra: [{ qty: '1', name: 'a', x: 1 }] },
      'extra[0].x is not a parameter',
    ],
    [
      'a long list',
      { orderQty: '1', extra: [1, 2, 3].map(() => ({ qty: '1', name: 'a' })) },
      'extra must have at most 2 entries, got 3',
    ],
    [
      'an empty text',
      { orderQty: '1', extra: [{ qty: '1', name: '' }] },
      'extra[0].name must not have fewer than 1 characters, got ""',
    ],
    [
      'two fields',
      { orderQty: '1', spreadBp: 3, limitBp: 1 },
      'limitBp must be at least spreadBp (3), got 1',
    ],
    ['not an object', 7, 'the parameters must be a group of parameters, got 7'],
  ])('refuses what is %s, naming field, limit and value', (_, input, problem) => {
    expect(problems(input)).toEqual([problem]);
  });

  it('names every problem, not only the first', () => {
    expect(problems({ orderQty: '1', spreadBp: -1, levels: 0, source: 'x' })).toEqual([
      'spreadBp must be at least 0, got -1',
      'levels must be at least 1, got 0',
      'source must be one of "own", "other", got "x"',
    ]);
  });

  it('takes any whole number of lots', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (lots) => {
        const units = lots.toString().padStart(6, '0');
        const orderQty = `${units.slice(0, -5)}.${units.slice(-5)}`;
        expect(parseParameters(definition, { orderQty }, instrument).orderQty).toBe(orderQty);
      }),
      { numRuns: 3000 },
    );
  });

  it('answers any input with parameters or a StrategyError', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        try {
          parseParameters(definition, input, instrument);
        } catch (error) {
          expect(error).toBeInstanceOf(StrategyError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('changeParameters', () => {
  const current = parseParameters(definition, { orderQty: '1', limitBp: 9 }, instrument);

  it('changes what may change and keeps the rest', () => {
    expect(changeParameters(definition, current, { spreadBp: 4 }, instrument)).toEqual({
      ...current,
      spreadBp: 4,
    });
  });

  it('returns to the default, or to off, on null', () => {
    const changed = changeParameters(
      definition,
      { ...current, spreadBp: 4 },
      { spreadBp: null, limitBp: null },
      instrument,
    );
    expect(changed.spreadBp).toBe(2);
    expect('limitBp' in changed).toBe(false);
  });

  it('refuses a parameter that is fixed while running', () => {
    expect(problemsOf(() => changeParameters(definition, current, { levels: 3 }, instrument))).toEqual({
      code: 'STRATEGY_FIXED_PARAMETER',
      problems: ['levels may not change while the strategy runs (1 to 3); stop it first'],
    });
  });

  it('lets a fixed parameter be said again', () => {
    expect(changeParameters(definition, current, { levels: 1 }, instrument)).toEqual(current);
  });

  it('checks the result like a new start', () => {
    expect(
      problemsOf(() => changeParameters(definition, current, { spreadBp: 10 }, instrument)).problems,
    ).toEqual(['limitBp must be at least spreadBp (10), got 9']);
  });
});

describe('describeParameters', () => {
  it('gives one row per parameter in the order of the schema', () => {
    const rows = describeParameters(definition);
    expect(
      rows.map(({ name, unit, default: value, values, runtime }) => [name, unit, value, values, runtime]),
    ).toEqual([
      ['spreadBp', 'bp', '2', '0 … 500', true],
      ['limitBp', 'bp', 'off', 'at least 0', true],
      ['levels', 'count', '1', 'at least 1', false],
      ['orderQty', 'base', 'required', 'decimal above 0', true],
      ['stepQty', 'base', '"0"', 'decimal', true],
      ['eager', '', 'false', 'true | false', true],
      ['source', '', '"own"', 'own | other', true],
      ['extra', '', '[]', 'up to 2 of {qty, name}', true],
    ]);
    expect(rows[0]).toMatchObject({ title: 'Spread', description: 'Distance from mid.' });
  });
});

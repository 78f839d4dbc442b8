import { describe, expect, it } from 'vitest';
import { checkForm } from './check-form.ts';
import { changesOf, draftOf, patchOf, valuesOf, withDefaults } from './form-draft.ts';
import type { Draft } from './form-draft.ts';
import { formFields } from './form-field.ts';
import { concerns, serverProblems } from './form-problems.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['spreadBp', 'levels', 'bidLevels', 'source', 'eager', 'size'],
  properties: {
    spreadBp: { type: 'number', title: 'Spread', unit: 'bp', default: 2, minimum: 0, maximum: 500 },
    levels: { type: 'integer', title: 'Levels', default: 1, minimum: 1, runtime: false },
    size: { type: 'string', title: 'Size', pattern: '^(?:0|[1-9]\\d*)(?:\\.\\d+)?$', unit: 'base' },
    floor: { type: 'string', title: 'Floor', pattern: '^(?:0|[1-9]\\d*)(?:\\.\\d+)?$', unit: 'price' },
    eager: { type: 'boolean', title: 'Eager', default: false },
    source: { enum: ['own', 'other'], title: 'Source', default: 'own' },
    bidLevels: {
      type: 'array',
      title: 'Bid levels',
      default: [],
      maxItems: 2,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['spreadBp', 'qty'],
        properties: {
          spreadBp: { type: 'number', title: 'Spread', unit: 'bp', minimum: 0 },
          qty: { type: 'string', title: 'Size', pattern: '^(?:0|[1-9]\\d*)(?:\\.\\d+)?$', unit: 'base' },
        },
      },
    },
  },
};
const fields = formFields(schema);
const draft = (changes: Draft = {}): Draft => ({ ...draftOf(fields, { size: '0.5' }), ...changes });
const check = (changes: Draft) => checkForm(schema, fields, valuesOf(fields, draft(changes)));

describe('formFields', () => {
  it('U7 draws a control of the right kind for every property, in their order', () => {
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['spreadBp', 'number'],
      ['levels', 'integer'],
      ['size', 'decimal'],
      ['floor', 'decimal'],
      ['eager', 'flag'],
      ['source', 'choice'],
      ['bidLevels', 'list'],
    ]);
    expect(fields[6]?.fields.map(({ name }) => name)).toEqual(['spreadBp', 'qty']);
    expect(fields[0]).toMatchObject({ title: 'Spread', unit: 'bp', default: 2, minimum: 0, maximum: 500 });
  });

  it('U9 knows what may change while it runs', () => {
    expect(fields.filter(({ runtime }) => !runtime).map(({ name }) => name)).toEqual(['levels']);
  });

  it('has no fields for what is no object schema', () => {
    expect(formFields(null)).toEqual([]);
    expect(formFields({ type: 'string' })).toEqual([]);
  });
});

describe('valuesOf', () => {
  it('says only what is not left to its default', () => {
    expect(valuesOf(fields, draft())).toEqual({ size: '0.5' });
  });

  it('keeps amounts as text and numbers as numbers', () => {
    expect(valuesOf(fields, draft({ spreadBp: ' 2.50 ', size: '0.10', eager: true }))).toMatchObject({
      spreadBp: 2.5,
      size: '0.10',
      eager: true,
    });
  });

  it('gives back the values a form was filled with', () => {
    const values = {
      spreadBp: 7,
      levels: 2,
      size: '1',
      eager: true,
      source: 'other',
      bidLevels: [{ spreadBp: 3, qty: '0.2' }],
    };
    expect(valuesOf(fields, draftOf(fields, values))).toEqual(values);
  });
});

describe('checkForm', () => {
  it('finds nothing wrong with a good form', async () => {
    expect(await check({})).toEqual([]);
  });

  it.each<[string, Draft, object]>([
    ['U7 a bad spread', { spreadBp: '-1' }, { path: 'spreadBp', kind: 'minimum', limit: 0 }],
    ['too large a number', { spreadBp: '501' }, { path: 'spreadBp', kind: 'maximum', limit: 500 }],
    ['words for a number', { spreadBp: 'two' }, { path: 'spreadBp', kind: 'number' }],
    ['an exponent', { spreadBp: '1e2' }, { path: 'spreadBp', kind: 'number' }],
    ['a broken whole number', { levels: '1.5' }, { path: 'levels', kind: 'integer' }],
    ['a negative amount', { size: '-1' }, { path: 'size', kind: 'decimal' }],
    ['what must be given', { size: '' }, { path: 'size', kind: 'required' }],
    ['another word', { source: 'mine' }, { path: 'source', kind: 'choice' }],
    [
      'an entry without size',
      { bidLevels: [{ spreadBp: '1', qty: '' }] },
      { path: 'bidLevels.0.qty', kind: 'required' },
    ],
    [
      'too many entries',
      { bidLevels: [1, 2, 3].map(() => ({ spreadBp: '1', qty: '1' })) },
      { path: 'bidLevels', kind: 'entries', limit: 2 },
    ],
  ])('refuses %s at its field', async (_, changes, problem) => {
    expect(await check(changes)).toEqual([problem]);
  });
});

describe('serverProblems', () => {
  it('maps what the server refused to the fields of one part of the form', () => {
    const problems = serverProblems(
      [
        { field: 'parameters.bidLevels[0].qty', message: 'must be a whole number of lots' },
        { field: '/parameters/spreadBp', message: 'must be at least 0' },
        { field: 'limits.leverage', message: 'must be at least 0.01' },
      ],
      'parameters',
    );
    expect(problems).toEqual([
      { path: 'bidLevels.0.qty', kind: 'said', text: 'must be a whole number of lots' },
      { path: 'spreadBp', kind: 'said', text: 'must be at least 0' },
    ]);
    expect(concerns(problems, 'bidLevels')).toBe(true);
    expect(concerns(problems, 'bid')).toBe(false);
  });
});

describe('changesOf', () => {
  const current = withDefaults(fields, { size: '0.5', floor: '100' });

  it('U9 shows old and new of what changes, and nothing else', () => {
    const changes = changesOf(fields, current, { ...draftOf(fields, current), spreadBp: '3', floor: '' });
    expect(changes.map(({ field, before, after }) => [field.name, before, after])).toEqual([
      ['spreadBp', 2, 3],
      ['floor', '100', undefined],
    ]);
    expect(patchOf(changes)).toEqual({ spreadBp: 3, floor: null });
  });

  it('finds none in an untouched form', () => {
    expect(changesOf(fields, current, draftOf(fields, current))).toEqual([]);
  });
});

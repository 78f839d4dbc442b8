import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderId, parseClientOrderId } from './client-order-id.ts';
import type { ClientOrderIdParts } from './client-order-id.ts';

const LARGEST = { strategy: 36 ** 2 - 1, intent: 36 ** 10 - 1, attempt: 36 ** 2 - 1 };
const first: ClientOrderIdParts = { tag: 'ABC123', strategy: 0, intent: 1, attempt: 0 };

const parts = fc.record({
  tag: fc.string({
    unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')),
    minLength: 6,
    maxLength: 6,
  }),
  strategy: fc.integer({ min: 0, max: LARGEST.strategy }),
  intent: fc.maxSafeNat().map((n) => n % (LARGEST.intent + 1)),
  attempt: fc.integer({ min: 0, max: LARGEST.attempt }),
});

describe('a client order id', () => {
  it('is M, tag, strategy, intent in base 36, attempt', () => {
    expect(clientOrderId(first)).toBe('MABC12300000000000100');
    expect(clientOrderId({ tag: 'ZZZZZZ', strategy: 37, intent: 36 ** 9 + 35, attempt: 36 })).toBe(
      'MZZZZZZ11100000000Z10',
    );
    expect(clientOrderId({ tag: '000000', ...LARGEST })).toBe('M000000ZZZZZZZZZZZZZZ');
  });

  it('is 21 letters and digits, which every venue takes', () => {
    fc.assert(
      fc.property(parts, (made) => {
        expect(clientOrderId(made)).toMatch(/^M[0-9A-Z]{20}$/);
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives its parts back', () => {
    fc.assert(
      fc.property(parts, (made) => {
        expect(parseClientOrderId(clientOrderId(made))).toEqual(made);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is the same for the same intent and another for any other', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const equal = JSON.stringify(a) === JSON.stringify(b);
        expect(clientOrderId(a) === clientOrderId(b)).toBe(equal);
      }),
      { numRuns: 5_000 },
    );
  });

  it('sorts by intent as text', () => {
    const ids = [1, 35, 36, 1_295, 1_296, 10 ** 12].map((intent) => clientOrderId({ ...first, intent }));
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('parts that do not fit', () => {
  it.each<[string, Partial<ClientOrderIdParts>]>([
    ['tag must be 6 of 0-9A-Z, got "ABC12"', { tag: 'ABC12' }],
    ['tag must be 6 of 0-9A-Z, got "ABC1234"', { tag: 'ABC1234' }],
    ['tag must be 6 of 0-9A-Z, got "abc123"', { tag: 'abc123' }],
    ['tag must be 6 of 0-9A-Z, got "ABC12\\n"', { tag: 'ABC12\n' }],
    ['strategy 1296 does not fit 2 digits', { strategy: LARGEST.strategy + 1 }],
    ['strategy must be a whole number from 0, got -1', { strategy: -1 }],
    ['intent 3656158440062976 does not fit 10 digits', { intent: LARGEST.intent + 1 }],
    ['intent must be a whole number from 0, got 1.5', { intent: 1.5 }],
    ['intent must be a whole number from 0, got NaN', { intent: Number.NaN }],
    ['attempt 1296 does not fit 2 digits', { attempt: LARGEST.attempt + 1 }],
  ])('%s', (message, wrong) => {
    expect(() => clientOrderId({ ...first, ...wrong })).toThrow(
      expect.objectContaining({
        code: 'ENGINE_BAD_CLIENT_ID',
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});

describe('an id of another shape is nobody of ours', () => {
  it.each([
    '',
    'M',
    'x-1234567890',
    'MABC1230000000000010',
    'MABC123000000000001000',
    'NABC12300000000000100',
    'mabc12300000000000100',
    'MABC1230000000000010-',
    'MABC12300000000000100\n',
    ' MABC12300000000000100',
  ])('%j', (id) => {
    expect(parseClientOrderId(id)).toBeUndefined();
  });
});

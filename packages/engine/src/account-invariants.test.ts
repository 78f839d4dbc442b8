import { Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Account, floorDiv } from './account.ts';
import type { BookableFill } from './account.ts';
import { btcusdt } from './engine-state-testing.ts';

/** What an account may go through. */
type Step =
  | { readonly kind: 'fill'; readonly fill: BookableFill }
  | { readonly kind: 'correct'; readonly of: number; readonly fee: string; readonly feeAsset: string }
  | { readonly kind: 'quote'; readonly units: bigint }
  | { readonly kind: 'base'; readonly units: bigint; readonly mark2: number };

const decimal = (max: bigint) =>
  fc
    .tuple(fc.bigInt({ min: -max, max: max / 4n }), fc.integer({ min: 8, max: 11 }))
    .map(([units, places]) => {
      const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
      return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
    });
const fees = fc.oneof(
  fc.constant({}),
  fc.record({ fee: decimal(10n ** 8n), feeAsset: fc.constantFrom('USDT', 'BTC', 'BNB', 'MNT') }),
);
const fills = fc
  .record({
    side: fc.constantFrom(Side.Buy, Side.Sell),
    tick: fc.integer({ min: 1, max: 20_000 }),
    lots: fc.integer({ min: 1, max: 5_000 }),
    maker: fc.boolean(),
    fee: fees,
  })
  .map(({ fee, ...terms }): BookableFill => ({
    instrument: 0,
    ...terms,
    ...fee,
    ...('feeAsset' in fee && fee.feeAsset === 'BNB' ? { feePrice: '612.345678901234' } : {}),
  }));
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fills.map((made): Step => ({ kind: 'fill', fill: made })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat(20), decimal(10n ** 7n), fc.constantFrom('USDT', 'BTC'))
        .map(([of, fee, feeAsset]): Step => ({ kind: 'correct', of, fee, feeAsset })),
    },
    {
      weight: 1,
      arbitrary: fc
        .bigInt({ min: -(10n ** 11n), max: 10n ** 11n })
        .map((units): Step => ({ kind: 'quote', units })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.integer({ min: 1, max: 40_000 }))
        .map(([units, mark2]): Step => ({ kind: 'base', units, mark2 })),
    },
  ),
  { minLength: 1, maxLength: 30 },
);
const marks = fc.integer({ min: 1, max: 40_000 });
const RATES = { maker: '-0.0000333', taker: '0.00075' };

/** Takes a step; `expected` holds what was booked for fills without a fee. */
function take(
  books: Account,
  step: Step,
  expected: { readonly fill: BookableFill; readonly value: bigint }[],
): void {
  if (step.kind === 'quote') books.flowQuote(step.units);
  else if (step.kind === 'base') books.flowBase(0, step.units, step.mark2);
  else if (step.kind === 'fill') {
    const { fee } = books.fill(step.fill);
    if (fee.expected) expected.push({ fill: step.fill, value: fee.value });
  } else if (expected.length > 0) {
    const [late] = expected.splice(step.of % expected.length, 1);
    books.correctFee({ ...late.fill, fee: step.fee, feeAsset: step.feeAsset }, late.value);
  }
}

describe('for anything that happens', () => {
  it('equity = cash + inventory at mark + token fees, and equity - flows = realized + unrealized + fees + rebates', () => {
    fc.assert(
      fc.property(steps, marks, (list, mark2) => {
        const books = new Account([btcusdt], RATES);
        const expected: Parameters<typeof take>[2] = [];
        for (const step of list) {
          take(books, step, expected);
          const equity = books.equity([mark2]);
          const value = floorDiv(books.positions[0].inventory * BigInt(mark2), 200n);
          expect(equity).toBe(books.cash + value + books.tokenFees);
          const result = books.realized + books.unrealized([mark2]) + books.fees + books.rebates;
          expect(equity - books.flows).toBe(result);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('F49 Σ quote + Σ base × P - fees = equity at each event, with balances kept as a venue keeps them', () => {
    fc.assert(
      fc.property(fc.array(fills, { minLength: 1, maxLength: 30 }), marks, (list, mark2) => {
        const books = new Account([btcusdt], RATES);
        let quote = 0n;
        let base = 0n;
        let others = 0n;
        for (const made of list) {
          const { fee } = books.fill(made);
          // A tick is 10^6 units of quote a coin, a lot is 10^5 units of base.
          const value = BigInt(made.tick) * BigInt(made.lots) * 1_000n;
          quote += made.side === Side.Buy ? -value : value;
          base += BigInt(made.lots) * (made.side === Side.Buy ? 100_000n : -100_000n);
          if (fee.expected || made.feeAsset === 'USDT') quote += fee.value;
          else if (made.feeAsset === 'BTC') base += units(made.fee as string);
          else others += fee.value;
          expect(books.equity([mark2])).toBe(quote + floorDiv(base * BigInt(mark2), 200n) + others);
          expect([books.cash, books.positions[0].inventory]).toEqual([quote, base]);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('a flow does not change the result, to the unit', () => {
    fc.assert(
      fc.property(
        steps,
        fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        marks,
        (list, base, quote, mark2) => {
          const books = new Account([btcusdt], RATES);
          const expected: Parameters<typeof take>[2] = [];
          for (const step of list) take(books, step, expected);
          const before = books.equity([mark2]) - books.flows;
          books.flowBase(0, base, mark2);
          books.flowQuote(quote);
          expect(books.equity([mark2]) - books.flows).toBe(before);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('the numbers for the hot path are the exact ones, rounded', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const books = new Account([btcusdt], RATES);
        const expected: Parameters<typeof take>[2] = [];
        for (const step of list) take(books, step, expected);
        expect(books.cashNumber).toBe(Number(books.cash + books.tokenFees) / 1e8);
        expect(books.inventoryNumber[0]).toBe(Number(books.positions[0].inventory) / 1e8);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A decimal as units of 10^-8, rounded down. */
function units(text: string): bigint {
  const [whole, fraction] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(11, '0'));
  return floorDiv(text.startsWith('-') ? -size : size, 1_000n);
}

describe('Account: a fill that is taken back', () => {
  const spot = btcusdt;
  const rates = { maker: '0.001', taker: '-0.0002' };

  it('leaves cash, inventory, fees, volume and the sum of results as if it had never been', () => {
    fc.assert(
      fc.property(fc.array(fills, { maxLength: 20 }), fills, fc.nat(20), (others, guess, at) => {
        const without = new Account([spot], rates);
        const account = new Account([spot], rates);
        const { fee: _fee, feeAsset: _feeAsset, ...bare } = guess;
        let booked = 0n;
        const place = Math.min(at, others.length);
        others.forEach((fill, i) => {
          if (i === place) booked = account.fill(bare).fee.value;
          account.fill(fill);
          without.fill(fill);
        });
        if (place === others.length) booked = account.fill(bare).fee.value;
        account.takeBack(bare, booked);
        const { cash, fees: paid, rebates, volume, makerVolume, tokenFees } = without;
        expect(account).toMatchObject({ cash, fees: paid, rebates, volume, makerVolume, tokenFees });
        expect(account.positions[0].inventory).toBe(without.positions[0].inventory);
        expect(account.realized + account.unrealized([20_000])).toBe(
          without.realized + without.unrealized([20_000]),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

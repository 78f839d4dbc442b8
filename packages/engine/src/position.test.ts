import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Position } from './position.ts';

/** Trades as [base units, quote units of the whole trade]; positive = bought. */
function position(...trades: [delta: bigint, value: bigint][]): Position {
  const made = new Position();
  for (const [delta, value] of trades) made.apply(delta, value);
  return made;
}

describe('average cost', () => {
  it('of a long is what was paid', () => {
    expect(position([2n, 200n], [1n, 130n])).toMatchObject({ inventory: 3n, cost: 330n, realized: 0n });
  });

  it('of a short is what was received, negative', () => {
    expect(position([-2n, 200n], [-1n, 130n])).toMatchObject({ inventory: -3n, cost: -330n, realized: 0n });
  });

  it('a reduce takes its share of the cost away and realizes the rest', () => {
    // 3 for 330; 2 of them cost 220 and bring 300.
    expect(position([3n, 330n], [-2n, 300n])).toMatchObject({ inventory: 1n, cost: 110n, realized: 80n });
  });

  it('a reduce of a short realizes what was received less what it costs now', () => {
    expect(position([-3n, 330n], [2n, 300n])).toMatchObject({ inventory: -1n, cost: -110n, realized: -80n });
  });

  it('a reduce removes floor(cost × reduced / held); the odd unit stays with the rest', () => {
    // floor(100 × 1 / 3) = 33
    expect(position([3n, 100n], [-1n, 40n])).toMatchObject({ inventory: 2n, cost: 67n, realized: 7n });
    expect(position([-3n, 100n], [1n, 40n])).toMatchObject({ inventory: -2n, cost: -67n, realized: -7n });
  });

  it('closing leaves no cost, whatever was rounded before', () => {
    expect(position([3n, 100n], [-1n, 33n], [-2n, 67n])).toMatchObject({
      inventory: 0n,
      cost: 0n,
      realized: 0n,
    });
  });

  it('a flip closes at the price of the fill and opens the rest there', () => {
    // Long 2 for 200; 5 sold for 600: 2 of them bring 240, the other 3 are a short that received 360.
    expect(position([2n, 200n], [-5n, 600n])).toMatchObject({ inventory: -3n, cost: -360n, realized: 40n });
    expect(position([-2n, 200n], [5n, 600n])).toMatchObject({ inventory: 3n, cost: 360n, realized: -40n });
  });

  it('a flip loses no unit to rounding', () => {
    // 2 of 3 for 100: 66 close the long, 34 open the short.
    expect(position([2n, 60n], [-3n, 100n])).toMatchObject({ inventory: -1n, cost: -34n, realized: 6n });
  });

  it('nothing traded is nothing changed', () => {
    expect(position([3n, 100n], [0n, 50n])).toMatchObject({ inventory: 3n, cost: 100n, realized: 0n });
  });
});

describe('for any trades', () => {
  const trades = fc.array(
    fc.record({
      units: fc.bigInt({ min: 1n, max: 10n ** 6n }),
      price: fc.bigInt({ min: 1n, max: 10n ** 6n }),
      buy: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  );

  it('cash spent = cost - realized, to the last unit', () => {
    fc.assert(
      fc.property(trades, (list) => {
        const made = new Position();
        let cash = 0n;
        for (const { units, price, buy } of list) {
          made.apply(buy ? units : -units, units * price);
          cash += buy ? -units * price : units * price;
          expect(made.realized - made.cost).toBe(cash);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('the average stays within the range of the fills, up to one unit of cost per reduction', () => {
    fc.assert(
      fc.property(trades, (list) => {
        const made = new Position();
        let low = 0n;
        let high = 0n;
        let reductions = 0n;
        for (const { units, price, buy } of list) {
          const before = made.inventory;
          made.apply(buy ? units : -units, units * price);
          if (before === 0n || before > 0n !== made.inventory > 0n) {
            low = high = price;
            reductions = 0n;
          } else if (before > 0n === buy) {
            low = price < low ? price : low;
            high = price > high ? price : high;
          } else reductions++;
          const held = made.inventory < 0n ? -made.inventory : made.inventory;
          const cost = made.cost < 0n ? -made.cost : made.cost;
          expect(cost >= held * low).toBe(true);
          expect(cost <= held * high + reductions).toBe(true);
          expect(made.cost === 0n || made.cost > 0n === made.inventory > 0n).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('a short is the mirror of a long', () => {
    fc.assert(
      fc.property(trades, (list) => {
        const long = new Position();
        const short = new Position();
        for (const { units, price, buy } of list) {
          long.apply(buy ? units : -units, units * price);
          short.apply(buy ? -units : units, units * price);
        }
        expect([-short.inventory, -short.cost]).toEqual([long.inventory, long.cost]);
        expect(-short.realized).toBe(long.realized);
      }),
      { numRuns: 3_000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ceilToTick,
  decimalPlaces,
  floorToLots,
  floorToTick,
  formatDecimal,
  formatPrice,
  formatQty,
  notionalUnits,
  parseDecimal,
  parsePriceTicks,
  parsePublicLots,
  parseQtyLots,
} from './decimal.ts';
import { createInstrument, type Instrument } from './instrument.ts';

function instrument(tickSize: string, lotSize: string): Instrument {
  return createInstrument({
    venue: 'test',
    product: 'spot',
    symbol: 'AB',
    base: 'A',
    quote: 'B',
    tickSize,
    lotSize,
  });
}

const btcusdt = instrument('0.01', '0.00001');
const btcusdtPerp = instrument('0.1', '0.001');

const anyInstrument = fc
  .record({
    tick: fc.constantFrom('0.1', '0.01', '0.5', '0.05', '0.00001', '0.00000001', '1', '5', '10', '0.25'),
    lot: fc.constantFrom('0.001', '0.00001', '1', '10', '0.1', '0.00000001', '0.5', '1000'),
  })
  .map(({ tick, lot }) => instrument(tick, lot));
const anyTick = fc.integer({ min: 1, max: 2 ** 31 - 2 });
const anyLots = fc.maxSafeInteger().map(Math.abs);
const property = { numRuns: 5000 };

describe('parseDecimal and formatDecimal', () => {
  it('F47 reads what it prints, for any number of decimals', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 30 }), (units, decimals) => {
        expect(parseDecimal(formatDecimal(units, decimals), decimals)).toBe(units);
      }),
      property,
    );
  });

  it('F47 never prints an exponent', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 30 }), (units, decimals) => {
        expect(formatDecimal(units, decimals)).toMatch(decimals === 0 ? /^-?\d+$/ : /^-?\d+\.\d+$/);
      }),
      property,
    );
    expect(formatDecimal(1n, 12)).toBe('0.000000000001');
    expect(formatDecimal(10n ** 25n, 0)).toBe('10000000000000000000000000');
  });

  it.each(['1e5', '1E-7', '', '.5', '5.', '+1', ' 1', '1 ', '0x10', 'NaN', 'Infinity', '1,000', '--1'])(
    'F47 refuses %j, which is no plain decimal',
    (text) => {
      expect(() => parseDecimal(text, 8)).toThrow(expect.objectContaining({ code: 'MARKET_BAD_DECIMAL' }));
      expect(() => decimalPlaces(text)).toThrow(expect.objectContaining({ code: 'MARKET_BAD_DECIMAL' }));
    },
  );

  it('loses no digit: more decimals than asked for are refused, unless they are zeros', () => {
    expect(parseDecimal('61583.22000000', 2)).toBe(6158322n);
    expect(() => parseDecimal('0.001', 2)).toThrow(expect.objectContaining({ code: 'MARKET_OFF_STEP' }));
    expect(parseDecimal('-0.5', 1)).toBe(-5n);
  });
});

describe('prices as ticks, quantities as lots', () => {
  it('reads recorded values', () => {
    expect(parsePriceTicks(btcusdt, '61583.22000000')).toBe(6158322);
    expect(parsePriceTicks(btcusdtPerp, '61590.30')).toBe(615903);
    expect(parseQtyLots(btcusdt, '3.78826000')).toBe(378826);
    expect(parseQtyLots(btcusdtPerp, '0.000')).toBe(0);
    expect(parsePriceTicks(instrument('0.05', '1'), '1.15')).toBe(23);
    expect(parseQtyLots(instrument('1', '1000'), '5000')).toBe(5);
  });

  it('F47 what is printed reads back as the same ticks and lots', () => {
    fc.assert(
      fc.property(anyInstrument, anyTick, anyLots, (market, tick, lots) => {
        expect(parsePriceTicks(market, formatPrice(market, tick))).toBe(tick);
        expect(parseQtyLots(market, formatQty(market, lots))).toBe(lots);
      }),
      property,
    );
  });

  it('prints with the decimals of the step', () => {
    expect(formatPrice(btcusdt, 6158300)).toBe('61583.00');
    expect(formatQty(btcusdt, 1)).toBe('0.00001');
    expect(formatPrice(instrument('5', '1'), 3)).toBe('15');
  });

  it.each([
    ['between two ticks', '61583.225'],
    ['zero', '0.00'],
    ['negative', '-1.00'],
    ['above 2^31 - 2 ticks', '21474836.47'],
  ])('F47 refuses a price that is %s', (_, text) => {
    expect(() => parsePriceTicks(btcusdt, text)).toThrow(
      expect.objectContaining({ code: 'MARKET_OFF_STEP' }),
    );
  });

  it('refuses a quantity that is part of a lot, negative or beyond 2^53 lots', () => {
    for (const text of ['0.000001', '-0.00001', '90071992547.40992']) {
      expect(() => parseQtyLots(btcusdt, text)).toThrow(expect.objectContaining({ code: 'MARKET_OFF_STEP' }));
    }
  });
});

describe('parsePublicLots', () => {
  it.each([
    ['25.42618900', 2542619],
    ['191.38900600', 19138901],
    ['47.075934', 4707593],
    ['0.000015', 2],
    ['0.000001', 1],
    ['0.00000000', 0],
    ['3.78826000', 378826],
  ])('takes %s, which a changed lot size left behind, as %d lots', (text, lots) => {
    expect(parsePublicLots(btcusdt, text)).toBe(lots);
  });

  it('refuses a negative quantity and more than 2^53 lots', () => {
    for (const text of ['-0.00001', '90071992547.40992']) {
      expect(() => parsePublicLots(btcusdt, text)).toThrow(
        expect.objectContaining({ code: 'MARKET_OFF_STEP' }),
      );
    }
  });
});

describe('floorToTick, ceilToTick, floorToLots', () => {
  it('F47 a price computed onto a tick is on it, whatever its last bits say', () => {
    const tenth = instrument('0.1', '0.1');
    expect(0.1 + 0.2).not.toBe(0.3);
    expect(floorToTick(tenth, 0.1 + 0.2)).toBe(3);
    expect(ceilToTick(tenth, 0.1 + 0.2)).toBe(3);
    expect(floorToTick(tenth, 0.7 + 0.1)).toBe(8);
    expect(floorToLots(tenth, 0.3 - 0.1)).toBe(2);
    expect(floorToTick(btcusdt, 1.15)).toBe(115);
    expect(ceilToTick(btcusdt, 1.1 * 1.1)).toBe(121);
  });

  it('rounds everything else down or up', () => {
    expect(floorToTick(btcusdt, 61583.229)).toBe(6158322);
    expect(ceilToTick(btcusdt, 61583.221)).toBe(6158323);
    expect(floorToLots(btcusdt, 0.000019)).toBe(1);
    expect(floorToLots(btcusdt, 0.000009)).toBe(0);
  });

  it('F47 is idempotent: the price of a tick is that tick', () => {
    fc.assert(
      fc.property(anyInstrument, anyTick, (market, tick) => {
        const price = tick * market.tick;
        expect(floorToTick(market, price)).toBe(tick);
        expect(ceilToTick(market, price)).toBe(tick);
        expect(floorToTick(market, Number(formatPrice(market, tick)))).toBe(tick);
      }),
      property,
    );
  });

  it('F47 stays within one tick of the price, the floor below and the ceiling above', () => {
    fc.assert(
      fc.property(anyInstrument, fc.double({ min: 1e-6, max: 2e6, noNaN: true }), (market, price) => {
        const floor = floorToTick(market, price);
        const ceil = ceilToTick(market, price);
        const exact = price / market.tick;
        const slack = Math.min(exact * 1e-9, 0.01) + exact * 1e-15;
        expect(ceil - floor).toBeLessThanOrEqual(1);
        expect(floor).toBeLessThanOrEqual(exact + slack);
        expect(floor).toBeGreaterThan(exact - 1 - slack);
        expect(ceil).toBeGreaterThanOrEqual(exact - slack);
        expect(ceil).toBeLessThan(exact + 1 + slack);
      }),
      property,
    );
  });

  it('refuses what is no number', () => {
    for (const price of [NaN, Infinity, -Infinity]) {
      expect(() => floorToTick(btcusdt, price)).toThrow(
        expect.objectContaining({ code: 'MARKET_BAD_DECIMAL' }),
      );
    }
  });
});

describe('notionalUnits', () => {
  it('is exact where a double is not', () => {
    // 61,583.22 × 0.00001 = 0.6158322, in units of 10^-8.
    expect(notionalUnits(btcusdt, 6158322, 1)).toBe(61583220n);
    expect(notionalUnits(btcusdt, 2 ** 31 - 2, 2 ** 53 - 1)).toBe(
      2147483646n * 9007199254740991n * btcusdt.quoteUnitsPerTickLot,
    );
  });

  it('F47 equals price times quantity, computed on the printed decimals', () => {
    fc.assert(
      fc.property(anyInstrument, anyTick, anyLots, (market, tick, lots) => {
        const { priceDecimals, qtyDecimals, quoteDecimals } = market;
        const price = parseDecimal(formatPrice(market, tick), priceDecimals);
        const qty = parseDecimal(formatQty(market, lots), qtyDecimals);
        expect(notionalUnits(market, tick, lots) * 10n ** BigInt(priceDecimals + qtyDecimals)).toBe(
          price * qty * 10n ** BigInt(quoteDecimals),
        );
      }),
      property,
    );
  });
});

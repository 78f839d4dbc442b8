import { describe, expect, it } from 'vitest';
import { createInstrument, type InstrumentSpec } from './instrument.ts';
import { findKnownInstrument, knownInstrument } from './known-instruments.ts';

const spec: InstrumentSpec = {
  venue: 'binance',
  product: 'spot',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.00001',
  minNotional: '5',
};

describe('createInstrument', () => {
  it('completes a specification', () => {
    expect(createInstrument(spec)).toEqual({
      ...spec,
      id: 'binance:spot:BTCUSDT',
      minQty: '0.00001',
      // 2^40 lots, exact and without an exponent.
      maxQty: '10995116.27776',
      priceDecimals: 2,
      qtyDecimals: 5,
      tick: 0.01,
      lot: 0.00001,
      minLots: 1,
      maxLots: 2 ** 40,
      baseDecimals: 8,
      quoteDecimals: 8,
      // 0.00001 BTC in units of 10^-8, and 0.01 × 0.00001 = 10^-7 USDT in units of 10^-8.
      baseUnitsPerLot: 1000n,
      quoteUnitsPerTickLot: 10n,
      minNotionalUnits: 500_000_000n,
    });
  });

  it('books quote with as many decimals as one tick times one lot needs', () => {
    const fine = createInstrument({ ...spec, tickSize: '0.000005', lotSize: '0.0001' });
    expect([fine.quoteDecimals, fine.quoteUnitsPerTickLot]).toEqual([10, 5n]);
    const coarse = createInstrument({ ...spec, tickSize: '10', lotSize: '1000', minQty: '5000' });
    expect([coarse.quoteUnitsPerTickLot, coarse.minLots, coarse.baseUnitsPerLot]).toEqual([
      10n ** 12n,
      5,
      10n ** 11n,
    ]);
  });

  it.each<[field: keyof InstrumentSpec, value: string, message: string]>([
    ['tickSize', '0', 'tickSize must be above 0, got 0'],
    ['tickSize', '-0.1', 'tickSize must not be negative, got -0.1'],
    ['tickSize', '1e-5', 'tickSize must be a plain decimal number, got 1e-5'],
    ['lotSize', '0.000', 'lotSize must be above 0, got 0.000'],
    ['minQty', '0.000015', 'minQty must have at most 5 decimals, got 0.000015'],
    ['maxQty', 'many', 'maxQty must be a plain decimal number, got many'],
    ['maxQty', '0', 'maxQty must be at least minQty, 0.00001, got 0'],
    ['maxQty', '90071992547.40992', 'maxQty must be less than 2^53 lots, got 90071992547.40992'],
    ['minNotional', '-5', 'minNotional must not be negative, got -5'],
  ])('refuses %s of %s, naming the field', (field, value, message) => {
    expect(() => createInstrument({ ...spec, [field]: value })).toThrow(
      expect.objectContaining({ code: 'MARKET_BAD_INSTRUMENT', message }),
    );
  });

  it('refuses quantities that are no whole lots', () => {
    expect(() => createInstrument({ ...spec, lotSize: '0.5', minQty: '0.7' })).toThrow(
      'minQty must be a whole number of lots of 0.5, got 0.7',
    );
  });
});

describe('knownInstrument', () => {
  it('knows the instruments of the recorded data', () => {
    const usdm = knownInstrument('binance', 'usdm', 'BTCUSDT');
    expect([usdm.id, usdm.tickSize, usdm.lotSize, usdm.minNotional]).toEqual([
      'binance:usdm:BTCUSDT',
      '0.1',
      '0.001',
      '100',
    ]);
    expect(findKnownInstrument('binance', 'spot', 'ETHUSDT')).toMatchObject({
      lotSize: '0.0001',
      makerFee: '0.001',
    });
  });

  it('says so when it does not know one', () => {
    expect(findKnownInstrument('binance', 'spot', 'NOPE')).toBeUndefined();
    expect(() => knownInstrument('binance', 'spot', 'NOPE')).toThrow('no known instrument binance:spot:NOPE');
  });
});

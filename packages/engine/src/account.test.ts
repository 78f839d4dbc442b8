import { createInstrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { Account, floorDiv } from './account.ts';
import type { BookableFill } from './account.ts';

/** A tick is 0.01 USDT, a lot is 0.001 BTC; units are 10^-8 of either. */
const spec = {
  venue: 'test',
  product: 'spot',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.001',
} as const;
const btcusdt = createInstrument(spec);
const perpetual = createInstrument({ ...spec, product: 'usdm' });

const USDT = 10n ** 8n;
const BTC = 10n ** 8n;
/** A mark of 110.00 in half ticks. */
const AT_110 = [22_000];

function account(rates = { maker: '0', taker: '0' }, instruments = [btcusdt]): Account {
  return new Account(instruments, rates);
}

/** A maker buy of 1 BTC at 100.00, without a fee. */
function fill(terms: Partial<BookableFill> = {}): BookableFill {
  return {
    instrument: 0,
    side: Side.Buy,
    tick: 10_000,
    lots: 1_000,
    maker: true,
    fee: '0',
    feeAsset: 'USDT',
    ...terms,
  };
}

describe('a fill', () => {
  it('moves cash and inventory by its exact value', () => {
    const books = account();
    books.fill(fill());
    expect(books).toMatchObject({ cash: -100n * USDT, volume: 100n * USDT, makerVolume: 100n * USDT });
    expect(books.positions[0]).toMatchObject({ inventory: BTC, cost: 100n * USDT });
    books.fill(fill({ side: Side.Sell, tick: 11_050, lots: 500, maker: false }));
    // 0.5 × 110.50 = 55.25 received, of which 50 were cost.
    expect(books).toMatchObject({ cash: -4_475_000_000n, realized: 525_000_000n });
    expect(books).toMatchObject({ volume: 15_525_000_000n, makerVolume: 100n * USDT });
    expect([books.cashNumber, books.inventoryNumber[0], books.netLots(0)]).toEqual([-44.75, 0.5, 500]);
  });

  it('reports the result it realized, its fee left out', () => {
    const books = account();
    expect(books.fill(fill({ fee: '-0.001', feeAsset: 'BTC' })).realized).toBe(0n);
    // 0.999 held for 99.9; 0.5 of it cost 50 and brings 60. The fee of 1 is a line of its own.
    const { realized } = books.fill(fill({ side: Side.Sell, tick: 12_000, lots: 500, fee: '-1' }));
    expect(realized).toBe(10n * USDT);
  });

  it('of a short realizes what was received less what it costs', () => {
    const books = account({ maker: '0', taker: '0' }, [perpetual]);
    books.fill(fill({ side: Side.Sell }));
    expect(books.unrealized(AT_110)).toBe(-10n * USDT);
    books.fill(fill({ tick: 9_000, lots: 3_000 }));
    // 1 bought back 10 lower; the other 2 are a long from 90.
    expect(books.realized).toBe(10n * USDT);
    expect(books.positions[0]).toMatchObject({ inventory: 2n * BTC, cost: 180n * USDT });
    expect(books.unrealized(AT_110)).toBe(40n * USDT);
    expect(books.equity(AT_110)).toBe(50n * USDT);
  });

  it('values a mark between two ticks to the unit', () => {
    const books = account();
    books.fill(fill({ lots: 1 }));
    // 0.001 BTC at 100.005, half a tick above 100.00
    expect(books.equity([20_001])).toBe(-10_000_000n + 10_000_500n);
  });
});

describe('F18 the fee', () => {
  it('in quote is paid from cash, and realized stays gross', () => {
    const books = account();
    books.fill(fill());
    const { fee } = books.fill(fill({ side: Side.Sell, tick: 11_000, fee: '-0.11' }));
    expect(fee).toEqual({ value: -11_000_000n, expected: false, unpriced: false, unusual: false });
    expect(books).toMatchObject({ realized: 10n * USDT, fees: -11_000_000n, cash: 989_000_000n });
  });

  it('in base changes the inventory: buy 1 with a fee of 0.001 is 0.999 long, and to sell 0.999 is flat', () => {
    const books = account();
    const { fee } = books.fill(fill({ fee: '-0.001', feeAsset: 'BTC' }));
    expect(fee.value).toBe(-10_000_000n);
    expect(books.positions[0]).toMatchObject({ inventory: 99_900_000n, cost: 9_990_000_000n });
    expect(books.netLots(0)).toBe(999);
    books.fill(fill({ side: Side.Sell, tick: 11_000, lots: 999 }));
    expect(books.positions[0]).toMatchObject({ inventory: 0n, cost: 0n });
    // 109.89 received for what cost 99.90; the fee of 0.10 is counted once, in its line.
    expect(books).toMatchObject({ realized: 999_000_000n, fees: -10_000_000n, cash: 989_000_000n });
  });

  it('in base of less than a lot leaves dust, which is no position', () => {
    const books = account();
    books.fill(fill({ lots: 1, fee: '-0.0000009', feeAsset: 'BTC' }));
    expect(books.positions[0].inventory).toBe(99_910n);
    expect(books.netLots(0)).toBe(0);
  });

  it('in base of a sell that makes flat is owed', () => {
    const books = account();
    books.fill(fill());
    books.fill(fill({ side: Side.Sell, fee: '-0.001', feeAsset: 'BTC' }));
    expect(books.positions[0]).toMatchObject({ inventory: -100_000n, cost: -10_000_000n });
    expect(books.netLots(0)).toBe(-1);
    expect(books.realized).toBe(0n);
  });

  it('in a third token lowers that token and is valued at the price of that moment', () => {
    const books = account();
    const { fee } = books.fill(fill({ fee: '-0.0002', feeAsset: 'BNB', feePrice: '600.5' }));
    expect(fee).toMatchObject({ value: -12_010_000n, unpriced: false });
    expect(books.tokens.get('BNB')).toBe(-200_000_000_000_000n);
    expect(books).toMatchObject({ cash: -100n * USDT, fees: -12_010_000n, tokenFees: -12_010_000n });
    expect(books.equity(AT_110)).toBe(10n * USDT - 12_010_000n);
    // A price of later changes nothing of it.
    books.fill(fill({ lots: 1, fee: '-0.0000001', feeAsset: 'BNB', feePrice: '900' }));
    expect(books.fees).toBe(-12_010_000n - 9_000n);
  });

  it('in a token without a price is unpriced: the amount is kept, the value is 0', () => {
    const books = account();
    const { fee } = books.fill(fill({ fee: '-0.0002', feeAsset: 'BNB' }));
    expect(fee).toMatchObject({ value: 0n, unpriced: true });
    expect(books.tokens.get('BNB')).toBe(-200_000_000_000_000n);
    expect(books.fees).toBe(0n);
  });

  it('in the base of a perpetual is one in a third token', () => {
    const books = account({ maker: '0', taker: '0' }, [perpetual]);
    books.fill(fill({ fee: '-0.001', feeAsset: 'BTC', feePrice: '100' }));
    expect(books.positions[0].inventory).toBe(BTC);
    expect(books.tokenFees).toBe(-10_000_000n);
  });

  it('that is received is a rebate, a line of its own', () => {
    const books = account();
    books.fill(fill({ fee: '0.02' }));
    books.fill(fill({ fee: '0.0001', feeAsset: 'BTC' }));
    expect(books).toMatchObject({ rebates: 3_000_000n, fees: 0n, cash: -19_998_000_000n });
    expect(books.positions[0].inventory).toBe(200_010_000n);
  });

  it('finer than a unit is rounded against us', () => {
    const books = account();
    books.fill(fill({ fee: '-0.0000000001' }));
    expect(books.fees).toBe(-1n);
    books.fill(fill({ fee: '0.0000000199' }));
    expect(books.rebates).toBe(1n);
  });

  it('that is missing is expected by tier, maker or taker', () => {
    const books = account({ maker: '-0.0001', taker: '0.001' });
    const nothing = { fee: undefined, feeAsset: undefined };
    expect(books.fill(fill(nothing)).fee).toMatchObject({ value: 1_000_000n, expected: true });
    expect(books.fill(fill({ ...nothing, maker: false })).fee).toMatchObject({ value: -10_000_000n });
    expect(books).toMatchObject({ rebates: 1_000_000n, fees: -10_000_000n });
    expect(books.cash).toBe(-200n * USDT - 9_000_000n);
  });

  it.each<[string, Partial<BookableFill>]>([
    ['in quote', { fee: '-0.07' }],
    ['in base', { fee: '-0.0007', feeAsset: 'BTC' }],
    ['in a third token', { fee: '-0.001', feeAsset: 'BNB', feePrice: '70' }],
    ['as a rebate', { fee: '0.07' }],
  ])('that was missing and comes later %s is as if it had been there', (_, later) => {
    for (const rate of ['0.001', '-0.001']) {
      const known = account({ maker: rate, taker: rate });
      known.fill(fill(later));
      const corrected = account({ maker: rate, taker: rate });
      const { fee } = corrected.fill(fill({ fee: undefined, feeAsset: undefined }));
      expect(fee.value).not.toBe(0n);
      corrected.correctFee(fill(later), fee.value);
      expect(corrected).toEqual(known);
    }
  });

  it('over 1 % of the notional is unusual, exactly 1 % is not', () => {
    expect(account().fill(fill({ fee: '-1' })).fee.unusual).toBe(false);
    expect(account().fill(fill({ fee: '-1.00000001' })).fee.unusual).toBe(true);
    expect(account().fill(fill({ fee: '-0.0101', feeAsset: 'BTC' })).fee.unusual).toBe(true);
    expect(account().fill(fill({ fee: '1.01' })).fee.unusual).toBe(true);
  });
});

describe('a flow', () => {
  it('changes equity and no result', () => {
    const books = account();
    books.flowQuote(1_000n * USDT);
    books.flowBase(0, 2n * BTC, 20_000);
    expect(books).toMatchObject({ cash: 1_000n * USDT, flows: 1_200n * USDT, realized: 0n });
    expect(books.positions[0]).toMatchObject({ inventory: 2n * BTC, cost: 200n * USDT });
    expect(books.equity([20_000]) - books.flows).toBe(0n);
  });

  it('of base that leaves above its cost realizes what was unrealized', () => {
    const books = account();
    books.flowBase(0, 2n * BTC, 20_000);
    books.flowBase(0, -BTC, 22_000);
    expect(books).toMatchObject({ flows: 90n * USDT, realized: 10n * USDT });
    expect(books.unrealized(AT_110)).toBe(10n * USDT);
  });

  it('NAV vector: equity 500, 400, deposit of 1000, 1550 is a result of +50', () => {
    const books = account();
    books.flowQuote(500n * USDT);
    books.fill(fill({ lots: 10_000, tick: 5_000 }));
    expect(books.equity([8_000])).toBe(400n * USDT);
    books.flowQuote(1_000n * USDT);
    expect(books.equity([8_000])).toBe(1_400n * USDT);
    expect(books.equity([11_000])).toBe(1_550n * USDT);
    expect(books.equity([11_000]) - books.flows).toBe(50n * USDT);
  });
});

describe('two instruments', () => {
  it('of different fineness share one cash, counted in the finer unit', () => {
    const fine = createInstrument({
      ...spec,
      symbol: 'PEPEUSDT',
      base: 'PEPE',
      tickSize: '0.0000000001',
      lotSize: '1',
    });
    const books = account({ maker: '0.001', taker: '0.001' }, [btcusdt, fine]);
    expect(books.quoteDecimals).toBe(10);
    books.fill(fill({ fee: '-0.1' }));
    books.fill(fill({ instrument: 1, tick: 100_000, lots: 3, fee: undefined }));
    // 100 USDT and 0.1 of fee; 3 × 0.00001 USDT and 0.001 of that.
    expect(books.cash).toBe(-1_001_000_000_000n - 300_000n - 300n);
    expect(books.equity([20_000, 200_000])).toBe(-1_000_000_000n - 300n);
    expect(books.cashNumber).toBeCloseTo(-100.10003003, 10);
  });
});

it('floorDiv rounds down on both sides of zero', () => {
  expect([floorDiv(7n, 2n), floorDiv(-7n, 2n), floorDiv(-8n, 2n), floorDiv(0n, 2n)]).toEqual([
    3n,
    -4n,
    -4n,
    0n,
  ]);
});

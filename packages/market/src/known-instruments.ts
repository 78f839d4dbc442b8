import { createInstrument, type Instrument, type InstrumentSpec, type Product } from './instrument.ts';

/** Rules and fees of an instrument that are known without asking the venue. */
export interface KnownInstrument extends InstrumentSpec {
  /** Fee rates without volume discount, as decimal fractions of the value. */
  readonly makerFee: string;
  readonly takerFee: string;
}

const binanceSpot = { venue: 'binance', product: 'spot', makerFee: '0.001', takerFee: '0.001' } as const;
const binanceUsdm = { venue: 'binance', product: 'usdm', makerFee: '0.0002', takerFee: '0.0005' } as const;

/**
 * For recordings, which carry no rules, and for generated markets; as of August 2024. A live venue is asked instead:
 * rules change.
 */
const KNOWN: readonly KnownInstrument[] = [
  {
    ...binanceSpot,
    symbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    tickSize: '0.01',
    lotSize: '0.00001',
    minNotional: '5',
  },
  {
    ...binanceSpot,
    symbol: 'ETHUSDT',
    base: 'ETH',
    quote: 'USDT',
    tickSize: '0.01',
    lotSize: '0.0001',
    minNotional: '5',
  },
  {
    ...binanceSpot,
    symbol: 'ETHBTC',
    base: 'ETH',
    quote: 'BTC',
    tickSize: '0.00001',
    lotSize: '0.0001',
    minNotional: '0.0001',
  },
  {
    ...binanceUsdm,
    symbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    tickSize: '0.1',
    lotSize: '0.001',
    minNotional: '100',
  },
  {
    ...binanceUsdm,
    symbol: 'ETHUSDT',
    base: 'ETH',
    quote: 'USDT',
    tickSize: '0.01',
    lotSize: '0.001',
    minNotional: '20',
  },
];

/** The known rules of a symbol, or undefined. */
export function findKnownInstrument(
  venue: string,
  product: Product,
  symbol: string,
): KnownInstrument | undefined {
  return KNOWN.find((one) => one.venue === venue && one.product === product && one.symbol === symbol);
}

/**
 * An instrument from the table.
 * @throws RangeError where it is not in there
 * @example knownInstrument('binance', 'usdm', 'BTCUSDT').tickSize // '0.1'
 */
export function knownInstrument(venue: string, product: Product, symbol: string): Instrument {
  const found = findKnownInstrument(venue, product, symbol);
  if (!found) throw new RangeError(`no known instrument ${venue}:${product}:${symbol}`);
  const { makerFee: _maker, takerFee: _taker, ...spec } = found;
  return createInstrument(spec);
}

import { decimalPlaces, parseDecimal } from './decimal.ts';
import { MarketError } from './errors.ts';

export type Product = 'spot' | 'usdm';

/** What somebody has to say about an instrument; decimal strings. */
export interface InstrumentSpec {
  readonly venue: string;
  readonly product: Product;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly tickSize: string;
  readonly lotSize: string;
  /** Smallest order in base; default one lot. */
  readonly minQty?: string;
  /** Largest order in base; default 2^40 lots. */
  readonly maxQty?: string;
  /** Smallest order value in quote; default 0. */
  readonly minNotional?: string;
}

/** A tradable pair or contract. Prices are integer ticks and quantities integer lots of it. */
export interface Instrument extends Required<InstrumentSpec> {
  /** `venue:product:symbol`. */
  readonly id: string;
  readonly priceDecimals: number;
  readonly qtyDecimals: number;
  /** Tick and lot as numbers, for reference prices and display only. */
  readonly tick: number;
  readonly lot: number;
  readonly minLots: number;
  readonly maxLots: number;
  /** Base units are 10^-baseDecimals of the base asset, quote units 10^-quoteDecimals of the quote asset. */
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
  readonly baseUnitsPerLot: bigint;
  /** Quote units of one lot at a price of one tick; exact by choice of quoteDecimals. */
  readonly quoteUnitsPerTickLot: bigint;
  /** minNotional in quote units. */
  readonly minNotionalUnits: bigint;
}

/** Assets are booked with at least this many decimals, so that fees of a fraction of a lot have a place. */
const ASSET_DECIMALS = 8;

/**
 * Completes a specification.
 * @throws MarketError `MARKET_BAD_INSTRUMENT` naming the field.
 */
export function createInstrument(spec: InstrumentSpec): Instrument {
  const positive = (field: 'tickSize' | 'lotSize'): number => {
    const places = decimalPlaces(spec[field]);
    if (parseDecimal(spec[field], places) <= 0n) {
      throw new MarketError('MARKET_BAD_INSTRUMENT', `${field} must be above 0, got ${spec[field]}`);
    }
    return places;
  };
  const priceDecimals = positive('tickSize');
  const qtyDecimals = positive('lotSize');
  const baseDecimals = Math.max(ASSET_DECIMALS, qtyDecimals);
  const quoteDecimals = Math.max(ASSET_DECIMALS, priceDecimals + qtyDecimals);
  const baseUnitsPerLot = parseDecimal(spec.lotSize, baseDecimals);
  const tickUnits = parseDecimal(spec.tickSize, priceDecimals);
  const lotUnits = parseDecimal(spec.lotSize, qtyDecimals);
  const quoteUnitsPerTickLot =
    tickUnits * lotUnits * 10n ** BigInt(quoteDecimals - priceDecimals - qtyDecimals);
  const minNotional = spec.minNotional ?? '0';
  const minQty = spec.minQty ?? spec.lotSize;
  const lots = (field: string, value: string): number => {
    const units = parseDecimal(value, baseDecimals);
    if (units < 0n || units % baseUnitsPerLot !== 0n) {
      throw new MarketError(
        'MARKET_BAD_INSTRUMENT',
        `${field} must be a whole number of lots of ${spec.lotSize}, got ${value}`,
      );
    }
    return Number(units / baseUnitsPerLot);
  };
  const maxLots = spec.maxQty === undefined ? 2 ** 40 : lots('maxQty', spec.maxQty);
  return {
    ...spec,
    minQty,
    maxQty: spec.maxQty ?? String(2 ** 40 * Number(spec.lotSize)),
    minNotional,
    id: `${spec.venue}:${spec.product}:${spec.symbol}`,
    priceDecimals,
    qtyDecimals,
    tick: Number(spec.tickSize),
    lot: Number(spec.lotSize),
    minLots: Math.max(1, lots('minQty', minQty)),
    maxLots,
    baseDecimals,
    quoteDecimals,
    baseUnitsPerLot,
    quoteUnitsPerTickLot,
    minNotionalUnits: parseDecimal(minNotional, quoteDecimals),
  };
}

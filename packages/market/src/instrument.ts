import { decimalPlaces, formatDecimal, parseDecimal } from './decimal.ts';
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
const DEFAULT_MAX_LOTS = 2n ** 40n;

/**
 * Completes a specification.
 * @throws MarketError `MARKET_BAD_INSTRUMENT` naming the field.
 */
export function createInstrument(spec: InstrumentSpec): Instrument {
  const priceDecimals = decimalsOf('tickSize', spec.tickSize);
  const qtyDecimals = decimalsOf('lotSize', spec.lotSize);
  const tickUnits = unitsOf('tickSize', spec.tickSize, priceDecimals);
  const lotUnits = unitsOf('lotSize', spec.lotSize, qtyDecimals);
  if (tickUnits === 0n) throw bad('tickSize', 'must be above 0', spec.tickSize);
  if (lotUnits === 0n) throw bad('lotSize', 'must be above 0', spec.lotSize);

  const lotsOf = (field: string, qty: string): number => {
    const units = unitsOf(field, qty, qtyDecimals);
    const lots = Number(units / lotUnits);
    if (units % lotUnits !== 0n) throw bad(field, `must be a whole number of lots of ${spec.lotSize}`, qty);
    if (!Number.isSafeInteger(lots)) throw bad(field, 'must be less than 2^53 lots', qty);
    return lots;
  };
  const { minQty = spec.lotSize, minNotional = '0' } = spec;
  const maxQty = spec.maxQty ?? formatDecimal(DEFAULT_MAX_LOTS * lotUnits, qtyDecimals);
  const minLots = Math.max(1, lotsOf('minQty', minQty));
  const maxLots = lotsOf('maxQty', maxQty);
  if (maxLots < minLots) throw bad('maxQty', `must be at least minQty, ${minQty}`, maxQty);

  const baseDecimals = Math.max(ASSET_DECIMALS, qtyDecimals);
  const quoteDecimals = Math.max(ASSET_DECIMALS, priceDecimals + qtyDecimals);
  return {
    ...spec,
    minQty,
    maxQty,
    minNotional,
    id: `${spec.venue}:${spec.product}:${spec.symbol}`,
    priceDecimals,
    qtyDecimals,
    tick: Number(spec.tickSize),
    lot: Number(spec.lotSize),
    minLots,
    maxLots,
    baseDecimals,
    quoteDecimals,
    baseUnitsPerLot: lotUnits * 10n ** BigInt(baseDecimals - qtyDecimals),
    quoteUnitsPerTickLot: tickUnits * lotUnits * 10n ** BigInt(quoteDecimals - priceDecimals - qtyDecimals),
    minNotionalUnits: unitsOf('minNotional', minNotional, quoteDecimals),
  };
}

function decimalsOf(field: string, text: string): number {
  try {
    return decimalPlaces(text);
  } catch (cause) {
    throw bad(field, 'must be a plain decimal number', text, cause);
  }
}

/** A decimal of 0 or more as units; its field named where it is not. */
function unitsOf(field: string, text: string, decimals: number): bigint {
  if (decimalsOf(field, text) > decimals) throw bad(field, `must have at most ${decimals} decimals`, text);
  const units = parseDecimal(text, decimals);
  if (units < 0n) throw bad(field, 'must not be negative', text);
  return units;
}

function bad(field: string, must: string, got: string, cause?: unknown): MarketError {
  return new MarketError('MARKET_BAD_INSTRUMENT', `${field} ${must}, got ${got}`, { cause });
}

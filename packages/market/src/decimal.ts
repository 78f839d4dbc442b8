import { MarketError } from './errors.ts';
import type { Instrument } from './instrument.ts';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Decimals written after the point, trailing zeros not counted. `decimalPlaces('0.0100')` is 2. */
export function decimalPlaces(text: string): number {
  const match = DECIMAL.exec(text);
  if (!match) throw badDecimal(text);
  return (match[3] ?? '').replace(/0+$/, '').length;
}

/**
 * Reads a plain decimal (no exponent, no sign but `-`) as units of 10^-decimals.
 * @throws MarketError `MARKET_BAD_DECIMAL` for anything else, `MARKET_OFF_STEP` where digits would be lost.
 * @example parseDecimal('61583.22', 2) // 6158322n
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw badDecimal(text);
  const [, minus, whole, written = ''] = match;
  const fraction = written.replace(/0+$/, '');
  if (fraction.length > decimals) {
    throw new MarketError('MARKET_OFF_STEP', `${text} has more than ${decimals} decimals`);
  }
  const units = BigInt(whole + fraction.padEnd(decimals, '0'));
  return minus ? -units : units;
}

/**
 * Prints units of 10^-decimals as a plain decimal with exactly that many decimals.
 * @example formatDecimal(6158322n, 2) // '61583.22'
 */
export function formatDecimal(units: bigint, decimals: number): string {
  const minus = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  if (decimals === 0) return minus + digits;
  return `${minus}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * Reads a price as ticks.
 * @throws MarketError `MARKET_BAD_DECIMAL`; `MARKET_OFF_STEP` for a price between two ticks, or not in 1..2^31 - 2 ticks
 * @example parsePriceTicks(btcusdt, '61583.22') // 6158322
 */
export function parsePriceTicks(instrument: Instrument, text: string): number {
  const ticks = parseSteps(text, instrument.tickSize, 'ticks');
  if (ticks < 1 || ticks > MAX_TICK) {
    throw new MarketError(
      'MARKET_OFF_STEP',
      `price ${text} is not between 1 and 2^31 - 2 ticks of ${instrument.tickSize}`,
    );
  }
  return ticks;
}

/**
 * Reads a quantity as lots; 0 is allowed.
 * @throws MarketError `MARKET_BAD_DECIMAL`; `MARKET_OFF_STEP` for a part of a lot, a negative quantity or 2^53 lots
 */
export function parseQtyLots(instrument: Instrument, text: string): number {
  const lots = parseSteps(text, instrument.lotSize, 'lots');
  if (lots < 0 || !Number.isSafeInteger(lots)) throw qtyOutOfRange(instrument, text);
  return lots;
}

/**
 * Reads the quantity of a public level as lots: the nearest whole number, and at least 1 where there is any. Orders
 * older than a change of the lot size may hold parts of a lot: recorded spot data has ten such levels.
 * @throws MarketError `MARKET_BAD_DECIMAL`; `MARKET_OFF_STEP` for a negative quantity or 2^53 lots
 */
export function parsePublicLots(instrument: Instrument, text: string): number {
  const { lotSize } = instrument;
  const places = Math.max(decimalPlaces(text), decimalPlaces(lotSize));
  const units = parseDecimal(text, places);
  const size = parseDecimal(lotSize, places);
  const nearest = (2n * units + size) / (2n * size);
  const lots = Number(units > 0n && nearest === 0n ? 1n : nearest);
  if (units < 0n || !Number.isSafeInteger(lots)) throw qtyOutOfRange(instrument, text);
  return lots;
}

/** Prints ticks as a price with the decimals of the tick. */
export function formatPrice(instrument: Instrument, ticks: number): string {
  const { tickSize, priceDecimals } = instrument;
  return formatDecimal(BigInt(ticks) * parseDecimal(tickSize, priceDecimals), priceDecimals);
}

/** Prints lots as a quantity with the decimals of the lot. */
export function formatQty(instrument: Instrument, lots: number): string {
  const { lotSize, qtyDecimals } = instrument;
  return formatDecimal(BigInt(lots) * parseDecimal(lotSize, qtyDecimals), qtyDecimals);
}

/**
 * The tick at or below a computed price. A price that misses a tick by rounding (1e-9 of itself, at most a hundredth
 * of a tick) is on it, so that 0.1 + 0.2 is three ticks of 0.1.
 * @param price in quote per base; the result is below 1 where the price is below one tick
 * @throws MarketError `MARKET_BAD_DECIMAL` for NaN and infinity
 */
export function floorToTick(instrument: Instrument, price: number): number {
  return Math.floor(steps(price, instrument.tick));
}

/** The tick at or above a computed price; see {@link floorToTick}. */
export function ceilToTick(instrument: Instrument, price: number): number {
  return Math.ceil(steps(price, instrument.tick));
}

/** The whole lots in a computed quantity, in base; see {@link floorToTick}. */
export function floorToLots(instrument: Instrument, qty: number): number {
  return Math.floor(steps(qty, instrument.lot));
}

/** Value of `lots` at a price, exact, in units of 10^-quoteDecimals of the quote asset. */
export function notionalUnits(instrument: Instrument, tick: number, lots: number): bigint {
  return BigInt(tick) * BigInt(lots) * instrument.quoteUnitsPerTickLot;
}

const MAX_TICK = 2 ** 31 - 2;

/** A number as steps, moved onto the step it misses only by rounding. */
function steps(value: number, step: number): number {
  if (!Number.isFinite(value)) throw new MarketError('MARKET_BAD_DECIMAL', `not a finite number: ${value}`);
  const exact = value / step;
  const nearest = Math.round(exact);
  return Math.abs(exact - nearest) <= Math.min(Math.abs(exact) * 1e-9, 0.01) ? nearest : exact;
}

function parseSteps(text: string, step: string, unit: string): number {
  const places = Math.max(decimalPlaces(text), decimalPlaces(step));
  const units = parseDecimal(text, places);
  const size = parseDecimal(step, places);
  if (units % size !== 0n) {
    throw new MarketError('MARKET_OFF_STEP', `${text} is not a whole number of ${unit} of ${step}`);
  }
  return Number(units / size);
}

function qtyOutOfRange({ lotSize }: Instrument, text: string): MarketError {
  return new MarketError('MARKET_OFF_STEP', `quantity ${text} is not between 0 and 2^53 lots of ${lotSize}`);
}

function badDecimal(text: string): MarketError {
  return new MarketError('MARKET_BAD_DECIMAL', `not a plain decimal number: ${JSON.stringify(text)}`);
}

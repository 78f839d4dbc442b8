import type { Instrument } from '@mrmarket/market/instrument';
import { decimalPlaces, parseDecimal } from '@mrmarket/market/decimal';
import { sign } from '@mrmarket/market/side';
import type { Side } from '@mrmarket/market/side';
import { Position } from './position.ts';

/** A fill as the account books it. */
export interface BookableFill {
  readonly instrument: number;
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly feeAsset?: string | undefined;
  /** Decimal string, negative = paid. */
  readonly fee?: string | undefined;
}

/** Fee rates as decimal strings, positive = paid, negative = rebate. */
export interface FeeRates {
  readonly maker: string;
  readonly taker: string;
}

/** How a fill's fee was booked. */
export interface BookedFee {
  /** Value in quote units at the moment of the fill, negative = paid. */
  readonly value: bigint;
  /** The venue named none: this is what the tier says. */
  readonly expected: boolean;
  /** Paid in a token that had no price: the value is 0 until somebody prices it. */
  readonly unpriced: boolean;
  /** Over 1 % of the notional. */
  readonly unusual: boolean;
}

/** Decimals of a fee rate and of the price of a third token. */
const RATE_DECIMALS = 12;
const TOKEN_DECIMALS = 18;

/**
 * Money of an instance in one quote asset: cash, inventories and the lines of the result, exact to the unit.
 *
 * At each moment `equity = cash + Σ inventory at mark + tokens spent at their booked value`, and
 * `equity - flows = realized + unrealized + fees + rebates` (trading.md 7, invariants).
 * Cash of a perpetual is kept in the same way, as if the contracts were bought: equity is the same.
 */
export class Account {
  readonly instruments: readonly Instrument[];
  readonly positions: readonly Position[];
  readonly rates: FeeRates;
  /** Quote units. */
  cash = 0n;
  /** Net flows in quote units, inventories at the mark of their arrival. */
  flows = 0n;
  /** Fees paid (negative) and rebates (positive), quote units at the time of each fill. */
  fees = 0n;
  rebates = 0n;
  /** Value of fees taken in other tokens, quote units, negative = spent. */
  tokenFees = 0n;
  /** Amount taken per token, units of 10^-18. */
  readonly tokens = new Map<string, bigint>();
  /** Price of a token in quote, decimal string; absent = unpriced. */
  readonly tokenPrices = new Map<string, string>();
  /** Filled quote value, quote units, and the maker's part of it. */
  volume = 0n;
  makerVolume = 0n;

  /** The same as numbers for the hot path, renewed per fill: quote, and base per instrument. */
  cashNumber = 0;
  readonly inventoryNumber: Float64Array;

  constructor(instruments: readonly Instrument[], rates: FeeRates) {
    this.instruments = instruments;
    this.rates = rates;
    this.positions = instruments.map(() => new Position());
    this.inventoryNumber = new Float64Array(instruments.length);
  }

  /** Quote decimals of the account: those of its first instrument. */
  get quoteDecimals(): number {
    return (this.instruments[0] as Instrument).quoteDecimals;
  }

  /** A deposit (positive) or withdrawal of quote, in quote units. */
  flowQuote(units: bigint): void {
    this.cash += units;
    this.flows += units;
    this.refresh();
  }

  /** Base that arrived or left, taken over at a mark (half ticks): a flow, no result. */
  flowBase(instrument: number, units: bigint, mark2: number): void {
    const value = this.value(instrument, units < 0n ? -units : units, mark2);
    this.position(instrument).apply(units, value);
    this.flows += units < 0n ? -value : value;
    this.refresh();
  }

  /** Books a fill and its fee. */
  fill(fill: BookableFill): BookedFee {
    const instrument = this.instrument(fill.instrument);
    const notional = BigInt(fill.tick) * BigInt(fill.lots) * instrument.quoteUnitsPerTickLot;
    const units = BigInt(fill.lots) * instrument.baseUnitsPerLot;
    const direction = sign(fill.side);
    this.position(fill.instrument).apply(direction === 1 ? units : -units, notional);
    this.cash += direction === 1 ? -notional : notional;
    this.volume += notional;
    if (fill.maker) this.makerVolume += notional;
    const fee = this.bookFee(fill, notional);
    this.refresh();
    return fee;
  }

  /** The fee of a fill that was booked as expected is known now: the difference is booked. */
  correctFee(fill: BookableFill): BookedFee {
    const instrument = this.instrument(fill.instrument);
    const notional = BigInt(fill.tick) * BigInt(fill.lots) * instrument.quoteUnitsPerTickLot;
    const expected = this.expectedFee(fill.maker, notional);
    this.cash -= expected;
    this.addFeeLine(-expected, expected);
    const fee = this.bookFee(fill, notional);
    this.refresh();
    return fee;
  }

  /** Value of base units at a mark in half ticks, rounded down, quote units. */
  value(index: number, units: bigint, mark2: number): bigint {
    const instrument = this.instrument(index);
    return floorDiv(units * BigInt(mark2) * instrument.quoteUnitsPerTickLot, 2n * instrument.baseUnitsPerLot);
  }

  /** Equity in quote units at marks in half ticks. */
  equity(marks2: ArrayLike<number>): bigint {
    let sum = this.cash + this.tokenFees;
    for (let i = 0; i < this.positions.length; i++)
      sum += this.value(i, this.position(i).inventory, marks2[i] as number);
    return sum;
  }

  /** Unrealized result in quote units. */
  unrealized(marks2: ArrayLike<number>): bigint {
    let sum = 0n;
    for (let i = 0; i < this.positions.length; i++) {
      const position = this.position(i);
      sum += this.value(i, position.inventory, marks2[i] as number) - position.cost;
    }
    return sum;
  }

  get realized(): bigint {
    let sum = 0n;
    for (const position of this.positions) sum += position.realized;
    return sum;
  }

  /** Net position in lots, dust dropped. */
  netLots(index: number): number {
    return Number(this.position(index).inventory / this.instrument(index).baseUnitsPerLot);
  }

  private bookFee(fill: BookableFill, notional: bigint): BookedFee {
    const instrument = this.instrument(fill.instrument);
    if (fill.fee === undefined || fill.feeAsset === undefined) {
      const value = this.expectedFee(fill.maker, notional);
      this.cash += value;
      this.addFeeLine(value, value);
      return { value, expected: true, unpriced: false, unusual: isUnusual(value, notional) };
    }
    let value: bigint;
    let unpriced = false;
    if (fill.feeAsset === instrument.quote) {
      value = floorUnits(fill.fee, instrument.quoteDecimals);
      this.cash += value;
    } else if (fill.feeAsset === instrument.base && instrument.product === 'spot') {
      const units = floorUnits(fill.fee, instrument.baseDecimals);
      value = floorDiv(
        units * BigInt(fill.tick) * instrument.quoteUnitsPerTickLot,
        instrument.baseUnitsPerLot,
      );
      // The fee leaves the inventory as if sold at the fill's price, so that the realized result stays gross.
      this.position(fill.instrument).apply(units, value < 0n ? -value : value);
    } else {
      const units = floorUnits(fill.fee, TOKEN_DECIMALS);
      this.tokens.set(fill.feeAsset, (this.tokens.get(fill.feeAsset) ?? 0n) + units);
      const price = this.tokenPrices.get(fill.feeAsset);
      unpriced = price === undefined;
      value =
        price === undefined
          ? 0n
          : floorDiv(
              units * parseDecimal(price, RATE_DECIMALS) * 10n ** BigInt(instrument.quoteDecimals),
              10n ** BigInt(TOKEN_DECIMALS + RATE_DECIMALS),
            );
      this.tokenFees += value;
    }
    this.addFeeLine(value, value);
    return { value, expected: false, unpriced, unusual: isUnusual(value, notional) };
  }

  /** Adds to the line that `signOf` belongs to: fees when paid, rebates when received. */
  private addFeeLine(value: bigint, signOf: bigint): void {
    if (signOf > 0n) this.rebates += value;
    else this.fees += value;
  }

  private expectedFee(maker: boolean, notional: bigint): bigint {
    const rate = parseDecimal(maker ? this.rates.maker : this.rates.taker, RATE_DECIMALS);
    return floorDiv(-notional * rate, 10n ** BigInt(RATE_DECIMALS));
  }

  private refresh(): void {
    this.cashNumber = Number(this.cash + this.tokenFees) / 10 ** this.quoteDecimals;
    for (let i = 0; i < this.positions.length; i++) {
      this.inventoryNumber[i] = Number(this.position(i).inventory) / 10 ** this.instrument(i).baseDecimals;
    }
  }

  private instrument(index: number): Instrument {
    return this.instruments[index] as Instrument;
  }

  private position(index: number): Position {
    return this.positions[index] as Position;
  }
}

function isUnusual(value: bigint, notional: bigint): boolean {
  return (value < 0n ? -value : value) * 100n > notional;
}

/** A venue's amount in units, finer digits rounded down (against us). */
function floorUnits(amount: string, decimals: number): bigint {
  const places = Math.max(decimals, decimalPlaces(amount));
  return floorDiv(parseDecimal(amount, places), 10n ** BigInt(places - decimals));
}

/** Integer division rounded down, whatever the sign of the numerator; the denominator is positive. */
export function floorDiv(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

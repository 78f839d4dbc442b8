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
  /** Price of a third token in quote when it was filled, decimal string; absent = unpriced. */
  readonly feePrice?: string | undefined;
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
  /** Paid in a token that had no price: the value is 0. */
  readonly unpriced: boolean;
  /** Over 1 % of the notional. */
  readonly unusual: boolean;
}

/** What a fill did. */
export interface BookedFill {
  /** Change of the realized result by the trade, gross of its fee, quote units. */
  readonly realized: bigint;
  readonly fee: BookedFee;
}

/** An account written down; amounts are units as decimal integers. */
export interface AccountState {
  readonly rates: FeeRates;
  readonly cash: string;
  readonly flows: string;
  readonly fees: string;
  readonly rebates: string;
  readonly tokenFees: string;
  readonly tokens: readonly (readonly [token: string, units: string])[];
  readonly volume: string;
  readonly makerVolume: string;
  readonly positions: readonly {
    readonly inventory: string;
    readonly cost: string;
    readonly realized: string;
  }[];
}

const RATE_DECIMALS = 12;
/** Decimals of an amount of a third token, and of its price. */
const TOKEN_DECIMALS = 18;

/**
 * Money of an instance in one quote asset: cash, inventories and the lines of the result, exact to the unit.
 *
 * At each moment `equity = cash + Σ inventory at mark + value of the token fees`, and
 * `equity - flows = realized + unrealized + fees + rebates` (trading.md 7, invariants).
 * Cash of a perpetual is kept in the same way, as if the contracts were bought: equity is the same.
 */
export class Account {
  readonly instruments: readonly Instrument[];
  readonly positions: readonly Position[];
  /** Quote units of the account are 10^-quoteDecimals: the finest of its instruments. */
  readonly quoteDecimals: number;
  rates: FeeRates;
  /** Quote units. */
  cash = 0n;
  /** Net flows in quote units, inventories at the mark of their arrival. */
  flows = 0n;
  /** Fees paid (negative) and rebates (positive), quote units at the time of each fill. */
  fees = 0n;
  rebates = 0n;
  /** Value of fees taken in other tokens, quote units, negative = spent. */
  tokenFees = 0n;
  /** Amount taken per token, units of 10^-18, negative = spent. */
  readonly tokens = new Map<string, bigint>();
  /** Filled quote value, quote units, and the maker's part of it. */
  volume = 0n;
  makerVolume = 0n;

  /** The same as numbers for the hot path, renewed per fill: quote, and base per instrument. */
  cashNumber = 0;
  readonly inventoryNumber: Float64Array;
  /** Quote units of one lot at one tick, per instrument. */
  private readonly unitsPerTickLot: readonly bigint[];

  constructor(instruments: readonly Instrument[], rates: FeeRates) {
    this.instruments = instruments;
    this.rates = rates;
    this.positions = instruments.map(() => new Position());
    this.inventoryNumber = new Float64Array(instruments.length);
    const quoteDecimals = Math.max(...instruments.map((instrument) => instrument.quoteDecimals));
    this.quoteDecimals = quoteDecimals;
    this.unitsPerTickLot = instruments.map(
      (instrument) =>
        instrument.quoteUnitsPerTickLot * 10n ** BigInt(quoteDecimals - instrument.quoteDecimals),
    );
  }

  /** A deposit (positive) or withdrawal of quote, in quote units. */
  flowQuote(units: bigint): void {
    this.cash += units;
    this.flows += units;
    this.refresh();
  }

  /** Base that arrived or left, taken over at a mark (half ticks): a flow, no result. */
  flowBase(instrument: number, units: bigint, mark2: number): void {
    const position = this.positions[instrument];
    // As the difference of two values, so that equity and flows change by the same to the unit.
    const change =
      this.value(instrument, position.inventory + units, mark2) -
      this.value(instrument, position.inventory, mark2);
    position.apply(units, change < 0n ? -change : change);
    this.flows += change;
    this.refresh();
  }

  /**
   * Takes back a fill whose fee was booked as expected: inventory, cash, fee and volume are as before to the unit.
   * What has been realized meanwhile may move between realized and unrealized; their sum does not.
   */
  takeBack(fill: BookableFill, fee: bigint): void {
    const notional = this.notional(fill);
    const units = BigInt(fill.lots) * this.instruments[fill.instrument].baseUnitsPerLot;
    const bought = sign(fill.side) === 1;
    this.positions[fill.instrument].apply(bought ? -units : units, notional);
    this.cash += bought ? notional : -notional;
    this.volume -= notional;
    if (fill.maker) this.makerVolume -= notional;
    this.takeBackFee(fee);
    this.refresh();
  }

  /** Books a fill and its fee. */
  fill(fill: BookableFill): BookedFill {
    const instrument = this.instruments[fill.instrument];
    const position = this.positions[fill.instrument];
    const notional = this.notional(fill);
    const units = BigInt(fill.lots) * instrument.baseUnitsPerLot;
    const bought = sign(fill.side) === 1;
    const before = position.realized;
    position.apply(bought ? units : -units, notional);
    const realized = position.realized - before;
    this.cash += bought ? -notional : notional;
    this.volume += notional;
    if (fill.maker) this.makerVolume += notional;
    const fee = this.bookFee(fill, notional);
    this.refresh();
    return { realized, fee };
  }

  /**
   * The fee of a fill that was booked as expected is known now: the difference is booked.
   * @param expected what was booked, quote units
   */
  correctFee(fill: BookableFill, expected: bigint): BookedFee {
    this.takeBackFee(expected);
    const fee = this.bookFee(fill, this.notional(fill));
    this.refresh();
    return fee;
  }

  /** Value of base units at a mark in half ticks, rounded down, quote units. */
  value(index: number, units: bigint, mark2: number): bigint {
    return floorDiv(
      units * BigInt(mark2) * this.unitsPerTickLot[index],
      2n * this.instruments[index].baseUnitsPerLot,
    );
  }

  /** Equity in quote units at marks in half ticks. */
  equity(marks2: ArrayLike<number>): bigint {
    let sum = this.cash + this.tokenFees;
    for (let i = 0; i < this.positions.length; i++)
      sum += this.value(i, this.positions[i].inventory, marks2[i]);
    return sum;
  }

  /** Unrealized result in quote units. */
  unrealized(marks2: ArrayLike<number>): bigint {
    let sum = 0n;
    for (let i = 0; i < this.positions.length; i++) {
      const { inventory, cost } = this.positions[i];
      sum += this.value(i, inventory, marks2[i]) - cost;
    }
    return sum;
  }

  /** Realized result in quote units, gross of fees. */
  get realized(): bigint {
    let sum = 0n;
    for (const position of this.positions) sum += position.realized;
    return sum;
  }

  /** Net position in lots, dust dropped. */
  netLots(index: number): number {
    return Number(this.positions[index].inventory / this.instruments[index].baseUnitsPerLot);
  }

  /** Everything that a restart must know; amounts as decimal integers. */
  state(): AccountState {
    const { rates, cash, flows, fees, rebates, tokenFees, volume, makerVolume } = this;
    return {
      rates,
      cash: `${cash}`,
      flows: `${flows}`,
      fees: `${fees}`,
      rebates: `${rebates}`,
      tokenFees: `${tokenFees}`,
      tokens: [...this.tokens].map(([token, units]) => [token, `${units}`]),
      volume: `${volume}`,
      makerVolume: `${makerVolume}`,
      positions: this.positions.map(({ inventory, cost, realized }) => ({
        inventory: `${inventory}`,
        cost: `${cost}`,
        realized: `${realized}`,
      })),
    };
  }

  restore(state: AccountState): void {
    this.rates = state.rates;
    this.cash = BigInt(state.cash);
    this.flows = BigInt(state.flows);
    this.fees = BigInt(state.fees);
    this.rebates = BigInt(state.rebates);
    this.tokenFees = BigInt(state.tokenFees);
    this.volume = BigInt(state.volume);
    this.makerVolume = BigInt(state.makerVolume);
    this.tokens.clear();
    for (const [token, units] of state.tokens) this.tokens.set(token, BigInt(units));
    state.positions.forEach(({ inventory, cost, realized }, i) => {
      const position = this.positions[i];
      if (!position) return;
      position.inventory = BigInt(inventory);
      position.cost = BigInt(cost);
      position.realized = BigInt(realized);
    });
    this.refresh();
  }

  private notional(fill: BookableFill): bigint {
    return BigInt(fill.tick) * BigInt(fill.lots) * this.unitsPerTickLot[fill.instrument];
  }

  private bookFee(fill: BookableFill, notional: bigint): BookedFee {
    const { quote, base, product, baseDecimals } = this.instruments[fill.instrument];
    const { fee, feeAsset, feePrice } = fill;
    let value: bigint;
    let unpriced = false;
    const expected = fee === undefined || feeAsset === undefined;
    if (expected) {
      value = this.expectedFee(fill.maker, notional);
      this.cash += value;
    } else if (feeAsset === quote) {
      value = floorUnits(fee, this.quoteDecimals);
      this.cash += value;
    } else if (feeAsset === base && product === 'spot') {
      const units = floorUnits(fee, baseDecimals);
      value = this.value(fill.instrument, units, 2 * fill.tick);
      // The fee leaves the inventory as if sold at the fill's price, so that the realized result stays gross.
      this.positions[fill.instrument].apply(units, value < 0n ? -value : value);
    } else {
      const units = floorUnits(fee, TOKEN_DECIMALS);
      this.tokens.set(feeAsset, (this.tokens.get(feeAsset) ?? 0n) + units);
      unpriced = feePrice === undefined;
      value = feePrice === undefined ? 0n : this.tokenValue(units, feePrice);
      this.tokenFees += value;
    }
    if (value > 0n) this.rebates += value;
    else this.fees += value;
    return { value, expected, unpriced, unusual: (value < 0n ? -value : value) * 100n > notional };
  }

  /** Undoes a fee that was booked as expected, quote units. */
  private takeBackFee(fee: bigint): void {
    this.cash -= fee;
    if (fee > 0n) this.rebates -= fee;
    else this.fees -= fee;
  }

  private tokenValue(units: bigint, price: string): bigint {
    return floorDiv(
      units * floorUnits(price, TOKEN_DECIMALS) * 10n ** BigInt(this.quoteDecimals),
      10n ** BigInt(2 * TOKEN_DECIMALS),
    );
  }

  private expectedFee(maker: boolean, notional: bigint): bigint {
    const rate = parseDecimal(maker ? this.rates.maker : this.rates.taker, RATE_DECIMALS);
    return floorDiv(-notional * rate, 10n ** BigInt(RATE_DECIMALS));
  }

  private refresh(): void {
    this.cashNumber = Number(this.cash + this.tokenFees) / 10 ** this.quoteDecimals;
    for (let i = 0; i < this.positions.length; i++) {
      this.inventoryNumber[i] = Number(this.positions[i].inventory) / 10 ** this.instruments[i].baseDecimals;
    }
  }
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

import { formatDecimal, parseDecimal } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import type { VenueAccount } from '@mrmarket/engine/venue';

/** Where a fee is taken: from what the fill brings (Binance spot), in quote, or in a token of a given price in quote. */
export type FeeAsset = 'received' | 'quote' | { readonly token: string; readonly price: string };

export interface FeeSchedule {
  /** Decimal rates, positive = paid, negative = rebate. */
  readonly maker: string;
  readonly taker: string;
  readonly asset: FeeAsset;
}

/** Rates and token prices are read with this many decimals, tokens are counted with `TOKEN_DECIMALS`. */
const RATE_DECIMALS = 12;
const RATE_ONE = 10n ** BigInt(RATE_DECIMALS);
const TOKEN_DECIMALS = 8;

export interface StartBalances {
  readonly quote: string;
  readonly base: string;
  /** Net contracts at the start, lots; perpetuals only. */
  readonly positionLots?: number;
  /** What those contracts cost, in quote; default nothing. */
  readonly positionCost?: string;
}

/** A fee as the exchange reports it: a decimal string, negative = paid. */
export interface ChargedFee {
  readonly feeAsset: string;
  readonly fee: string;
}

/**
 * One client's money at the simulated exchange, in units of the assets. Independent of the engine's accounting, so
 * that a test can compare the two.
 */
export class ExchangeAccount {
  readonly instrument: Instrument;
  quote: bigint;
  base: bigint;
  readonly tokens = new Map<string, bigint>();
  /** Bound by resting orders. */
  lockedQuote = 0n;
  lockedBase = 0n;
  /** Perpetuals: net contracts in lots, and what they cost in quote units (signed like the position). */
  positionLots: number;
  positionCost: bigint;
  /** Fees taken, in units per asset; what the exchange earned from this client. */
  readonly feesTaken = new Map<string, bigint>();

  constructor(instrument: Instrument, start: StartBalances) {
    this.instrument = instrument;
    this.quote = parseDecimal(start.quote, instrument.quoteDecimals);
    this.base = parseDecimal(start.base, instrument.baseDecimals);
    this.positionLots = start.positionLots ?? 0;
    this.positionCost = parseDecimal(start.positionCost ?? '0', instrument.quoteDecimals);
  }

  notional(tick: number, lots: number): bigint {
    return BigInt(tick) * BigInt(lots) * this.instrument.quoteUnitsPerTickLot;
  }

  /** Moves base and quote for a fill, and takes the fee. */
  settle(side: Side, fill: { tick: number; lots: number; rate: string; asset: FeeAsset }): ChargedFee {
    const notional = this.notional(fill.tick, fill.lots);
    const units = BigInt(fill.lots) * this.instrument.baseUnitsPerLot;
    if (this.instrument.product === 'spot') {
      this.base += side === Side.Buy ? units : -units;
      this.quote += side === Side.Buy ? -notional : notional;
    } else this.changePosition(side === Side.Buy ? fill.lots : -fill.lots, notional);
    return this.charge(side, { notional, units, rate: fill.rate, asset: fill.asset });
  }

  lock(side: Side, tick: number, lots: number): void {
    this.bind(side, this.notional(tick, lots), BigInt(lots) * this.instrument.baseUnitsPerLot);
  }

  unlock(side: Side, tick: number, lots: number): void {
    this.bind(side, -this.notional(tick, lots), -BigInt(lots) * this.instrument.baseUnitsPerLot);
  }

  /** Spot: the free balance covers the order. */
  covers(side: Side, tick: number, lots: number): boolean {
    if (side === Side.Buy) return this.quote - this.lockedQuote >= this.notional(tick, lots);
    return this.base - this.lockedBase >= BigInt(lots) * this.instrument.baseUnitsPerLot;
  }

  describe(): VenueAccount {
    const { instrument } = this;
    const { quoteDecimals, baseDecimals } = instrument;
    const balances = [
      {
        asset: instrument.quote,
        free: formatDecimal(this.quote - this.lockedQuote, quoteDecimals),
        locked: formatDecimal(this.lockedQuote, quoteDecimals),
      },
    ];
    if (instrument.product === 'spot') {
      balances.push({
        asset: instrument.base,
        free: formatDecimal(this.base - this.lockedBase, baseDecimals),
        locked: formatDecimal(this.lockedBase, baseDecimals),
      });
    }
    for (const [asset, units] of this.tokens)
      balances.push({ asset, free: formatDecimal(units, TOKEN_DECIMALS), locked: '0' });
    return {
      balances,
      positions: instrument.product === 'spot' ? [] : [{ instrument: 0, lots: this.positionLots }],
    };
  }

  private bind(side: Side, quote: bigint, base: bigint): void {
    if (this.instrument.product !== 'spot') return;
    if (side === Side.Buy) this.lockedQuote += quote;
    else this.lockedBase += base;
  }

  /** Contracts: what is closed realizes into quote at average cost. */
  private changePosition(lots: number, notional: bigint): void {
    const held = this.positionLots;
    if (held === 0 || held > 0 === lots > 0) {
      this.positionLots = held + lots;
      this.positionCost += lots > 0 ? notional : -notional;
      return;
    }
    const size = Math.abs(lots);
    const closed = Math.min(size, Math.abs(held));
    const value = (notional * BigInt(closed)) / BigInt(size);
    const cost = (this.positionCost * BigInt(closed)) / BigInt(Math.abs(held));
    this.quote += held > 0 ? value - cost : -cost - value;
    this.positionCost -= cost;
    this.positionLots = held + (lots > 0 ? closed : -closed);
    const rest = size - closed;
    if (rest === 0) return;
    this.positionLots = lots > 0 ? rest : -rest;
    this.positionCost = lots > 0 ? notional - value : value - notional;
  }

  private charge(
    side: Side,
    fill: { notional: bigint; units: bigint; rate: string; asset: FeeAsset },
  ): ChargedFee {
    const { instrument } = this;
    const rate = parseDecimal(fill.rate, RATE_DECIMALS);
    const spot = instrument.product === 'spot';
    if (typeof fill.asset === 'object') {
      const price = parseDecimal(fill.asset.price, RATE_DECIMALS);
      const scale = 10n ** BigInt(instrument.quoteDecimals);
      const units = ceilDiv(fill.notional * rate * 10n ** BigInt(TOKEN_DECIMALS), scale * price);
      const { token } = fill.asset;
      this.tokens.set(token, (this.tokens.get(token) ?? 0n) - units);
      return this.took(token, units, TOKEN_DECIMALS);
    }
    if (fill.asset === 'received' && spot && side === Side.Buy) {
      const units = ceilDiv(fill.units * rate, RATE_ONE);
      this.base -= units;
      return this.took(instrument.base, units, instrument.baseDecimals);
    }
    const units = ceilDiv(fill.notional * rate, RATE_ONE);
    this.quote -= units;
    return this.took(instrument.quote, units, instrument.quoteDecimals);
  }

  private took(asset: string, units: bigint, decimals: number): ChargedFee {
    this.feesTaken.set(asset, (this.feesTaken.get(asset) ?? 0n) + units);
    return { feeAsset: asset, fee: formatDecimal(-units, decimals) };
  }
}

/** Integer division rounded up: fees are rounded against the client, rebates too. */
function ceilDiv(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator > 0n ? quotient + 1n : quotient;
}

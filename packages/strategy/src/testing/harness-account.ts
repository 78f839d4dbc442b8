import type { Instrument } from '@mrmarket/market/instrument';
import { sign } from '@mrmarket/market/side';
import type { Side } from '@mrmarket/market/side';
import type { Holdings } from '../strategy.ts';

/** Position and balances of one instrument, in lots and tick-lots; fees are paid in quote. */
export class HarnessAccount implements Holdings {
  private readonly instrument: Instrument;
  /** Quote per tick-lot. */
  private readonly unit: number;
  private netLots: number;
  private cash: number;
  private costTicks: number;

  constructor(instrument: Instrument, start: { base: number; quote: number; averageCost: number }) {
    this.instrument = instrument;
    this.unit = instrument.tick * instrument.lot;
    this.netLots = Math.round(start.base / instrument.lot);
    this.cash = start.quote;
    this.costTicks = start.averageCost / instrument.tick;
  }

  get base(): number {
    return this.netLots * this.instrument.lot;
  }

  get quote(): number {
    return this.cash;
  }

  get averageCost(): number {
    return this.netLots === 0 ? 0 : this.costTicks * this.instrument.tick;
  }

  get lots(): number {
    return this.netLots;
  }

  fill(side: Side, tick: number, lots: number, feeRate: number): void {
    const change = sign(side) * lots;
    const closing = this.netLots * change < 0 ? Math.min(lots, Math.abs(this.netLots)) : 0;
    const value = tick * lots * this.unit;
    this.cash -= value * feeRate;
    if (this.instrument.product === 'spot') this.cash -= sign(side) * value;
    else this.cash += closing * (tick - this.costTicks) * this.unit * Math.sign(this.netLots);
    const after = this.netLots + change;
    if (closing === 0) {
      this.costTicks = (this.costTicks * Math.abs(this.netLots) + tick * lots) / Math.abs(after);
    } else if (closing < lots) this.costTicks = tick;
    this.netLots = after;
  }
}

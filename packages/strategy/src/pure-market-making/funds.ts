import type { Instrument } from '@mrmarket/market/instrument';
import type { Holdings } from '../strategy.ts';
import type { Budget } from './budget.ts';
import type { InventoryCost } from './inventory-cost.ts';
import type { Settings } from './settings.ts';

/** What is held, in the units that the transformers work with. Filled anew at each refresh. */
export class Funds implements InventoryCost {
  /** Base held, lots; signed on a perpetual. */
  baseLots = 0;
  /** Quote held, tick-lots (quote divided by tick size × lot size). */
  quoteValue = 0;
  /** Average cost, ticks; 0 when flat. */
  costTicks = 0;
  /** Net signed position, whole lots. */
  netLots = 0;

  read(holdings: Holdings, instrument: Instrument): void {
    this.baseLots = holdings.base / instrument.lot;
    this.quoteValue = holdings.quote / (instrument.tick * instrument.lot);
    this.costTicks = holdings.averageCost / instrument.tick;
    this.netLots = holdings.lots;
  }

  /** What the quotes may use, in tick-lots: everything on spot, margin × leverage on a perpetual. */
  portfolio(settings: Settings, ref: number): number {
    return settings.perpetual ? this.quoteValue * settings.leverage : this.quoteValue + this.baseLots * ref;
  }

  /** Sets the budget to all there is. */
  open(budget: Budget, settings: Settings, ref: number, makerFee: number): void {
    if (settings.perpetual)
      budget.setMargin(this.quoteValue * settings.leverage, this.baseLots * ref, makerFee);
    else budget.setSpot(this.baseLots, this.quoteValue, makerFee);
  }
}

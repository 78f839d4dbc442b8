import type { Instrument } from '@mrmarket/market/instrument';

/** The smallest order that the venue takes. */
export class OrderMinimum {
  private readonly lots: number;
  /** Price × quantity in tick-lots. */
  private readonly value: number;

  constructor({ minLots, minNotionalUnits, quoteUnitsPerTickLot }: Instrument) {
    this.lots = minLots;
    this.value = Number((minNotionalUnits + quoteUnitsPerTickLot - 1n) / quoteUnitsPerTickLot);
  }

  allows(tick: number, lots: number): boolean {
    return lots >= this.lots && lots * tick >= this.value;
  }
}

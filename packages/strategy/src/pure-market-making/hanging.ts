import { Side, opposite } from '@mrmarket/market/side';
import type { Budget } from './budget.ts';
import type { Band } from './price-band.ts';
import { MAX_HANGING, RowKind } from './wanted-rows.ts';
import type { WantedRows } from './wanted-rows.ts';

/** The quote of one side and level has filled: its partner on the other side stays from now on. */
export function hangPartner(rows: WantedRows, side: Side, level: number): void {
  const partner = rows.find(RowKind.Quote, opposite(side), level);
  if (partner >= 0 && rows.countOf(RowKind.Hanging) < MAX_HANGING) rows.kind[partner] = RowKind.Hanging;
}

/** Whether a hanging order is farther from the reference price than allowed, on either side of it. */
export function isTooFar(tick: number, ref: number, hangingMax: number): boolean {
  return Math.abs(tick - ref) > ref * hangingMax;
}

/** Takes out the hanging orders that are too far away. */
export function dropFarHanging(rows: WantedRows, ref: number, hangingMax: number): void {
  for (let row = rows.count - 1; row >= 0; row--) {
    if (rows.kind[row] === RowKind.Hanging && isTooFar(rows.tick[row], ref, hangingMax)) rows.remove(row);
  }
}

/** Takes out the hanging bids at or over the ceiling and asks at or under the floor: they are quotes all the same. */
export function dropHangingOutside(rows: WantedRows, band: Readonly<Band>): void {
  for (let row = rows.count - 1; row >= 0; row--) {
    if (rows.kind[row] !== RowKind.Hanging) continue;
    const tick = rows.tick[row];
    if (rows.side[row] === Side.Buy ? tick >= band.ceiling : tick <= band.floor) rows.remove(row);
  }
}

/** Pays for the hanging orders first; those that there is not enough for are taken out. */
export function payForHanging(rows: WantedRows, budget: Budget): void {
  for (let row = 0; row < rows.count;) {
    const wanted = rows.lots[row];
    if (
      rows.kind[row] === RowKind.Hanging &&
      budget.take(rows.side[row] as Side, rows.tick[row], wanted) < wanted
    ) {
      rows.remove(row);
    } else row++;
  }
}

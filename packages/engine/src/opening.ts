import type { Account } from './account.ts';
import type { OpeningRecord } from './journal-records.ts';
import { total } from './reconciler.ts';
import type { VenueAccount } from './venue.ts';

/**
 * The record that takes an account over as the venue describes it, inventories at their marks (half ticks).
 * Contracts are kept as if bought at the mark, so that the margin balance is the equity.
 */
export function openingRecord(
  nowUs: number,
  account: Account,
  theirs: VenueAccount,
  marks2: Float64Array,
): OpeningRecord {
  const { instruments } = account;
  const first = instruments[0];
  let quote = total(theirs, first.quote, account.quoteDecimals);
  const baseUnits = instruments.map((instrument, i) => {
    if (instrument.product === 'spot') return total(theirs, instrument.base, instrument.baseDecimals);
    const lots = theirs.positions.find((position) => position.instrument === i)?.lots ?? 0;
    const units = BigInt(lots) * instrument.baseUnitsPerLot;
    quote -= account.value(i, units, marks2[i]);
    return units;
  });
  return {
    type: 'opening',
    atUs: nowUs,
    quoteUnits: String(quote),
    baseUnits: baseUnits.map(String),
    marks2: Array.from(marks2),
  };
}

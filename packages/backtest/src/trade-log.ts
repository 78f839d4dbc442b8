import { createHash } from 'node:crypto';
import { formatDecimal } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import type { FillRecord } from '@mrmarket/engine/journal-records';
import { plainDecimal } from './decimals.ts';

/** Columns of the trade log. Times are the venue's, µs since the epoch. */
export const TRADE_LOG_HEADER =
  'time_us,instrument,trade_id,client_order_id,side,price,quantity,liquidity,fee,fee_asset';

/**
 * All own fills as CSV, in the order they were booked; the same run gives the same bytes.
 */
export function tradeLog(fills: Iterable<FillRecord>, instruments: readonly Instrument[]): string {
  let text = `${TRADE_LOG_HEADER}\n`;
  for (const fill of fills) {
    const instrument = instruments[fill.instrument];
    const price = formatDecimal(BigInt(fill.tick) * ticksOf(instrument), instrument.priceDecimals);
    const quantity = plainDecimal(BigInt(fill.lots) * instrument.baseUnitsPerLot, instrument.baseDecimals);
    text += [
      fill.venueUs,
      instrument.symbol,
      fill.tradeId,
      fill.clientId,
      fill.side === Side.Buy ? 'buy' : 'sell',
      price,
      quantity,
      fill.maker ? 'maker' : 'taker',
      fill.fee ?? '',
      fill.feeAsset ?? '',
    ].join(',');
    text += '\n';
  }
  return text;
}

/** sha256 of a trade log, hexadecimal. */
export function tradeLogHash(log: string): string {
  return createHash('sha256').update(log).digest('hex');
}

/** One tick in units of the price's last decimal. */
function ticksOf(instrument: Instrument): bigint {
  return BigInt(Math.round(instrument.tick * 10 ** instrument.priceDecimals));
}

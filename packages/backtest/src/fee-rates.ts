import type { FeeRates } from '@mrmarket/engine/account';
import type { Instrument } from '@mrmarket/market/instrument';
import { findKnownInstrument } from '@mrmarket/market/known-instruments';

/** Binance's rates without discounts, for instruments that are in no table. */
const USUAL: Readonly<Record<Instrument['product'], FeeRates>> = {
  spot: { maker: '0.001', taker: '0.001' },
  usdm: { maker: '0.0002', taker: '0.0005' },
};

/** Fee rates of an instrument on paper: those of the known instrument, or else the usual ones of its product. */
export function feeRates({ product, symbol }: Instrument): FeeRates {
  const known = findKnownInstrument('binance', product, symbol);
  return known ? { maker: known.makerFee, taker: known.takerFee } : USUAL[product];
}

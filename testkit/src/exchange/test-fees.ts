import type { FeeRates } from '@mrmarket/engine/account';
import type { Product } from '@mrmarket/market/instrument';

/** What the exchange process takes; on spot from what a fill brings, on perpetuals in quote. */
export const TEST_FEES: Readonly<Record<Product, FeeRates>> = {
  spot: { maker: '0.001', taker: '0.001' },
  usdm: { maker: '0.0002', taker: '0.0005' },
};

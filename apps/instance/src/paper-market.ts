import type { PaperMarket } from '@mrmarket/backtest/paper-venue';
import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import type { CaptureProgress } from '@mrmarket/market/binance-capture';
import { createInstrument } from '@mrmarket/market/instrument';
import type { Product } from '@mrmarket/market/instrument';
import { findKnownInstrument } from '@mrmarket/market/known-instruments';

export interface MarketChoice {
  readonly replay?: readonly string[] | undefined;
  readonly symbol?: string | undefined;
  readonly product?: Product | undefined;
  readonly tick?: string | undefined;
  readonly lot?: string | undefined;
  readonly price?: string | undefined;
  readonly onProgress?: (progress: CaptureProgress) => void;
}

/** Where generated markets of well-known pairs begin, quote per base. */
const START_PRICES: Readonly<Record<string, string>> = { BTCUSDT: '60000', ETHUSDT: '2600', ETHBTC: '0.043' };

/** Steps of pairs that are in no table. */
const USUAL_STEPS = { tickSize: '0.01', lotSize: '0.0001', minNotional: '5' } as const;

/** The market that the command line asks for: the recording, or a generated one. */
export async function paperMarket(choice: MarketChoice): Promise<PaperMarket> {
  const { replay, symbol, product, tick, lot, onProgress } = choice;
  if (!replay) return generated(choice);
  const recording = await readBinanceCapture(replay, {
    ...(symbol === undefined ? {} : { symbol }),
    ...(product === undefined ? {} : { product }),
    ...(tick === undefined ? {} : { tickSize: tick }),
    ...(lot === undefined ? {} : { lotSize: lot }),
    ...(onProgress ? { onProgress } : {}),
  });
  return { kind: 'recorded', recording };
}

function generated({ symbol = 'BTCUSDT', product = 'spot', tick, lot, price }: MarketChoice): PaperMarket {
  const known = findKnownInstrument('binance', product, symbol);
  const steps = known ?? USUAL_STEPS;
  const instrument = createInstrument({
    venue: 'generated',
    product,
    symbol,
    base: known?.base ?? symbol.replace(/(USDT|USDC|USD|BTC|ETH)$/, ''),
    quote: known?.quote ?? /(USDT|USDC|USD|BTC|ETH)$/.exec(symbol)?.[1] ?? 'USDT',
    tickSize: tick ?? steps.tickSize,
    lotSize: lot ?? steps.lotSize,
    ...(steps.minNotional === undefined ? {} : { minNotional: steps.minNotional }),
  });
  return { kind: 'generated', instrument, startPrice: price ?? START_PRICES[symbol] ?? '100' };
}

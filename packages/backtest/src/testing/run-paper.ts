import { JumpClock } from '@mrmarket/engine/clock';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { createInstrument } from '@mrmarket/market/instrument';
import { pureMarketMaking } from '@mrmarket/strategy/pure-market-making/definition';
import { openPaperSession } from '../paper-session.ts';
import type { PaperOptions, PaperSession } from '../paper-session.ts';
import type { PaperMarket } from '../paper-venue.ts';

/** A generated BTCUSDT market. */
export function generatedMarket(): PaperMarket {
  const instrument = createInstrument({
    ...knownInstrument('binance', 'spot', 'BTCUSDT'),
    venue: 'generated',
  });
  return { kind: 'generated', instrument, startPrice: '60000' };
}

/** Opens a paper session with usual settings on a clock that jumps. */
export function openPaper(options: Partial<PaperOptions> = {}): PaperSession {
  return openPaperSession({
    market: generatedMarket(),
    definition: pureMarketMaking,
    parameters: {},
    seed: '1',
    speed: Infinity,
    durationSec: 300,
    quoteBalance: '10000',
    latencyMs: 10,
    clock: new JumpClock(1_700_000_000_000_000),
    signal: new AbortController().signal,
    ...options,
  });
}

/** Runs a paper session to its end and closes it. */
export async function runPaper(options: Partial<PaperOptions> = {}): Promise<PaperSession> {
  const paper = openPaper(options);
  try {
    await paper.session.run();
  } finally {
    paper.close();
  }
  return paper;
}

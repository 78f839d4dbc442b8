/**
 * How fast a recording is replayed without orders: the exchange's and the strategy's book, in the order of time.
 *
 *     node packages/simulator/scripts/bench-replay.ts usdm_btcusdt_20240808.gz
 */
import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import { Feed } from '@mrmarket/market/feed';
import type { Recording } from '@mrmarket/market/recording';
import { RecordedMarket } from '../src/recorded-market.ts';
import { SimulatedVenue } from '../src/simulated-venue.ts';
import { QuietListener } from '../src/testing/quiet-listener.ts';

const PASSES = 20;
const RUNS = 15;

/** Feeds a book, and counts level changes and trades. */
class Books extends QuietListener {
  events = 0;
  private readonly feed: Feed;

  constructor(feed: Feed) {
    super();
    this.feed = feed;
  }

  override onSnapshot: QuietListener['onSnapshot'] = (nowUs, _i, lastId, exchUs, levels, from, to) => {
    this.feed.onSnapshot(nowUs, lastId, exchUs, levels, from, to);
    this.events += to - from;
  };

  override onDepth: QuietListener['onDepth'] = (
    nowUs,
    _i,
    firstId,
    lastId,
    previousId,
    exchUs,
    levels,
    from,
    to,
  ) => {
    this.feed.onDepth(nowUs, firstId, lastId, previousId, exchUs, levels, from, to);
    this.events += to - from;
  };

  override onTrade: QuietListener['onTrade'] = (nowUs, _i, tradeId, exchUs, tick, lots, aggressor) => {
    this.feed.onTrade(nowUs, tradeId, exchUs, tick, lots, aggressor);
    this.events++;
  };
}

/** Milliseconds and events of one replay; making the books is not counted. */
function replay(recording: Recording): { ms: number; events: number } {
  const venue = new SimulatedVenue({
    markets: [new RecordedMarket(recording)],
    fees: { maker: '0', taker: '0', asset: 'quote' },
    balances: [{ quote: '0', base: '0' }],
  });
  const books = new Books(new Feed(recording.instrument));
  venue.listener = books;
  const start = performance.now();
  while (venue.nextUs() !== Infinity) venue.step();
  return { ms: performance.now() - start, events: books.events };
}

const files = process.argv.slice(2);
const recording = await readBinanceCapture(files);
let best = 0;
for (let run = 0; run < RUNS; run++) {
  let ms = 0;
  let events = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const result = replay(recording);
    ms += result.ms;
    events += result.events;
  }
  best = Math.max(best, events / ms / 1000);
}
process.stdout.write(
  `${recording.instrument.id}, data ${recording.dataHash.slice(0, 16)}: ${best.toFixed(1)} M events/s, best of ${RUNS}\n`,
);

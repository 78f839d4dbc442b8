import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { NO_ASK, NO_BID, OrderBook } from '@mrmarket/market/order-book';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { Side } from '@mrmarket/market/side';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import { dataFile, itWithData } from '@mrmarket/testkit/data-folder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueModel } from './queue-model.ts';
import { RecordedMarket } from './recorded-market.ts';
import { SimulatedVenue } from './simulated-venue.ts';
import { QuietListener } from './testing/quiet-listener.ts';
import { recordGenerated, toMessages, toRecording } from './testing/record-market.ts';
import type { RecordedMessage } from './testing/record-market.ts';

const SEED = 20240808;

/**
 * Keeps an order at each best price it sees, and writes down everything it is told: what it does depends on all it
 * has seen, so that whatever leaks from the future shows up in its log.
 */
class Follower {
  readonly log: string[] = [];
  fills = 0;
  private readonly venue: SimulatedVenue;
  private readonly book = new OrderBook(4096);
  private readonly working: ({ clientId: string; tick: number } | undefined)[] = [undefined, undefined];
  private orders = 0;

  constructor(recording: Recording, { trades }: { readonly trades: boolean }) {
    this.venue = new SimulatedVenue({
      markets: [new RecordedMarket(recording)],
      fees: { maker: '0.0001', taker: '0.0005', asset: 'quote' },
      balances: [{ quote: '1000000000', base: '1000000' }],
      queue: queueModel('power'),
    });
    const { log, book } = this;
    const listener = new QuietListener();
    const rows = (levels: Recording['levels'], from: number, to: number): void => {
      book.apply(levels, from, to);
      log.push(
        `${levels.side.subarray(from, to).join()} ${levels.tick.subarray(from, to).join()} ${levels.lots
          .subarray(from, to)
          .join()}`,
      );
      if (trades) this.follow();
    };
    listener.onSnapshot = (nowUs, _index, lastId, exchUs, levels, from, to) => {
      log.push(`${nowUs} snapshot ${lastId} ${exchUs}`);
      book.clear();
      rows(levels, from, to);
    };
    listener.onDepth = (nowUs, _index, firstId, lastId, previousId, exchUs, levels, from, to) => {
      log.push(`${nowUs} depth ${firstId} ${lastId} ${previousId} ${exchUs}`);
      rows(levels, from, to);
    };
    listener.onTrade = (nowUs, _index, tradeId, exchUs, tick, lots, aggressor) => {
      log.push(`${nowUs} trade ${tradeId} ${exchUs} ${tick} ${lots} ${aggressor}`);
    };
    listener.onOrderUpdate = (nowUs, update) => {
      log.push(`${nowUs} ${JSON.stringify(update)}`);
    };
    listener.onFill = (nowUs, fill) => {
      this.fills++;
      log.push(`${nowUs} ${JSON.stringify(fill)}`);
    };
    this.venue.listener = listener;
  }

  /** Runs up to and including a time. */
  run(untilUs: number): this {
    const { venue } = this;
    while (venue.nextUs() <= untilUs) venue.step();
    return this;
  }

  private follow(): void {
    const { bestBid, bestAsk } = this.book;
    if (bestBid === NO_BID || bestAsk === NO_ASK) return;
    this.keep(Side.Buy, bestBid);
    this.keep(Side.Sell, bestAsk);
  }

  private keep(side: Side, tick: number): void {
    const { venue, working } = this;
    const order = working[side];
    if (order?.tick === tick) return;
    if (order) venue.cancel({ instrument: 0, clientId: order.clientId });
    const clientId = `f${++this.orders}`;
    working[side] = { clientId, tick };
    venue.submit({
      instrument: 0,
      clientId,
      side,
      tick,
      lots: 1000,
      postOnly: true,
      reduceOnly: false,
      timeInForce: 'GTC',
    });
  }
}

/** Messages with other contents where they are poisoned; kinds, ids and times stay, or the order of events would not. */
function poison(
  messages: readonly RecordedMessage[],
  isPoisoned: (message: RecordedMessage) => boolean,
  seed: string,
): RecordedMessage[] {
  const random = seededRandom(seed);
  return messages.map((message) => {
    if (!isPoisoned(message)) return message;
    const { side, tick, lots } = message.levels;
    return {
      ...message,
      levels: {
        side: message.kind === MessageKind.Trade ? side.map((s) => 1 - s) : side,
        tick: tick.map((t) => Math.max(1, t + Math.round(200 * random.normal()))),
        lots: lots.map((l) => Math.floor(l * 3 * random.next()) + 1),
      },
    };
  });
}

/** Compares what is told up to times with and without poison behind them. */
function property(recording: Recording, numRuns: number): { fills: number } {
  const messages = toMessages(recording);
  const firstUs = messages[0].localUs;
  const lastUs = messages[messages.length - 1].localUs;
  const clean = toRecording(recording.instrument, messages);
  const at = (share: number): number => Math.round(firstUs + share * (lastUs - firstUs));
  let fills = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 50, max: 990 }),
      fc.nat(1_000_000),
      fc.boolean(),
      (permille, seed, trades) => {
        const untilUs = at(permille / 1000);
        // Without orders of its own the follower must not be touched by what only the exchange knows either.
        const isFuture = trades
          ? ({ exchUs, localUs }: RecordedMessage) => exchUs > untilUs && localUs > untilUs
          : ({ localUs }: RecordedMessage) => localUs > untilUs;
        const poisoned = toRecording(recording.instrument, poison(messages, isFuture, String(seed)));
        const right = new Follower(clean, { trades }).run(untilUs);
        const wrong = new Follower(poisoned, { trades }).run(untilUs);
        fills += right.fills;
        expect(wrong.log.length).toBe(right.log.length);
        const differs = wrong.log.findIndex((line, i) => line !== right.log[i]);
        if (differs >= 0) expect.fail(`${wrong.log[differs]} instead of ${right.log[differs]}`);
        // The poison is real: it shows as soon as its time has come.
        wrong.run(lastUs);
        right.run(lastUs);
        if (messages.some(isFuture)) expect(wrong.log).not.toEqual(right.log);
      },
    ),
    { numRuns, seed: SEED },
  );
  return { fills };
}

describe('SimulatedVenue', () => {
  it('F50 shows nothing of the future, in generated markets', () => {
    const instrument = knownInstrument('binance', 'spot', 'BTCUSDT');
    const terms = { seed: 'future', startTick: 6_000_000, startUs: 1_700_000_000_000_000, seconds: 20 };
    expect(property(recordGenerated(instrument, terms), 200).fills).toBeGreaterThan(100);
  });

  itWithData(
    'F50 shows nothing of the future, on USD-M BTCUSDT',
    ['usdm_btcusdt_20240808.gz'],
    async () => {
      const recording = await readBinanceCapture([dataFile('usdm_btcusdt_20240808.gz')]);
      const part = toMessages(recording).slice(0, 6000);
      expect(property(toRecording(recording.instrument, part), 20).fills).toBeGreaterThan(100);
    },
    // A busy machine takes ten times as long.
    180_000,
  );

  it('F50 delivers no message before its time, nor one that nobody sent', () => {
    const instrument = knownInstrument('binance', 'spot', 'BTCUSDT');
    const terms = { seed: 'order', startTick: 6_000_000, startUs: 1_700_000_000_000_000, seconds: 20 };
    const recording = recordGenerated(instrument, terms);
    const venue = new SimulatedVenue({
      markets: [new RecordedMarket(recording)],
      fees: { maker: '0', taker: '0', asset: 'quote' },
      balances: [{ quote: '0', base: '0' }],
    });
    const listener = new QuietListener();
    const seen: number[] = [];
    listener.onSnapshot = (nowUs) => seen.push(nowUs);
    listener.onDepth = (nowUs) => seen.push(nowUs);
    listener.onTrade = (nowUs) => seen.push(nowUs);
    venue.listener = listener;
    while (venue.nextUs() !== Infinity) {
      const nowUs = venue.nextUs();
      const count = seen.length;
      venue.step();
      for (const atUs of seen.slice(count)) expect(atUs).toBe(nowUs);
    }
    expect(seen).toEqual([...recording.localUs]);
  });
});

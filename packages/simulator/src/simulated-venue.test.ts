import { seededRandom } from '@mrmarket/strategy/seeded-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GeneratedMarket } from './generated-market.ts';
import { constantLatency, drawnLatency, recordedLatency } from './latency.ts';
import { RecordedMarket } from './recorded-market.ts';
import { SimulatedVenue } from './simulated-venue.ts';
import { spot, usdm } from './testing/instruments.ts';
import { makeRecording, START_US } from './testing/make-recording.ts';
import type { Message } from './testing/make-recording.ts';
import { VenueLog } from './testing/venue-log.ts';
import { OPENING, VenueRun } from './testing/venue-run.ts';

const noLatency = { entryLatency: constantLatency(0), responseLatency: constantLatency(0) };

/** Latencies from a list, one after the other. */
function listed(...us: readonly number[]): () => number {
  const left = [...us];
  return () => left.shift() ?? 0;
}

describe('SimulatedVenue: the way of a message', () => {
  it('takes the entry latency to the exchange and the response latency back', () => {
    const run = new VenueRun([OPENING]);
    run.until(1_000);
    run.buy('a', [100, 2]);
    expect(run.until(1_149)).toEqual([]);
    expect(run.until(2_000)).toEqual(['1150 a ack']);
  });

  it('takes 10 ms each way unless told otherwise', () => {
    const venue = new SimulatedVenue({
      markets: [new RecordedMarket(makeRecording(spot, OPENING))],
      fees: { maker: '0', taker: '0', asset: 'quote' },
      balances: [{ quote: '0', base: '0' }],
    });
    const log = new VenueLog();
    venue.listener = log;
    venue.queryOpenOrders(1, 0);
    while (venue.nextUs() !== Infinity) venue.step();
    expect(log.take()).toContain('20000 #1 open ');
  });

  it('matches with the book at the exchange, not with what the strategy has seen', () => {
    // The ask at 102 is gone at the exchange from 1050 on; the strategy hears of it at 5000.
    const run = new VenueRun([[...OPENING, { exchUs: 1_050, localUs: 5_000, depth: 12, asks: [[102, 0]] }]]);
    run.until(1_000);
    run.buy('a', [102, 2], { timeInForce: 'IOC' });
    expect(run.until(4_000)).toEqual(['1150 a ack', '1150 a exp IOC']);
  });

  it('F9 a fill can win against a cancel on its way', () => {
    const run = new VenueRun([[...OPENING, { exchUs: 1_240, sold: [99, 1], id: 1 }]]);
    run.until(1_000);
    run.buy('a', [100, 2]);
    run.until(1_200);
    run.cancel('a');
    expect(run.until(2_000)).toEqual(['1290 a fill 2@100 maker id 1', '1350 a cmiss UNKNOWN_ORDER']);
  });

  it('requests do not overtake each other, nor do answers', () => {
    const run = new VenueRun([OPENING], {
      entryLatency: listed(300, 10, 20),
      responseLatency: listed(200, 5, 1),
    });
    run.until(1_000);
    run.buy('a', [100, 1]);
    run.until(1_001);
    run.buy('b', [100, 1]);
    run.cancel('a');
    expect(run.until(9_000)).toEqual(['1500 a ack', '1500 b ack', '1500 a cack']);
  });

  it('keeps the order of requests and of answers whatever the latencies', () => {
    const latency = fc.array(fc.nat(500), { minLength: 20, maxLength: 20 });
    const waits = fc.array(fc.nat(200), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(latency, latency, waits, (entry, response, gaps) => {
        const run = new VenueRun([OPENING], {
          entryLatency: listed(...entry),
          responseLatency: listed(...response),
        });
        let nowUs = 1_000;
        const lines: string[] = [];
        for (const [i, gap] of gaps.entries()) {
          lines.push(...run.until((nowUs += gap)));
          run.buy(`o${i}`, [90, 1]);
        }
        lines.push(...run.end());
        const acks = lines.filter((line) => line.endsWith('ack'));
        expect(acks.map((line) => line.split(' ')[1])).toEqual(gaps.map((_, i) => `o${i}`));
        const times = acks.map((line) => Number(line.split(' ')[0]));
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns: 500, seed: 20240808 },
    );
  });

  it('a negative latency is a refusal of the gate, learnt after the response leg', () => {
    const { entry, response } = recordedLatency([
      { requestUs: START_US, exchangeUs: 0, responseUs: START_US + 70 },
    ]);
    const run = new VenueRun([OPENING], {
      entryLatency: entry,
      responseLatency: response,
    });
    run.until(1_000);
    run.buy('a', [100, 1]);
    run.cancel('b');
    run.replace('c', [100, 1]);
    run.askOrder('d');
    expect(run.until(2_000)).toEqual([
      '1070 a rej TECHNICAL',
      '1070 b crej TECHNICAL',
      '1070 c rrej TECHNICAL',
      '1070 #1 failed: refused',
    ]);
    expect(run.venue.exchanges[0].openOrders(run.venue.clients[0])).toEqual([]);
  });
});

describe('SimulatedVenue: at one time', () => {
  const trade = (exchUs: number, id: number): Message => ({
    exchUs,
    localUs: exchUs + 500,
    sold: [99, 1],
    id,
  });

  it('data at the strategy, then answers, then data at the exchange, then requests', () => {
    const run = new VenueRun([
      [
        ...OPENING,
        { exchUs: 500, localUs: 1_150, depth: 12 },
        { exchUs: 1_150, localUs: 9_000, sold: [99, 1], id: 1 },
      ],
    ]);
    run.until(1_000);
    run.buy('a', [100, 2]);
    run.until(1_050);
    run.cancel('a');
    // At 1150 depth 12 arrives, so does the answer to a; the trade happens, and then the cancel comes too late.
    expect(run.until(2_000)).toEqual([
      '1150 0 depth 12',
      '1150 a ack',
      '1200 a fill 2@100 maker id 1',
      '1200 a cmiss UNKNOWN_ORDER',
    ]);
  });

  it('an answer is heard before the next row of the same time, and what it leads to comes after all of them', () => {
    const run = new VenueRun([[...OPENING, trade(1_000, 1), trade(1_000, 2)]], noLatency);
    run.until(900);
    run.buy('a', [100, 1]);
    run.buy('b', [100, 1]);
    run.until(950);
    run.log.react = (line) => {
      if (line.includes('a fill')) run.buy('c', [100, 1]);
    };
    expect(run.until(1_000)).toEqual([
      '1000 a fill 1@100 maker id 1',
      '1000 b fill 1@100 maker id 2',
      '1000 c ack',
    ]);
  });

  it('goes by instrument among streams of one kind', () => {
    const run = new VenueRun([
      [...OPENING, { exchUs: 500, localUs: 1_000, depth: 12 }],
      [...OPENING, { exchUs: 400, localUs: 1_000, depth: 12 }],
    ]);
    expect(run.until(1_000).slice(-2)).toEqual(['1000 0 depth 12', '1000 1 depth 12']);
  });

  it('goes by file order within a stream', () => {
    const run = new VenueRun([
      [
        ...OPENING,
        { exchUs: 500, localUs: 1_000, sold: [100, 1], id: 2 },
        { exchUs: 400, localUs: 1_000, sold: [100, 1], id: 1 },
      ],
    ]);
    expect(run.until(1_000).slice(-2)).toEqual(['1000 0 sold 1@100 id 2', '1000 0 sold 1@100 id 1']);
  });
});

describe('SimulatedVenue: queries', () => {
  const market: readonly Message[] = [
    ...OPENING,
    { exchUs: 2_000, sold: [99, 1], id: 1 },
    { exchUs: 3_000, sold: [89, 1], id: 2 },
  ];

  it('answers from the record of the exchange, as it is when the question arrives', () => {
    const run = new VenueRun([market]);
    run.until(1_000);
    run.buy('a', [100, 2]);
    run.buy('b', [90, 2]);
    run.buy('c', [80, 2]);
    run.until(2_500);
    for (const id of ['a', 'c', 'nobody']) run.askOrder(id);
    run.askOpenOrders();
    run.askFills();
    run.askFills(2_001);
    run.askBalances();
    expect(run.until(2_650).map((line) => line.slice(5))).toEqual([
      '#1 a filled 2/2',
      '#2 c open 0/2',
      '#3 unknown',
      '#4 open b c',
      '#5 fills 1',
      '#6 fills ',
      '#7 USDT 999.9946+0.0034 BTC 10.002+0',
    ]);
  });

  it('gives each market its own balances, and contracts as positions', () => {
    const run = new VenueRun([OPENING, OPENING], {}, usdm);
    run.until(1_000);
    run.buy('a', [102, 3], { instrument: 1, timeInForce: 'IOC' });
    run.until(2_000);
    run.askBalances();
    expect(run.until(3_000)).toEqual(['2150 #1 USDT 1000+0 USDT 1000+0 0:0 1:3']);
  });

  it('sends the book of the exchange when a snapshot is asked for', () => {
    const run = new VenueRun([[...OPENING, { exchUs: 1_050, localUs: 9_000, depth: 12, bids: [[101, 7]] }]]);
    run.until(1_000);
    run.venue.requestSnapshot(0);
    expect(run.until(2_000)).toEqual(['1150 0 snapshot 12 b101x7 b100x5 b99x5 a102x5 a103x5']);
  });

  it('has no snapshot to send while the exchange has no book', () => {
    const run = new VenueRun([[{ exchUs: 0, localUs: 10, depth: 11 }]]);
    run.until(1_000);
    run.venue.requestSnapshot(0);
    expect(run.end()).toEqual([]);
  });
});

describe('SimulatedVenue: own orders in the feed', () => {
  it('are there in a generated market, and not in a recorded one', () => {
    const start = { fees: { maker: '0', taker: '0', asset: 'quote' }, balances: [] } as const;
    const generated = new GeneratedMarket({
      instrument: spot,
      seed: '1',
      startTick: 6_000_000,
      startUs: START_US,
    });
    expect(new SimulatedVenue({ ...start, markets: [generated] }).features.ownOrdersInFeed).toBe(true);
    expect(new VenueRun([OPENING]).venue.features.ownOrdersInFeed).toBe(false);
  });
});

describe('SimulatedVenue: start and end', () => {
  const market: readonly Message[] = [
    ...OPENING,
    { exchUs: 1_000, localUs: 1_500, depth: 12, bids: [[101, 7]] },
    { exchUs: 2_000, localUs: 2_500, depth: 13, bids: [[101, 8]] },
  ];

  it('begins at the first event', () => {
    const run = new VenueRun([market]);
    run.askOpenOrders();
    expect(run.until(150)).toContain('150 #1 open ');
  });

  it('F35 passes over what happened before its start, and has the book of that time', () => {
    const run = new VenueRun([market], { startUs: START_US + 1_000 });
    run.venue.requestSnapshot(0);
    expect(run.until(3_000)).toEqual([
      '1150 0 snapshot 12 b101x7 b100x5 b99x5 a102x5 a103x5',
      '1500 0 depth 12',
      '2500 0 depth 13',
    ]);
  });

  it('F37 goes on with the account of an earlier process, whose orders ended with it', () => {
    const before = new VenueRun([market], {}, usdm);
    before.until(1_000);
    before.buy('a', [90, 2]);
    before.until(1_200);
    const dead = before.venue.exchanges[0]
      .openOrders(before.venue.clients[0])
      .map((order) => order.describe(0));
    const run = new VenueRun(
      [market],
      {
        startUs: START_US + 1_600,
        balances: [{ quote: '900', base: '0', positionLots: 5, positionCost: '0.05' }],
        deadOrders: dead,
        firstTradeId: 42,
      },
      usdm,
    );
    run.askOrder('a');
    run.buy('a', [90, 2]);
    run.buy('b', [102, 1]);
    expect(run.until(1_800)).toEqual([
      '1750 #1 a canceled 0/2',
      '1750 a rej DUPLICATE_ID',
      '1750 b ack',
      '1750 b fill 1@102 taker id 42',
    ]);
    run.askBalances();
    expect(run.until(2_000)).toEqual(['1950 #2 USDT 900+0 0:6']);
    run.askFills();
    expect(run.end()).toContain('2150 #3 fills 42');
  });

  it('says when its data has ended; answers still come', () => {
    const run = new VenueRun([market]);
    run.until(2_499);
    expect(run.venue.dataEnded).toBe(false);
    run.until(2_500);
    expect(run.venue.dataEnded).toBe(true);
    run.askOpenOrders();
    expect(run.end()).toEqual(['2650 #1 open ']);
    expect(run.venue.nextUs()).toBe(Infinity);
  });

  it('F48 says the same again with the same seed', () => {
    const record = (seed: string): string[] => {
      const latency = drawnLatency(seededRandom(seed), { floorUs: 10, typicalUs: 100, spread: 1 });
      const run = new VenueRun([market], { entryLatency: latency, responseLatency: latency });
      let orders = 0;
      run.log.react = (line) => {
        if (line.includes('depth') || line.includes('ack'))
          if (orders < 20) run.buy(`o${orders++}`, [101, 1]);
      };
      return run.end();
    };
    expect(record('a')).toEqual(record('a'));
    expect(record('a')).not.toEqual(record('b'));
    expect(record('a').length).toBeGreaterThan(20);
  });
});

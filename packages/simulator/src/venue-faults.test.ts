import { describe, expect, it } from 'vitest';
import type { Fault } from './faults.ts';
import type { Message } from './testing/make-recording.ts';
import { OPENING, VenueRun } from './testing/venue-run.ts';

/** A run with faults at time 1000; the adapter waits 500 µs for answers. */
function runWith(faults: readonly Fault[], messages: readonly Message[] = OPENING): VenueRun {
  const run = new VenueRun([messages], { faults, timeoutUs: 500 });
  run.until(1_000);
  return run;
}

/** What the exchange itself says of an order, whatever got lost on the way. */
function atExchange(run: VenueRun, clientId: string): string | undefined {
  const order = run.venue.clients[0].orders.get(clientId);
  return order && `${order.status} ${order.filledLots}/${order.lots} at ${order.tick}`;
}

describe('faults of a submit', () => {
  it('F1 an error in place of the answer: the exchange has the order, the adapter does not know', () => {
    const run = runWith([{ on: 'submit', do: 'error' }]);
    run.buy('a', [100, 2]);
    expect(run.until(9_000)).toEqual(['1150 a amb']);
    expect(atExchange(run, 'a')).toBe('open 0/2 at 100');
  });

  it.each([
    ['drop', ['1500 a amb']],
    ['error', ['1150 a amb']],
    ['silence', []],
  ] as const)('F1 the answer itself is lost (%s)', (what, heard) => {
    const run = runWith([{ on: 'ack', do: what }]);
    run.buy('a', [100, 2]);
    expect(run.until(9_000)).toEqual(heard);
    expect(atExchange(run, 'a')).toBe('open 0/2 at 100');
  });

  it.each([
    ['drop', ['1500 a amb']],
    ['silence', []],
  ] as const)('F2 the request is lost (%s): the exchange never saw it', (what, heard) => {
    const run = runWith([{ on: 'submit', do: what }]);
    run.buy('a', [100, 2]);
    expect(run.until(9_000)).toEqual(heard);
    expect(atExchange(run, 'a')).toBeUndefined();
  });

  it('F3 a refusal can be lost too', () => {
    const run = runWith([{ on: 'rej', do: 'drop' }]);
    run.buy('a', [102, 2], { postOnly: true });
    expect(run.until(9_000)).toEqual(['1500 a amb']);
  });

  it('F4 a request that arrives twice is refused the second time', () => {
    const run = runWith([{ on: 'submit', do: 'duplicate', byUs: 20 }]);
    run.buy('a', [100, 2]);
    expect(run.until(9_000)).toEqual(['1150 a ack', '1170 a rej DUPLICATE_ID']);
    expect(atExchange(run, 'a')).toBe('open 0/2 at 100');
  });

  it('F7 a late ack lets the fill come first', () => {
    const run = runWith([{ on: 'ack', do: 'delay', byUs: 300 }]);
    run.buy('a', [102, 2]);
    expect(run.until(9_000)).toEqual(['1150 a fill 2@102 taker id 1', '1450 a ack']);
  });

  it('a late request lets others overtake it', () => {
    const run = runWith([{ on: 'submit', clientId: 'a', do: 'delay', byUs: 300 }]);
    run.buy('a', [100, 2]);
    run.buy('b', [100, 2]);
    expect(run.until(9_000)).toEqual(['1150 b ack', '1450 a ack']);
  });
});

describe('faults of a cancel or a replace', () => {
  it.each([
    ['drop', ['1700 a camb'], 'open 0/2 at 100'],
    ['error', ['1350 a camb'], 'canceled 0/2 at 100'],
    ['silence', [], 'open 0/2 at 100'],
  ] as const)('F11 a cancel without an answer (%s)', (what, heard, state) => {
    const run = runWith([{ on: 'cancel', do: what }]);
    run.buy('a', [100, 2]);
    run.until(1_200);
    run.cancel('a');
    expect(run.until(9_000)).toEqual(heard);
    expect(atExchange(run, 'a')).toBe(state);
  });

  it('F11 the answer to a cancel is lost', () => {
    const run = runWith([{ on: 'cack', do: 'drop' }]);
    run.buy('a', [100, 2]);
    run.until(1_200);
    run.cancel('a');
    expect(run.until(9_000)).toEqual(['1700 a camb']);
    expect(atExchange(run, 'a')).toBe('canceled 0/2 at 100');
  });

  it('F14 the answer to a replace is lost after a fill in flight', () => {
    const run = runWith(
      [{ on: 'replace', do: 'error' }],
      [...OPENING, { exchUs: 1_250, localUs: 9_000, sold: [100, 6], id: 1 }],
    );
    run.buy('a', [100, 3]);
    run.until(1_200);
    run.replace('a', [100, 2]);
    expect(run.until(8_000)).toEqual(['1300 a fill 1@100 maker id 1', '1350 a ramb']);
    expect(atExchange(run, 'a')).toBe('open 1/2 at 100');
  });
});

describe('faults of fills', () => {
  const market: readonly Message[] = [
    ...OPENING,
    { exchUs: 1_200, localUs: 9_000, sold: [100, 6], id: 1 },
    { exchUs: 1_300, localUs: 9_000, sold: [100, 1], id: 2 },
  ];

  it('F15 a fill that comes twice has the same trade id', () => {
    const run = runWith([{ on: 'fill', do: 'duplicate', byUs: 10 }], market);
    run.buy('a', [100, 9]);
    expect(run.until(8_000)).toEqual([
      '1150 a ack',
      '1250 a fill 1@100 maker id 1',
      '1260 a fill 1@100 maker id 1',
      '1350 a fill 1@100 maker id 2',
    ]);
  });

  it('F16 fills come in another order', () => {
    const run = runWith([{ on: 'fill', nth: 1, do: 'delay', byUs: 500 }], market);
    run.buy('a', [100, 9]);
    expect(run.until(8_000).slice(1)).toEqual([
      '1350 a fill 1@100 maker id 2',
      '1750 a fill 1@100 maker id 1',
    ]);
  });

  it('F17 a fill that is lost is still in the record', () => {
    const run = runWith([{ on: 'fill', nth: 1, do: 'drop' }], market);
    run.buy('a', [100, 9]);
    expect(run.until(2_000).slice(1)).toEqual(['1350 a fill 1@100 maker id 2']);
    run.askFills();
    expect(run.until(3_000)).toEqual(['2150 #1 fills 1 2']);
  });
});

describe('faults of queries', () => {
  it.each([
    [{ on: 'query', do: 'drop' }, ['1500 #1 failed: no answer']],
    [{ on: 'query', do: 'error' }, ['1150 #1 failed: no answer']],
    [{ on: 'query', do: 'silence' }, []],
    [{ on: 'answer', do: 'drop' }, ['1500 #1 failed: no answer']],
    [{ on: 'answer', do: 'error' }, ['1150 #1 failed: no answer']],
    [{ on: 'answer', do: 'silence' }, []],
    [{ on: 'answer', do: 'delay', byUs: 30 }, ['1180 #1 open ']],
  ] as const)('%j: a failure is not an answer', (fault, heard) => {
    const run = runWith([fault]);
    run.askOpenOrders();
    expect(run.until(9_000)).toEqual(heard);
  });
});

describe('faults of market data', () => {
  const market: readonly Message[] = [
    ...OPENING,
    { exchUs: 1_100, localUs: 1_200, depth: 12 },
    { exchUs: 1_200, localUs: 1_300, sold: [100, 1], id: 1 },
    { exchUs: 1_300, localUs: 1_400, depth: 13 },
  ];

  it('F21 one diff is lost, counted without the trades between', () => {
    // The opening has the first diff.
    const run = runWith([{ on: 'depth', nth: 3, do: 'drop' }], market);
    expect(run.until(9_000)).toEqual(['1200 0 depth 12', '1300 0 sold 1@100 id 1']);
  });

  it('F22 diffs come twice and out of order', () => {
    const run = runWith(
      [
        { on: 'depth', nth: 2, do: 'delay', byUs: 300 },
        { on: 'depth', nth: 3, do: 'duplicate', byUs: 5 },
      ],
      market,
    );
    expect(run.until(9_000)).toEqual([
      '1300 0 sold 1@100 id 1',
      '1400 0 depth 13',
      '1405 0 depth 13',
      '1500 0 depth 12',
    ]);
  });

  it('a trade and a snapshot can be lost', () => {
    const run = new VenueRun([market], {
      faults: [
        { on: 'snapshot', do: 'drop' },
        { on: 'trade', do: 'drop' },
      ],
    });
    expect(run.end()).toEqual(['11 0 depth 11', '1200 0 depth 12', '1400 0 depth 13']);
  });
});

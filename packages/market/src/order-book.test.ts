import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Levels } from './levels.ts';
import { NO_ASK, NO_BID, OrderBook } from './order-book.ts';
import { Side } from './side.ts';

type Row = readonly [side: Side, tick: number, lots: number];

function columns(rows: readonly Row[]): Levels {
  return {
    side: Uint8Array.from(rows, ([side]) => side),
    tick: Int32Array.from(rows, ([, tick]) => tick),
    lots: Float64Array.from(rows, ([, , lots]) => lots),
  };
}

function book(rows: readonly Row[], window?: number): OrderBook {
  const made = new OrderBook(window);
  made.apply(columns(rows), 0, rows.length);
  return made;
}

function walk(from: OrderBook, side: Side): [tick: number, lots: number][] {
  const levels: [number, number][] = [];
  let tick = side === Side.Buy ? from.bestBid : from.bestAsk;
  while (tick !== NO_BID && tick !== NO_ASK) {
    levels.push([tick, from.lotsAt(side, tick)]);
    tick = from.nextLevel(side, tick);
  }
  return levels;
}

/** The book as anybody would write it: a map a side, own quantity beside it. */
class PlainBook {
  readonly shown = [new Map<number, number>(), new Map<number, number>()];
  readonly own = [new Map<number, number>(), new Map<number, number>()];

  set(side: Side, tick: number, lots: number): void {
    if (lots === 0) this.shown[side].delete(tick);
    else this.shown[side].set(tick, lots);
  }

  walk(side: Side): [number, number][] {
    return [...this.shown[side]]
      .map(([tick, lots]): [number, number] => [tick, Math.max(0, lots - (this.own[side].get(tick) ?? 0))])
      .filter(([, lots]) => lots > 0)
      .sort(([a], [b]) => (side === Side.Buy ? b - a : a - b));
  }

  get crossed(): boolean {
    const bid = Math.max(...this.shown[Side.Buy].keys());
    const ask = Math.min(...this.shown[Side.Sell].keys());
    return bid >= ask;
  }
}

const bids: Row[] = [
  [Side.Buy, 100, 5],
  [Side.Buy, 98, 10],
  [Side.Buy, 95, 1],
];
const asks: Row[] = [
  [Side.Sell, 102, 15],
  [Side.Sell, 103, 20],
];

describe('OrderBook', () => {
  it('knows the best prices, the quantity of a level and the number of levels', () => {
    const b = book([...bids, ...asks]);
    expect([b.bestBid, b.bestAsk]).toEqual([100, 102]);
    expect(b.lotsAt(Side.Buy, 98)).toBe(10);
    expect(b.lotsAt(Side.Sell, 98)).toBe(0);
    expect([b.levelCount(Side.Buy), b.levelCount(Side.Sell)]).toEqual([3, 2]);
  });

  it('is empty at first and after clear', () => {
    const b = book([...bids, ...asks]);
    b.clear();
    for (const empty of [new OrderBook(), b]) {
      expect([empty.bestBid, empty.bestAsk]).toEqual([NO_BID, NO_ASK]);
      expect(walk(empty, Side.Buy)).toEqual([]);
      expect(empty.crossed).toBe(false);
      expect(empty.mid2()).toBeNaN();
      expect(empty.microprice()).toBeNaN();
    }
  });

  it('falls back to the next level when the best is removed', () => {
    const b = book([...bids, ...asks]);
    b.set(Side.Buy, 100, 0);
    b.set(Side.Sell, 102, 0);
    expect([b.bestBid, b.bestAsk]).toEqual([98, 103]);
    b.set(Side.Sell, 103, 0);
    expect(b.bestAsk).toBe(NO_ASK);
  });

  it('applies a range of rows only', () => {
    const b = new OrderBook();
    b.apply(columns([...bids, ...asks]), 1, 4);
    expect(walk(b, Side.Buy)).toEqual([
      [98, 10],
      [95, 1],
    ]);
    expect(walk(b, Side.Sell)).toEqual([[102, 15]]);
  });

  it('lets the sides overlap inside a message and judges crossing after it', () => {
    const b = book([...bids, ...asks]);
    const through: Row[] = [
      [Side.Buy, 102, 3],
      [Side.Sell, 102, 0],
    ];
    b.apply(columns(through), 0, 1);
    expect(b.crossed).toBe(true);
    b.apply(columns(through), 1, 2);
    expect(b.crossed).toBe(false);
    expect([b.bestBid, b.bestAsk]).toEqual([102, 103]);
  });

  it('calls a locked book crossed', () => {
    expect(
      book([
        [Side.Buy, 100, 1],
        [Side.Sell, 100, 1],
      ]).crossed,
    ).toBe(true);
  });

  it('weighs the mid by the quantity of the other side', () => {
    const b = book([...bids, ...asks]);
    expect(b.mid2()).toBe(202);
    // (100·15 + 102·5) / 20
    expect(b.microprice()).toBe(100.5);
  });

  it('prices a depth: average, limit, and the best price beyond it', () => {
    const b = book([...bids, ...asks]);
    // 15 at 102 and 5 at 103.
    expect(b.depthPriceTick(Side.Sell, 20)).toBe(102.25);
    expect(b.depthPriceTick(Side.Buy, 5)).toBe(100);
    expect(b.depthPriceTick(Side.Buy, 16)).toBe((500 + 980 + 95) / 16);
    expect(b.depthPriceTick(Side.Buy, 17)).toBeNaN();
    expect(b.depthLimitTick(Side.Sell, 15)).toBe(102);
    expect(b.depthLimitTick(Side.Sell, 16)).toBe(103);
    expect(b.depthLimitTick(Side.Sell, 36)).toBe(NO_ASK);
    expect(b.tickBeyondDepth(Side.Buy, 0)).toBe(100);
    expect(b.tickBeyondDepth(Side.Buy, 4)).toBe(100);
    expect(b.tickBeyondDepth(Side.Buy, 5)).toBe(98);
    expect(b.tickBeyondDepth(Side.Buy, 16)).toBe(NO_BID);
  });

  it.each([
    [0, 1],
    [-5, 1],
    [1.5, 1],
    [2 ** 31 - 1, 1],
    [NaN, 1],
    [100, -1],
    [100, 0.5],
    [100, NaN],
    [100, 2 ** 53],
  ])('refuses tick %d with %d lots', (tick, lots) => {
    const b = new OrderBook();
    expect(() => b.set(Side.Buy, tick, lots)).toThrow(expect.objectContaining({ code: 'MARKET_BOOK_RANGE' }));
    expect(b.bestBid).toBe(NO_BID);
  });

  it.each([0, 63, 100, 2 ** 25, 1.5])('refuses a window of %d ticks', (window) => {
    expect(() => new OrderBook(window)).toThrow(expect.objectContaining({ code: 'MARKET_BOOK_RANGE' }));
  });

  it('holds the lowest and the highest price there is', () => {
    const b = book([
      [Side.Buy, 1, 7],
      [Side.Sell, 2 ** 31 - 2, 8],
    ]);
    expect([b.bestBid, b.bestAsk]).toEqual([1, 2 ** 31 - 2]);
    b.set(Side.Buy, 2 ** 31 - 3, 9);
    expect(walk(b, Side.Buy)).toEqual([
      [2 ** 31 - 3, 9],
      [1, 7],
    ]);
  });
});

describe('OrderBook without own orders', () => {
  it('shows what others have, and moves the best price where nobody else is', () => {
    const b = book([...bids, ...asks]);
    b.hideOwn(Side.Buy, 98, 4);
    expect(b.lotsAt(Side.Buy, 98)).toBe(6);
    expect(b.publicLotsAt(Side.Buy, 98)).toBe(10);
    b.hideOwn(Side.Buy, 100, 5);
    expect(b.bestBid).toBe(98);
    expect(b.publicBestBid()).toBe(100);
  });

  it('adds up the own orders of a level, and gives them back', () => {
    const b = book([...bids, ...asks]);
    b.hideOwn(Side.Sell, 102, 5);
    b.hideOwn(Side.Sell, 102, 4);
    expect(b.lotsAt(Side.Sell, 102)).toBe(6);
    b.hideOwn(Side.Sell, 102, -4);
    expect(b.lotsAt(Side.Sell, 102)).toBe(10);
    b.hideOwn(Side.Sell, 102, -5);
    expect(b.lotsAt(Side.Sell, 102)).toBe(15);
  });

  it('takes an update of the level as the public quantity', () => {
    const b = book([...bids, ...asks]);
    b.hideOwn(Side.Buy, 99, 3);
    expect(b.bestBid).toBe(100);
    b.apply(columns([[Side.Buy, 99, 8]]), 0, 1);
    expect(b.lotsAt(Side.Buy, 99)).toBe(5);
    b.set(Side.Buy, 99, 2);
    expect(b.lotsAt(Side.Buy, 99)).toBe(0);
    b.hideOwn(Side.Buy, 99, -3);
    expect(b.lotsAt(Side.Buy, 99)).toBe(2);
  });

  it('keeps hiding them through a snapshot', () => {
    const b = book([...bids, ...asks]);
    b.hideOwn(Side.Buy, 100, 2);
    b.clear();
    b.apply(columns([[Side.Buy, 100, 5]]), 0, 1);
    expect(b.lotsAt(Side.Buy, 100)).toBe(3);
  });

  it('F27 sees a crossing that own orders hide', () => {
    const b = book([...bids, ...asks]);
    b.hideOwn(Side.Buy, 102, 6);
    b.set(Side.Buy, 102, 6);
    expect(b.bestBid).toBe(100);
    expect(b.crossed).toBe(true);
  });

  it('refuses to give back more than was hidden', () => {
    const b = book(bids);
    b.hideOwn(Side.Buy, 100, 2);
    expect(() => b.hideOwn(Side.Buy, 100, -3)).toThrow(
      expect.objectContaining({ code: 'MARKET_BOOK_RANGE' }),
    );
    expect(b.lotsAt(Side.Buy, 100)).toBe(3);
  });
});

describe('OrderBook.copyFrom', () => {
  it('takes over public levels, and keeps its own orders hidden', () => {
    const from = book([...bids, ...asks], 64);
    from.hideOwn(Side.Buy, 100, 5);
    const to = book([[Side.Sell, 50, 1]]);
    to.hideOwn(Side.Sell, 103, 8);
    to.copyFrom(from);
    expect(walk(to, Side.Buy)).toEqual([
      [100, 5],
      [98, 10],
      [95, 1],
    ]);
    expect(walk(to, Side.Sell)).toEqual([
      [102, 15],
      [103, 12],
    ]);
  });
});

describe('OrderBook against a plain map', () => {
  // A window of 64 ticks and prices spread over thousands: levels go far and come near all the time.
  const near = fc.integer({ min: -40, max: 40 });
  const far = fc.integer({ min: -4000, max: 4000 });
  const row = fc.tuple(
    fc.constantFrom(Side.Buy, Side.Sell),
    fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: far }),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 50 }) },
    ),
  );
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('apply' as const), rows: fc.array(row, { maxLength: 30 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('set' as const), row }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('hide' as const), row }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), by: far }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
  );
  const start = fc.constantFrom(50, 100, 5000, 2 ** 20 + 7, 2 ** 31 - 100, 2 ** 31 - 5000);

  function run(
    window: number,
    from: number,
    steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
    hide: boolean,
  ): void {
    const real = new OrderBook(window);
    const plain = new PlainBook();
    let center = from;
    const used = new Set<number>();
    const at = (offset: number): number => {
      const tick = Math.max(1, Math.min(2 ** 31 - 2, center + offset));
      used.add(tick);
      return tick;
    };
    for (const s of steps) {
      if (s.kind === 'move') center = at(s.by);
      else if (s.kind === 'clear') {
        real.clear();
        for (const side of plain.shown) side.clear();
      } else if (s.kind === 'set') {
        const [side, offset, lots] = s.row;
        real.set(side, at(offset), lots);
        plain.set(side, at(offset), lots);
      } else if (s.kind === 'hide') {
        if (!hide) continue;
        const [side, offset, lots] = s.row;
        const own = plain.own[side].get(at(offset)) ?? 0;
        // A quantity of 0 gives back what is hidden there.
        const change = lots === 0 ? -own : lots;
        real.hideOwn(side, at(offset), change);
        plain.own[side].set(at(offset), own + change);
      } else {
        const rows = s.rows.map(([side, offset, lots]): Row => [side, at(offset), lots]);
        real.apply(columns(rows), 0, rows.length);
        for (const [side, tick, lots] of rows) plain.set(side, tick, lots);
      }
      for (const side of [Side.Buy, Side.Sell]) {
        for (const tick of used) {
          const lots = plain.shown[side].get(tick) ?? 0;
          const own = plain.own[side].get(tick) ?? 0;
          expect(real.lotsAt(side, tick)).toBe(Math.max(0, lots - own));
          expect(real.publicLotsAt(side, tick)).toBe(lots);
        }
        const expected = plain.walk(side);
        expect(walk(real, side)).toEqual(expected);
        expect(real.levelCount(side)).toBe(expected.length);
      }
      expect(real.bestBid).toBe(plain.walk(Side.Buy)[0]?.[0] ?? NO_BID);
      expect(real.bestAsk).toBe(plain.walk(Side.Sell)[0]?.[0] ?? NO_ASK);
      expect(real.crossed).toBe(plain.crossed);
    }
    const copy = new OrderBook(128);
    copy.copyFrom(real);
    const shown = new PlainBook();
    for (const side of [Side.Buy, Side.Sell]) {
      for (const [tick, lots] of plain.shown[side]) shown.set(side, tick, lots);
      expect(walk(copy, side)).toEqual(shown.walk(side));
    }
  }

  it('holds the same levels after any sequence of updates, through moves of the window', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(64, 256, 4096),
        start,
        fc.array(step, { maxLength: 25 }),
        (window, from, steps) => run(window, from, steps, false),
      ),
      { numRuns: 3000 },
    );
  });

  it('shows max(0, public - own) whatever is hidden, given back and updated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(64, 4096),
        start,
        fc.array(step, { maxLength: 25 }),
        (window, from, steps) => run(window, from, steps, true),
      ),
      { numRuns: 2000 },
    );
  });
});

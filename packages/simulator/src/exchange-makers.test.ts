import { describe, expect, it } from 'vitest';
import { queueModel } from './queue-model.ts';
import { TestExchange } from './testing/exchange-log.ts';
import { spot } from './testing/instruments.ts';

describe('Exchange: makers in an external market', () => {
  const joined = (options: ConstructorParameters<typeof TestExchange>[1] = {}) => {
    const market = new TestExchange(spot, options);
    const a = market.client();
    market.depth([[100, 10]], [[102, 10]]);
    market.buy(a, 'a1', [100, 6]);
    return { market, a };
  };

  it('fills by what a trade at the price exceeds the queue', () => {
    const { market } = joined();
    expect(market.sold([100, 10])).toEqual([]);
    expect(market.sold([100, 2])).toEqual(['0:a1 maker 2@100']);
    expect(market.sold([100, 50])).toEqual(['0:a1 maker 4@100']);
  });

  it('fills whole by the first lot beyond the queue without partial fills', () => {
    const { market } = joined({ partial: false });
    expect(market.sold([100, 10])).toEqual([]);
    expect(market.sold([100, 1])).toEqual(['0:a1 maker 6@100']);
  });

  it('is not moved by trades of the other side or at a better price', () => {
    const { market } = joined();
    expect(market.bought([100, 50])).toEqual([]);
    expect(market.sold([101, 50])).toEqual([]);
    expect(market.sold([100, 10])).toEqual([]);
  });

  it('fills when a trade prints through its price', () => {
    const { market } = joined();
    expect(market.sold([99, 1])).toEqual(['0:a1 maker 6@100']);
  });

  it('fills at its own price when the opposite best reaches it, and no earlier', () => {
    const { market } = joined();
    expect(market.depth([], [[101, 1]])).toEqual([]);
    expect(market.depth([[100, 0]], [[100, 1]])).toEqual(['0:a1 maker 6@100']);
  });

  it('a level that shrinks or goes moves the queue, but does not fill', () => {
    const { market } = joined();
    expect(market.depth([[100, 3]])).toEqual([]);
    expect(market.depth([[100, 0]])).toEqual([]);
    expect(market.sold([100, 1])).toEqual(['0:a1 maker 1@100']);
  });

  it('lets the better price go first, and shares a trade among the orders of one price in their order', () => {
    const market = new TestExchange(spot);
    const [a, b] = [market.client(), market.client()];
    market.depth([[100, 4]]);
    market.buy(a, 'a1', [100, 3]);
    market.depth([[100, 6]]);
    market.buy(b, 'b1', [100, 3]);
    market.buy(b, 'b2', [101, 1]);
    // b2 is traded through; then 4 external, 3 of a1, 2 external, 2 of b1.
    expect(market.sold([100, 11])).toEqual(['1:b2 maker 1@101', '0:a1 maker 3@100', '1:b1 maker 2@100']);
  });

  it('F51 a whole fill of one order is not a credit for the queue of the next', () => {
    const market = new TestExchange(spot, { partial: false });
    const [a, b] = [market.client(), market.client()];
    market.depth([[100, 4]]);
    market.buy(a, 'a1', [100, 100]);
    market.buy(b, 'b1', [100, 1]);
    expect(market.sold([100, 5])).toEqual(['0:a1 maker 100@100']);
    expect(market.sold([100, 4])).toEqual([]);
    expect(market.sold([100, 1])).toEqual(['1:b1 maker 1@100']);
  });

  it('the touch model fills with any trade at the price', () => {
    const { market } = joined({ queue: queueModel('none') });
    expect(market.sold([100, 1])).toEqual(['0:a1 maker 6@100']);
  });

  it('a snapshot puts resting orders behind what their level shows, at most where they stood', () => {
    const { market } = joined();
    market.snapshot(
      [
        [100, 30],
        [99, 1],
      ],
      [[102, 10]],
    );
    expect(market.sold([100, 11])).toEqual(['0:a1 maker 1@100']);
  });

  it('a snapshot whose other side has reached an order fills it', () => {
    const { market } = joined();
    expect(market.snapshot([[98, 1]], [[99, 1]])).toEqual(['0:a1 maker 6@100']);
  });
});

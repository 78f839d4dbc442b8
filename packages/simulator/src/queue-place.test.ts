import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueModel } from './queue-model.ts';
import { QueuePlace } from './queue-place.ts';

const riskAverse = queueModel('riskAverse');
const seed = 20240808;

function placeBehind(lots: number): QueuePlace {
  const place = new QueuePlace();
  place.enter(lots);
  return place;
}

describe('QueuePlace', () => {
  it('stands behind everything the level shows', () => {
    expect(placeBehind(100).front).toBe(100);
  });

  it('moves up by each trade, and fills by what exceeds the queue', () => {
    const place = placeBehind(100);
    expect(place.trade(riskAverse, 60, 1)).toBe(0);
    expect(place.front).toBe(40);
    expect(place.trade(riskAverse, 45, 2)).toBe(5);
    expect(place.trade(riskAverse, 3, 3)).toBe(3);
    expect(place.front).toBe(0);
  });

  it('a trade of exactly the queue does not fill', () => {
    expect(placeBehind(100).trade(riskAverse, 100, 1)).toBe(0);
  });

  it('does not count a decrease again whose trade has printed before it', () => {
    const place = placeBehind(100);
    place.trade(queueModel('power', 1), 60, 1);
    place.depth(queueModel('power', 1), 40, 2);
    expect(place.front).toBe(40);
  });

  it('does not count a trade again that the depth of the same time has shown already', () => {
    const place = placeBehind(100);
    // Last of 100; 60 trade, and the depth message comes first.
    place.depth(riskAverse, 40, 5);
    expect(place.front).toBe(40);
    expect(place.trade(riskAverse, 60, 5)).toBe(0);
    expect(place.front).toBe(40);
    // A later trade counts as usual.
    expect(place.trade(riskAverse, 41, 6)).toBe(1);
  });

  it('a trade beyond the queue fills although the depth of the same time came first', () => {
    const place = placeBehind(10);
    place.depth(riskAverse, 0, 5);
    expect(place.trade(riskAverse, 12, 5)).toBe(2);
  });

  it('several trades of that time each count once', () => {
    const place = placeBehind(100);
    place.depth(riskAverse, 40, 5);
    expect(place.trade(riskAverse, 30, 5)).toBe(0);
    expect(place.trade(riskAverse, 30, 5)).toBe(0);
    expect(place.front).toBe(40);
    expect(place.trade(riskAverse, 45, 5)).toBe(5);
  });

  it('depth and trades of one time lead to the same place in either order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('riskAverse', 'power', 'log', 'power2', 'log2', 'power3'),
        fc.record({ ahead: fc.nat(500), behind: fc.nat(500), next: fc.nat(1000) }),
        fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5 }),
        (name, { ahead, behind, next }, trades) => {
          const queue = queueModel(name);
          const run = (depthFirst: boolean): { front: number; filled: number } => {
            const place = placeBehind(ahead);
            place.depth(queue, ahead + behind, 1);
            let filled = 0;
            if (depthFirst) place.depth(queue, next, 2);
            for (const lots of trades) filled += place.trade(queue, lots, 2);
            if (!depthFirst) place.depth(queue, next, 2);
            return { front: place.front, filled };
          };
          expect(run(true)).toEqual(run(false));
        },
      ),
      { numRuns: 20_000, seed },
    );
  });

  it('counts such a trade twice where a comparison asks for it', () => {
    const twice = { ...riskAverse, countsTwice: true };
    const place = placeBehind(100);
    place.depth(twice, 40, 5);
    expect(place.trade(twice, 60, 5)).toBe(20);
  });

  it('what another client took ahead is gone before and after the depth of that time', () => {
    const place = placeBehind(100);
    place.depth(riskAverse, 40, 5);
    place.taken(10);
    expect(place.trade(riskAverse, 60, 5)).toBe(0);
    expect(place.front).toBe(30);
    expect(place.trade(riskAverse, 35, 5)).toBe(5);
  });

  it('what another client took ahead is gone from the level too', () => {
    const power = queueModel('power', 1);
    const place = placeBehind(100);
    place.taken(30);
    expect(place.front).toBe(70);
    // The venue's next update repeats what is left: nothing else happened.
    place.depth(power, 70, 1);
    expect(place.front).toBe(70);
  });
});

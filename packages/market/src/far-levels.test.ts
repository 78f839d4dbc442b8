import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FarLevels } from './far-levels.ts';

const NONE_BELOW = -1;
const NONE_ABOVE = 0x7fffffff;

/** All levels by walking up, and again by walking down. */
function walk(far: FarLevels): [tick: number, lots: number][] {
  const up: number[] = [];
  for (let t = far.above(0); t !== NONE_ABOVE; t = far.above(t)) up.push(t);
  const down: number[] = [];
  for (let t = far.below(NONE_ABOVE); t !== NONE_BELOW; t = far.below(t)) down.push(t);
  expect(down.reverse()).toEqual(up);
  return up.map((tick) => [tick, far.at(tick)]);
}

describe('FarLevels', () => {
  it('is empty at first and after clear', () => {
    const far = new FarLevels();
    far.set(7, 1);
    far.clear();
    for (const empty of [new FarLevels(), far]) {
      expect([empty.at(7), empty.count(), empty.below(100), empty.above(1)]).toEqual([
        0,
        0,
        NONE_BELOW,
        NONE_ABOVE,
      ]);
    }
  });

  it('holds what a map holds, through growth and through levels that come and go', () => {
    // Few and many different ticks, next to each other and spread: long probes, and tables that grow.
    const tick = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 31 - 2 }));
    const change = fc.tuple(
      tick,
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
      fc.integer({ min: 1, max: 300 }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const far = new FarLevels();
        const map = new Map<number, number>();
        for (const [start, lots, times] of changes) {
          // A run of ticks of one quantity, and the first half of it removed again.
          for (let k = 0; k < times; k++) {
            const at = Math.min(start + k * 3, 2 ** 31 - 2);
            far.set(at, lots);
            map.set(at, lots);
          }
          for (let k = 0; k < times / 2; k++) {
            const at = Math.min(start + k * 3, 2 ** 31 - 2);
            far.set(at, 0);
            map.set(at, 0);
          }
        }
        const expected = [...map].filter(([, lots]) => lots > 0).sort(([a], [b]) => a - b);
        expect(walk(far)).toEqual(expected);
        expect(far.count()).toBe(expected.length);
        for (const [at, lots] of map) expect(far.at(at)).toBe(lots);
      }),
      { numRuns: 1000 },
    );
  });

  it('moves a range of ticks out into a ring', () => {
    const far = new FarLevels();
    for (const t of [63, 64, 100, 127, 128]) far.set(t, t * 2);
    const cells = new Float64Array(64);
    const bits = new Int32Array(2);
    far.moveInto(cells, bits, 64, 128);
    expect(walk(far)).toEqual([
      [63, 126],
      [128, 256],
    ]);
    expect([cells[0], cells[36], cells[63]]).toEqual([128, 200, 254]);
    expect([...bits]).toEqual([1, (1 << 4) | (1 << 31)]);
  });
});

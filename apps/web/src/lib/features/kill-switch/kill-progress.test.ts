import { describe, expect, it } from 'vitest';
import { progressOf } from './kill-progress.ts';
import type { KilledBot } from './kill-progress.ts';

const bot = (
  name: string,
  venue: string,
  state: KilledBot['state'],
  cancelled: number,
  of: number,
): KilledBot => ({
  id: name,
  name,
  venue,
  state,
  cancelled,
  of,
  detail: '',
});
const status = (bots: KilledBot[]) => ({ halted: true, since: null, by: null, bots });

describe('D14: the progress of the kill switch', () => {
  it('counts orders over all bots, by venue', () => {
    const progress = progressOf(
      status([
        bot('a', 'binance', 'done', 4, 4),
        bot('b', 'okx', 'stopping', 1, 3),
        bot('c', 'binance', 'done', 0, 0),
      ]),
    );
    expect([progress.cancelled, progress.of, progress.running]).toEqual([5, 7, true]);
    expect(progress.venues.map(({ venue, bots }) => [venue, bots.map((it) => it.name)])).toEqual([
      ['binance', ['a', 'c']],
      ['okx', ['b']],
    ]);
  });

  it('lists what failed, and has ended when nothing stops any more', () => {
    const progress = progressOf(status([bot('a', 'binance', 'done', 4, 4), bot('b', 'okx', 'failed', 1, 3)]));
    expect(progress.running).toBe(false);
    expect(progress.failed.map((it) => it.name)).toEqual(['b']);
  });
});

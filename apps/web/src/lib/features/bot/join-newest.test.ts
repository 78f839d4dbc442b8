import { describe, expect, it } from 'vitest';
import { joinNewest } from './join-newest.ts';

const fill = (id: string) => ({ id });

describe('joinNewest', () => {
  it('U11 puts what came live on top, each fill once', () => {
    expect(joinNewest([fill('3'), fill('2')], [fill('2'), fill('3'), fill('4'), fill('5')])).toEqual(
      ['5', '4', '3', '2'].map(fill),
    );
  });
});

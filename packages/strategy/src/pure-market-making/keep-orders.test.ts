import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import type { OwnOrder } from '../strategy.ts';
import { hasOrderAt, OrderKeeper } from './keep-orders.ts';
import { RowKind, WantedRows } from './wanted-rows.ts';

const order = (side: Side, tick: number, more: Partial<OwnOrder> = {}): OwnOrder => ({
  clientId: `${side} ${tick}`,
  instrument: 0,
  side,
  slot: 0,
  tick,
  lots: 10,
  filledLots: 0,
  resting: true,
  cancelling: false,
  createdUs: 0,
  ...more,
});

function keeper(orders: readonly OwnOrder[], rows = new WantedRows()): OrderKeeper {
  const keeping = new OrderKeeper();
  keeping.start(orders, rows);
  return keeping;
}

describe('OrderKeeper', () => {
  it('takes the nearest order within the tolerance, once', () => {
    const keeping = keeper([order(Side.Buy, 95), order(Side.Buy, 98), order(Side.Buy, 103)]);
    expect(keeping.keep(Side.Buy, 100, 10, 3)).toBe(98);
    expect(keeping.keep(Side.Buy, 100, 10, 3)).toBe(103);
    expect(keeping.keep(Side.Buy, 100, 10, 3)).toBe(0);
    expect(keeping.keep(Side.Buy, 100, 10, 5)).toBe(95);
  });

  it('takes none of another side or size, none that is on its way out, and none of another instrument', () => {
    const keeping = keeper([
      order(Side.Sell, 100),
      order(Side.Buy, 100, { filledLots: 1 }),
      order(Side.Buy, 100, { cancelling: true }),
      order(Side.Buy, 100, { instrument: 1 }),
    ]);
    expect(keeping.keep(Side.Buy, 100, 10, 50)).toBe(0);
    expect(keeping.keep(Side.Buy, 100, 9, 50)).toBe(100);
  });

  it('takes none when the tolerance is below 0', () => {
    expect(keeper([order(Side.Buy, 100)]).keep(Side.Buy, 100, 10, -1)).toBe(0);
  });

  it('leaves the orders of hanging rows to them, whatever is left of those', () => {
    const rows = new WantedRows();
    rows.add(RowKind.Hanging, Side.Sell, 0, 105, 4);
    const keeping = keeper(
      [order(Side.Sell, 105, { filledLots: 6 }), order(Side.Sell, 107, { filledLots: 6 })],
      rows,
    );
    expect(keeping.keep(Side.Sell, 105, 4, 10)).toBe(107);
    expect(keeping.keep(Side.Sell, 105, 4, 10)).toBe(0);
  });

  it('holds any number of orders', () => {
    const many = Array.from({ length: 1000 }, (_, i) => order(Side.Buy, 1000 + i));
    const keeping = keeper(many);
    for (let i = 0; i < 1000; i++) expect(keeping.keep(Side.Buy, 1000 + i, 10, 0)).toBe(1000 + i);
  });
});

describe('hasOrderAt', () => {
  it('looks for side and price, and not at orders that are on their way out', () => {
    const orders = [order(Side.Buy, 100), order(Side.Buy, 101, { cancelling: true })];
    expect(hasOrderAt(orders, Side.Buy, 100)).toBe(true);
    expect(hasOrderAt(orders, Side.Sell, 100)).toBe(false);
    expect(hasOrderAt(orders, Side.Buy, 101)).toBe(false);
  });
});

import type { Instrument } from '@mrmarket/market/instrument';
import type { OrderBook } from '@mrmarket/market/order-book';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import type { OwnOrder } from '@mrmarket/strategy/strategy';
import type { LiveLevel } from './live-model.ts';

/**
 * The best levels of a side, own quantity added, best first; and behind them those own orders that rest deeper.
 *
 * @param book of which own orders are taken out, as strategies see it
 * @param orders own orders on that instrument that are not final
 */
export function bookLevels(
  book: OrderBook,
  side: Side,
  { instrument, orders, count }: { instrument: Instrument; orders: readonly OwnOrder[]; count: number },
): readonly LiveLevel[] {
  const own = new Map<number, number>();
  for (const order of orders) {
    if (order.side !== side || !order.resting) continue;
    own.set(order.tick, (own.get(order.tick) ?? 0) + order.lots - order.filledLots);
  }
  const others = new Map<number, number>();
  let tick = side === Side.Buy ? book.bestBid : book.bestAsk;
  while (others.size < count && tick !== NO_BID && tick !== NO_ASK) {
    others.set(tick, book.lotsAt(side, tick));
    tick = book.nextLevel(side, tick);
  }
  const ticks = [...new Set([...others.keys(), ...own.keys()])].sort((a, b) =>
    side === Side.Buy ? b - a : a - b,
  );
  return ticks.map((at) => {
    const mine = own.get(at) ?? 0;
    const rest = others.get(at) ?? book.lotsAt(side, at);
    return {
      price: at * instrument.tick,
      quantity: (rest + mine) * instrument.lot,
      own: mine * instrument.lot,
    };
  });
}

import { parseQtyLots } from '@mrmarket/market/decimal';
import { Side } from '@mrmarket/market/side';
import { defineStrategy } from '../define-strategy.ts';
import { bp, parameters, qty } from '../parameter-types.ts';
import { QuoteFlag } from '../quote-sheet.ts';

/** One bid and one ask around mid; they move once mid has moved by more than a quarter of their distance. */
export const twoSided = defineStrategy({
  name: 'two-sided',
  title: 'Two-sided quotes',
  summary: 'One bid and one ask around the mid price.',
  parameters: parameters({
    spreadBp: bp({ title: 'Spread', description: 'From mid to each order.', default: 10, minimum: 1 }),
    orderQty: qty({ title: 'Order size', description: 'Base per order.', positive: true }),
  }),
  create({ spreadBp, orderQty }, [instrument]) {
    const lots = parseQtyLots(instrument, orderQty);
    const order = { instrument: 0, slot: 0, lots, flags: QuoteFlag.PostOnly, maxAgeUs: Infinity };
    return {
      ready: () => true,
      onBook(view, sheet) {
        sheet.clear();
        const mid = (view.book(0)?.mid2() ?? NaN) / 2;
        const distance = (mid * spreadBp) / 10_000;
        if (Number.isNaN(mid) || distance < 1) return;
        const keep = { keepTicks: distance / 4, keepLots: 0 };
        sheet.add({ ...order, ...keep, side: Side.Buy, tick: Math.floor(mid - distance) });
        sheet.add({ ...order, ...keep, side: Side.Sell, tick: Math.ceil(mid + distance) });
      },
    };
  },
});

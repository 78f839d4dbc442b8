import { Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderFrame } from './frame.ts';
import type { LiveModel } from './live-model.ts';
import { sampleModel } from './testing/sample-model.ts';

const PLAIN = { color: false };
const COLOR = { color: true };
const SGR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Cells of a line; the only wide characters used here are Han. */
function cells(line: string): number {
  return Array.from(line.replaceAll(SGR, '')).reduce(
    (sum, c) => sum + (/\p{Script=Han}/u.test(c) ? 2 : 1),
    0,
  );
}

const text = (model: LiveModel, columns: number, rows: number): string =>
  renderFrame(model, { columns, rows }, PLAIN).join('\n');

describe('a frame of the live view', () => {
  it('looks like this on a small terminal', () => {
    expect(renderFrame(sampleModel(), { columns: 60, rows: 18 }, PLAIN)).toEqual([
      ' PAPER  SOLUSDT binance spot, Pure market making',
      ' ● ready',
      ' 2024-08-08 10:01:30 UTC  ×10, 1 min 30 s  ███░░░░░░░░ 25 %',
      '────────────────────────────────────────────────────────────',
      'Book                    live  │ Result',
      ' 102.50 5.000       █████████ │  Equity        1,234.50 USDT',
      ' 102.00 4.000       ███████▎  │  Net              +9.50 USDT',
      ' 101.50 3.000 ◀0.25 █████▍    │  Inventory         1.500 SOL',
      ' 101.00 2.000       ███▋      │ Quoting',
      ' 100.50 1.000       █▊        │  Mean spread        20.25 bp',
      ' 100.000  spread 100.00 bp    │  Both sides           87.5 %',
      '  99.50 1.000       █▊        │ Own orders 2',
      '  99.00 2.000       ███▋      │  ▲ buy  0.250 at 98.50 3.2 s',
      '  98.50 3.000 ◀0.25 █████▍    │ Fills',
      '  98.00 4.000       ███████▎  │  ▼ sell 0.125 at 100.50',
      '  97.50 5.000       █████████ │ Events',
      '                              │  10:00:30 ! quotes pulled: …',
      ' Ctrl-C stops: cancels own orders',
    ]);
  });

  it.each([
    [60, 18],
    [80, 24],
    [100, 30],
    [118, 32],
    [200, 60],
  ])('has every panel, own quotes marked, on %i×%i', (columns, rows) => {
    const shown = text(sampleModel(), columns, rows);
    for (const title of ['Book', 'Result', 'Quoting', 'Own orders 2', 'Fills', 'Events']) {
      expect(shown).toContain(title);
    }
    expect(shown.match(/◀ ?0\.25/g)).toHaveLength(2);
    expect(shown).toContain('Ctrl-C stops: cancels own orders');
  });

  it('shows eight levels a side where there is room', () => {
    const shown = text(sampleModel(), 80, 24);
    expect(shown).toContain('104.00 8.000');
    expect(shown).toContain('96.00 8.000');
    expect(shown).not.toContain('104.50 9.000');
  });

  it('says all that there is to say on a wide terminal', () => {
    const shown = text(sampleModel(), 130, 40);
    for (const part of [
      'SOLUSDT binance spot, Pure market making',
      '2024-08-08 10:01:30 UTC  ×10, 1 min 30 s',
      '25 %',
      'live',
      '100.000  spread 1.00, 100.00 bp',
      '▲ buy  0.250 at 98.50',
      '3.2 s',
      'cancel',
      '10:01:01 ▼ sell 0.125 at 100.50',
      'taker',
      '10:00:30 ! quotes pulled: book is not',
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).toMatch(/Net +\+9\.50 USDT/);
    expect(shown).toMatch(/Realized +\+12\.50 USDT/);
    expect(shown).toMatch(/Unrealized +−2\.25 USDT/);
    expect(shown).toMatch(/Fees +−0\.75 USDT/);
    expect(shown).toMatch(/Inventory +1\.500 SOL/);
    expect(shown).toMatch(/Drawdown +−0\.50 USDT/);
    expect(shown).toMatch(/Max drawdown +−3\.25 USDT/);
    expect(shown).toMatch(/Mean spread +20\.25 bp/);
    expect(shown).toMatch(/Both sides +87\.5 %/);
    expect(shown).toMatch(/Denied RISK_MAX_POSITION +3/);
    expect(shown).toMatch(/Orders +1,234/);
    expect(shown).toMatch(/Cancels +1,200/);
    expect(shown.indexOf('10:01:01')).toBeLessThan(shown.indexOf('10:01:00'));
  });

  it('shows an own order that rests behind the levels there is room for', () => {
    const { book } = sampleModel();
    const far = { price: 90, quantity: 7, own: 7 };
    const shown = text(sampleModel({ book: { ...book, bids: [...book.bids, far] } }), 60, 18);
    expect(shown).toMatch(/… ?90\.00 7\.000 ◀ ?7/);
  });

  it('says why the strategy does not quote', () => {
    const state = { name: 'waiting', detail: 'the book has 3 of 20 levels' } as const;
    expect(text(sampleModel({ state }), 60, 18)).toContain('○ waiting: the book has 3 of 20 levels');
  });

  it('says that it is stopping', () => {
    const shown = text(sampleModel({ state: { name: 'stopping', detail: '' } }), 80, 24);
    expect(shown).toContain('Stopping: own orders are being cancelled');
    expect(shown).not.toContain('Ctrl-C');
  });

  it('tells a market without an end, and full speed', () => {
    const shown = text(sampleModel({ progress: undefined, speed: Infinity }), 80, 24);
    expect(shown).toContain('full speed, 1 min 30 s  generated market, no end');
    expect(shown).not.toContain('25 %');
  });

  it('says what is not there yet', () => {
    const nothing = sampleModel({
      nowUs: NaN,
      startedUs: NaN,
      book: { state: 'syncing', bids: [], asks: [] },
      orders: [],
      fills: [],
      events: [],
    });
    const shown = text(nothing, 120, 40);
    expect(shown).toContain('no event yet');
    expect(shown).toContain('syncing');
    expect(shown).toContain('no bid and ask');
    expect(shown.match(/none/g)).toHaveLength(3);
  });

  it('is never larger than the terminal, with and without color, whatever its size', () => {
    const hostile = sampleModel({
      strategy: '\x1b[2J币安人生\r\n'.repeat(20),
      state: { name: 'halted', detail: 'x\u202e'.repeat(300) },
      events: [{ atUs: 0, level: 'alarm', text: '\x1b]0;title\x07\t'.repeat(50) }],
    });
    const huge = sampleModel({
      fills: Array.from({ length: 1000 }, () => ({
        atUs: 0,
        side: Side.Buy,
        price: 1e12,
        quantity: 1e9,
        maker: true,
      })),
      book: {
        state: 'stale',
        bids: Array.from({ length: 100 }, (_, i) => ({ price: 1e12 - i, quantity: 1e9 * i, own: i % 3 })),
        asks: [],
      },
    });
    fc.assert(
      fc.property(
        fc.constantFrom(sampleModel(), hostile, huge),
        fc.integer({ min: 0, max: 260 }),
        fc.integer({ min: 0, max: 90 }),
        (model, columns, rows) => {
          const plain = renderFrame(model, { columns, rows }, PLAIN);
          const colored = renderFrame(model, { columns, rows }, COLOR);
          expect(plain.length).toBeLessThanOrEqual(rows);
          for (const line of plain) {
            expect(cells(line)).toBeLessThanOrEqual(columns);
            expect(line).not.toMatch(/\p{Cc}/u);
          }
          expect(colored.map((line) => line.replaceAll(SGR, ''))).toEqual(plain);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

import type { Engine } from '@mrmarket/engine/engine';
import type { VenueListener } from '@mrmarket/engine/venue';
import { Side } from '@mrmarket/market/side';
import { defineStrategy } from '@mrmarket/strategy/define-strategy';
import { parameters } from '@mrmarket/strategy/parameter-types';
import { QuoteFlag } from '@mrmarket/strategy/quote-sheet';
import type { BenchLine } from './bench-line.ts';
import { usdmRecording } from './captures.ts';
import { percentile } from './statistics.ts';
import { openBenchSession } from './paper.ts';

const LEVELS = 3;
const STEP = 5;

/** Three orders a side around the mid, written anew whenever the book changes: a quote for every tick. */
const ladder = defineStrategy({
  name: 'ladder',
  title: 'Ladder',
  summary: 'Quotes on each event.',
  parameters: parameters({}),
  create: () => ({
    ready: () => true,
    onBook(view, sheet) {
      const book = view.book(0);
      if (!book) return;
      const mid = Math.round(book.mid2() / 2 / STEP) * STEP;
      sheet.clear();
      for (let slot = 0; slot < LEVELS; slot++) {
        const away = 40 + slot * STEP;
        const row = {
          instrument: 0,
          slot,
          lots: 10,
          flags: QuoteFlag.PostOnly,
          keepTicks: 0,
          keepLots: 0,
          maxAgeUs: Infinity,
        };
        sheet.add({ ...row, side: Side.Buy, tick: mid - away });
        sheet.add({ ...row, side: Side.Sell, tick: mid + away });
      }
    },
  }),
});

/** Times each market event inside the engine, from the feed to the end of the quote-sheet diff; the journal is off. */
export async function benchTickToQuote(): Promise<BenchLine[]> {
  const recording = await usdmRecording();
  const all: number[] = [];
  const quoting: number[] = [];
  for (let run = 0; run < 3; run++) {
    all.length = quoting.length = 0;
    const { session, venue } = openBenchSession(recording, ladder);
    venue.listener = timed(session.engine, all, quoting);
    await session.run();
  }
  const lines: BenchLine[] = [];
  for (const [name, times] of [
    ['events that changed the quote sheet', quoting],
    ['all market events', all],
  ] as const) {
    for (const p of [50, 99]) {
      lines.push({
        name: `tick-to-quote p${p}, ${name}`,
        value: percentile(times, p),
        unit: 'µs',
        dataHash: recording.dataHash,
        note: `${times.length} events; three levels a side, rewritten on each book event`,
        ...(p === 99 ? { target: '< 50 µs' } : {}),
      });
    }
  }
  return lines;
}

/** Passes everything on and notes how long market events take, µs. */
function timed(engine: Engine, all: number[], quoting: number[]): VenueListener {
  const note = (startedMs: number, version: number): void => {
    const us = (performance.now() - startedMs) * 1000;
    all.push(us);
    if (engine.sheet.version !== version) quoting.push(us);
  };
  const listener: VenueListener = Object.create(engine) as Engine;
  listener.onDepth = (...parts) => {
    const { version } = engine.sheet;
    const startedMs = performance.now();
    engine.onDepth(...parts);
    note(startedMs, version);
  };
  listener.onTrade = (...parts) => {
    const { version } = engine.sheet;
    const startedMs = performance.now();
    engine.onTrade(...parts);
    note(startedMs, version);
  };
  for (const name of [
    'onSnapshot',
    'onOrderUpdate',
    'onFill',
    'onOrderAnswer',
    'onOpenOrders',
    'onFills',
    'onBalances',
    'onConnection',
  ] as const) {
    listener[name] = engine[name].bind(engine) as never;
  }
  return listener;
}

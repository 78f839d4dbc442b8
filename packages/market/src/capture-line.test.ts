import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureOptions } from './binance-capture.ts';
import { decode, line, localNs, spotDepth, spotTrade, usdmDepth } from './capture-test-lines.ts';
import { knownInstrument } from './known-instruments.ts';
import { MessageKind } from './recording.ts';

describe('decodeBinanceCapture, what it refuses', () => {
  const good = spotDepth(7, 9);
  it.each<[name: string, text: string, code: string, message: RegExp, options?: CaptureOptions]>([
    [
      'text that is no capture',
      'hello\nworld\n',
      'MARKET_CAPTURE_UNREADABLE',
      /capture is not a Binance capture: line 1 does not start/,
    ],
    [
      'a capture without a symbol',
      line(localNs(1), { lastUpdateId: 1, bids: [], asks: [] }),
      'MARKET_CAPTURE_UNREADABLE',
      /names no symbol/,
    ],
    [
      'another symbol than asked for',
      good,
      'MARKET_CAPTURE_MISMATCH',
      /capture line 1: record of BTCUSDT where ETHUSDT was asked for/,
      { symbol: 'ETHUSDT' },
    ],
    [
      'another product than asked for',
      good,
      'MARKET_CAPTURE_MISMATCH',
      /record of spot where usdm was asked for/,
      { product: 'usdm' },
    ],
    [
      'another instrument than asked for',
      good,
      'MARKET_CAPTURE_MISMATCH',
      /record of spot where usdm/,
      { instrument: knownInstrument('binance', 'usdm', 'BTCUSDT') },
    ],
    [
      'two symbols',
      good + spotTrade(12, { symbol: 'ETHUSDT' }),
      'MARKET_CAPTURE_MISMATCH',
      /capture line 2: record of ETHUSDT where BTCUSDT is read/,
    ],
    [
      'two products',
      good + usdmDepth(12, 13, 9),
      'MARKET_CAPTURE_MISMATCH',
      /capture line 2: usdm record where spot is read/,
    ],
    ['broken JSON', `${good + good.slice(0, 80)}\n${good}`, 'MARKET_CAPTURE_BAD_LINE', /capture line 2: /],
    [
      'text after the record',
      good + spotTrade(12).replace('}}', '}}!'),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: /,
    ],
    [
      'a bad line before the symbol is known',
      `${line(localNs(1), { lastUpdateId: 1, bids: [], asks: [] })}oops\n${good}`,
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: does not start with a local time/,
    ],
    [
      'local time that goes back by a nanosecond',
      spotTrade(12, { local: localNs(12, '000001') }) + spotTrade(13, { local: localNs(12, '000000') }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: local time is before/,
    ],
    [
      'a stamp that is too short',
      `${good}123 {}\n`,
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: does not start with a local time/,
    ],
    [
      'a price off the tick',
      good + spotTrade(12, { price: '61583.22500000' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: 61583.22500000 is not a whole number of ticks of 0.01/,
    ],
    [
      'a price of zero',
      good + spotTrade(12, { price: '0.00000000' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: price 0.00000000 is not between/,
    ],
    [
      'a negative quantity',
      good + spotTrade(12, { qty: '-1.00000000' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: quantity -1.00000000 is not between/,
    ],
    [
      'an exponent',
      good + spotTrade(12, { qty: '1e3' }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: not a plain decimal number: "1e3"/,
    ],
    [
      'a missing id',
      good + good.replace('"u":9,', ''),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: u is not a whole number/,
    ],
    [
      'a missing side',
      good + good.replace('"a":[]', '"x":[]'),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: a is not a list of levels/,
    ],
    [
      'a missing time',
      good + good.replace(/"E":\d+,/, ''),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: E is missing/,
    ],
    [
      'local time that goes back',
      good + spotTrade(12, { local: localNs(0) }),
      'MARKET_CAPTURE_BAD_LINE',
      /capture line 2: local time is before/,
    ],
    [
      'a last line that is cut',
      good + spotTrade(12).slice(0, 90),
      'MARKET_CAPTURE_TRUNCATED',
      /capture: ends in the middle of line 2/,
    ],
  ])('refuses %s', (_, text, code, message, options) => {
    expect(() => decode(text, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });

  it('leaves bad lines out where asked to, each with a note', () => {
    const text =
      good +
      spotTrade(12, { price: '61583.22500000' }) +
      spotTrade(13) +
      spotTrade(14, { local: localNs(0) }) +
      spotTrade(14);
    const r = decode(text, { onBadLine: 'skip' });
    expect([...r.kind]).toEqual([MessageKind.Depth, MessageKind.Trade, MessageKind.Trade]);
    expect(r.notes[0]).toBe('capture line 2: 61583.22500000 is not a whole number of ticks of 0.01');
    expect(r.notes[1]).toBe(
      'capture line 4: local time is before that of the message before (files out of order, or one given twice?)',
    );
    expect([...r.firstLevel]).toEqual([0, 1, 2, 3]);
  });

  it('never takes another symbol, not even where bad lines are left out', () => {
    expect(() => decode(good + spotTrade(12, { symbol: 'ETHUSDT' }), { onBadLine: 'skip' })).toThrow(
      expect.objectContaining({ code: 'MARKET_CAPTURE_MISMATCH' }),
    );
  });

  it('keeps the whole lines of a truncated text where asked to', () => {
    const r = decode(good + spotTrade(12).slice(0, 90), { onTruncated: 'keep' });
    expect(r.length).toBe(1);
    expect(r.notes[0]).toBe('capture: ends in the middle of line 2; the whole lines before it were read');
  });

  it('never fails in any other way, whatever byte of a line is damaged', () => {
    const text = good + spotTrade(12);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const damaged = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        try {
          const r = decode(damaged, { instrument: knownInstrument('binance', 'spot', 'BTCUSDT') });
          expect(r.length === 2 || r.notes.some((note) => note.endsWith(': 1 left out'))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'MarketError' });
        }
      }),
      { numRuns: 5000 },
    );
  });
});

import { createInstrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlReport } from './html-report.ts';
import type { FillMark } from './session-metrics.ts';
import { emptyReportInput, reportInput, START_US } from './report/testing/report-input.ts';

/** The words a reader sees, without style and scripts. */
function words(html: string): string {
  return html
    .replace(/<(style|script)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

function fills(count: number): FillMark[] {
  return Array.from({ length: count }, (_, i) => ({
    atUs: START_US + i * 1000,
    side: i % 2 === 0 ? Side.Buy : Side.Sell,
    price: 100 + i / 100,
    quantity: 0.1,
    maker: true,
  }));
}

describe('the HTML report', () => {
  it('is the same to the byte for the same run, however long that took', () => {
    const { report, ...rest } = reportInput();
    const quick = { ...report, wallMs: 12 };
    const slow = { ...report, wallMs: 98_765 };
    expect(htmlReport({ ...rest, report: quick })).toBe(htmlReport({ ...rest, report: slow }));
    expect(htmlReport({ ...rest, report: slow })).not.toContain('98765');
  });

  it('says what was run, on what, and when', () => {
    const text = words(htmlReport(reportInput()));
    expect(text).toContain('SOLUSDT, Pure market making: Backtest report');
    expect(text).toContain('Pure market making on binance spot');
    expect(text).toContain('2024-08-08 10:00:00 to 2024-08-08 10:00:09 (9.0 s)');
    expect(text).toContain('Tick and lot 0.01 USDT, 0.001 SOL');
    expect(text).toContain('Seed 42');
    expect(text).toContain(`Market data, sha256 ${'d'.repeat(64)}`);
    expect(text).toContain(`Trade log, sha256 ${'e'.repeat(64)}`);
    expect(words(htmlReport(reportInput({ kind: 'paper' })))).toContain('Paper trading report');
  });

  it('shows the key figures with sign and unit, the net as the exact sum of its lines', () => {
    const text = words(htmlReport(reportInput()));
    // 12.5 - 2.25 - 0.75 = 9.5, which is 0.864 % of 1100 and 1186.91 bp of 80.04
    for (const figure of [
      'Net result +9.50 USDT +0.864 % of start equity',
      'Max drawdown −3.13 USDT −0.284 % of start equity',
      'Volume 80.04 USDT 62.5 % as maker',
      'Fills 2 17 orders',
      'Quoted spread 20.25 bp both sides 70.0 %',
      'Realized, gross +12.50 USDT',
      'Unrealized −2.25 USDT',
      'Fees and rebates −0.75 USDT',
      'Net per volume +1,186.91 bp',
      'Start equity 1,100.00 USDT',
      'End equity 1,109.50 USDT',
      'Change +9.50 USDT',
      'End inventory 1.000 SOL',
      'Cancels 15',
      'Market events 1,234',
    ]) {
      expect(text).toContain(figure);
    }
  });

  it('lists the fills with side, price, quantity, value and liquidity', () => {
    const text = words(htmlReport(reportInput()));
    expect(text).toContain('All 2, oldest first.');
    expect(text).toContain('1 10:00:05.000 ▲ buy 99.95 0.500 49.98 maker');
    expect(text).toContain('2 10:00:08.000 ▼ sell 100.21 0.300 30.06 taker');
  });

  it('lists the first and the last two hundred of many fills, and says how many are left out', () => {
    const all = words(htmlReport(reportInput({ fills: fills(400) })));
    expect(all).toContain('All 400, oldest first.');
    expect(all).not.toContain('left out');
    const some = words(htmlReport(reportInput({ fills: fills(1234) })));
    expect(some).toContain('The first and the last 200 of 1,234, oldest first.');
    expect(some).toContain('834 fills left out');
    expect(some).toContain('200 10:00:00.199 ▼ sell 101.99');
    expect(some).not.toContain('201 10:00:00.200');
    expect(some).not.toContain('1,034 10:00:01.033');
    expect(some).toContain('1,035 10:00:01.034 ▲ buy 110.34');
    expect(some).toContain('1,234 10:00:01.233 ▼ sell 112.33');
  });

  it('lists parameters, assumptions, gaps, notes and events', () => {
    const text = words(htmlReport(reportInput()));
    for (const line of [
      'bidSpread Distance of the first bid 10 bp',
      'levels Own levels spread 10, amount 1 spread 20, amount 2',
      'Queue position riskAverse: only trades at the price advance the queue',
      'Market data latency as recorded',
      'Order latency 10 ms',
      'Answer latency 11 ms',
      'Fees maker −0.005 % (rebate), taker 0.07 % of the value',
      'Market impact none: the recorded market does not react',
      'Clock offset −1,500,000 ns added to the recorder’s clock',
      '2024-08-08 10:00:01.000 to 2024-08-08 10:00:02.500 (1.5 s): a sequence number is missing',
      'Notes 3 rows were re-sorted',
      '10:00:02.000 warning quotes pulled: book is not live',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('Backtest report SOLUSDT Pure market making on binance spot 1 warning Period');
  });

  it('shows the newest three hundred events, and how many there were', () => {
    const events = Array.from({ length: 301 }, (_, i) => ({
      atUs: START_US + i,
      level: 'alarm' as const,
      text: `event ${i} ended`,
    }));
    const text = words(htmlReport(reportInput({ events })));
    expect(text).toContain('The last 300 of 301, oldest first.');
    expect(text).toContain('event 1 ended');
    expect(text).not.toContain('event 0 ended');
    expect(text).toContain('301 alarms');
  });

  it('has a table for those who cannot see the charts: sixty samples, the first and the last among them', () => {
    const [first] = reportInput().samples;
    const samples = Array.from({ length: 1000 }, (_, i) => ({ ...first, atUs: START_US + i * 1_000_000 }));
    const text = words(htmlReport(reportInput({ samples })));
    expect(text).toContain('Series as a table (60 of 1,000 samples)');
    expect(text).toContain('10:00:00.000 – 100.000 – 1.000 1,100.00 0.00');
    expect(text).toContain('10:16:39.000 – 100.000 – 1.000 1,100.00 0.00');
  });

  it('names files without the folders they lay in', () => {
    const { assumptions } = reportInput();
    const sources = ['/home/me/a.gz', 'C:\\data\\b.gz', 'generated: 1/s, 2 levels'];
    const html = htmlReport(reportInput({ assumptions: { ...assumptions, sources } }));
    expect(words(html)).toContain('Market data a.gz b.gz generated: 1/s, 2 levels');
    expect(html).not.toContain('/home/me');
    expect(html).not.toContain(import.meta.dirname);
  });

  it('says in each section that there is nothing, when there is nothing', () => {
    const html = htmlReport(emptyReportInput());
    const text = words(html);
    for (const line of [
      'none: no event was seen',
      'Net result 0.00 USDT 0.000 % of start equity',
      'Net per volume – bp',
      'No samples: ',
      'No fills: ',
      'The strategy has no parameters.',
      'Clock offset none: one clock',
      'Market data not named',
      'Gaps in the book none',
      'Nothing to report.',
    ]) {
      expect(text).toContain(line);
    }
    expect(html).not.toContain('data-chart="');
  });

  it('needs nothing from outside: every address is inside the page, and the policy allows no other', () => {
    const html = htmlReport(reportInput());
    const outside = [...html.matchAll(/(?:src|href|action|poster|data)="([^"]*)"/g)].map(([, url]) => url);
    expect(outside).toEqual(['#figures', '#events']);
    expect(html).not.toMatch(/@import|url\(|<link|<iframe|<img/);
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy?.replaceAll('&#39;', "'").replaceAll(/sha256-[^']+/g, 'hash')).toBe(
      "default-src 'none'; style-src 'hash'; script-src 'hash'; base-uri 'none'; form-action 'none'",
    );
  });

  it('lets no text out of its place', () => {
    const breakout = fc.constantFrom(
      '</script><script>x()</script>',
      '<!--<script>',
      '"><img src=x onerror=x()>',
      "' onmouseover='x()",
      '&lt;b&gt;',
      '\u2028',
      '</style>',
      '{{x}}${x}',
    );
    const plain = htmlReport(hostile(''));
    const shape = (html: string): string[] => html.match(/<[!/a-z][^\s>]*/gi) ?? [];
    fc.assert(
      fc.property(breakout, fc.string({ maxLength: 8 }), (attack, around) => {
        expect(shape(htmlReport(hostile(around + attack)))).toEqual(shape(plain));
      }),
      { numRuns: 1000 },
    );
  });
});

/** The text in every place that takes text from outside. */
function hostile(text: string): ReturnType<typeof reportInput> {
  const { instrument, report, samples, fills: marks } = reportInput();
  const at = START_US;
  return reportInput({
    instrument: {
      ...createInstrument({ ...instrument, venue: text, symbol: text, base: text, quote: text }),
    },
    strategy: { name: text, title: text },
    seed: text,
    samples: samples.slice(0, 2),
    fills: marks.slice(0, 1),
    report: { ...report, dataHash: text, tradeLogHash: text },
    parameters: [{ name: text, title: text, value: text, unit: text }],
    events: [{ atUs: at, level: 'alarm', text }],
    assumptions: {
      queueModel: text,
      feedLatency: text,
      entryLatency: text,
      responseLatency: text,
      makerFee: '0',
      takerFee: '0',
      marketImpact: text,
      clockOffsetNs: 0n,
      sources: [text],
      gaps: [{ fromUs: at, toUs: at, reason: text }],
      notes: [text],
    },
  });
}

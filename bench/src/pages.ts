import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromiumPath } from '@mrmarket/testkit/chromium';
import type { BenchLine } from './bench-line.ts';
import { startPaperInstance } from './paper-instance.ts';

/** Runs of each page; the median counts. */
const RUNS = 3;
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-sync',
];
/** Targets of the design: milliseconds, and the sum of layout shifts. */
const TARGETS = { desktop: { lcp: 1200 }, mobile: { lcp: 2500, tbt: 200 }, cls: 0.05 } as const;

interface Marks {
  readonly score: number;
  readonly lcp: number;
  readonly tbt: number;
  readonly cls: number;
}

/** How fast the console's pages come up, by Lighthouse with its own slowing down of network and processor. */
export async function benchPages(): Promise<BenchLine[]> {
  const instance = await startPaperInstance();
  const chrome = await launch({ chromePath: chromiumPath(), chromeFlags: FLAGS });
  const lines: BenchLine[] = [];
  try {
    const cookie = await claim(instance.address, instance.claimLink);
    const pages = [
      '/',
      '/market-making',
      `/market-making/${instance.bots[0] ?? ''}`,
      '/market-making/new',
      '/manage',
    ];
    for (const page of [...pages, '/sign-in']) {
      for (const form of ['desktop', 'mobile'] as const) {
        const marks: Marks[] = [];
        for (let run = 0; run < RUNS; run++) {
          const headers = page === '/sign-in' ? {} : { Cookie: cookie };
          marks.push(await measure(`${instance.address}${page}`, { form, headers, port: chrome.port }));
        }
        lines.push(line(page.replace(instance.bots[0] ?? '', '{id}'), form, marks));
      }
    }
  } finally {
    chrome.kill();
    await instance.stop();
  }
  return lines;
}

interface How {
  readonly form: 'desktop' | 'mobile';
  readonly headers: Record<string, string>;
  readonly port: number;
}

/** Lighthouse loses a trace now and then and asks to be run again. */
async function measure(url: string, how: How, tries = 3): Promise<Marks> {
  try {
    return await measureOnce(url, how);
  } catch (error) {
    if (tries === 1) throw error;
    return measure(url, how, tries - 1);
  }
}

async function measureOnce(url: string, { form, headers, port }: How): Promise<Marks> {
  const result = await lighthouse(
    url,
    { port, extraHeaders: headers, onlyCategories: ['performance'], logLevel: 'error' },
    form === 'desktop' ? desktopConfig : undefined,
  );
  if (!result) throw new Error(`Lighthouse gave nothing for ${url}`);
  const { audits, categories, runtimeError } = result.lhr;
  const measured = (number: number | null | undefined): number => {
    if (typeof number === 'number') return number;
    throw new Error(`Lighthouse measured nothing on ${url}: ${runtimeError?.message ?? 'no reason given'}`);
  };
  const value = (audit: string): number => measured(audits[audit]?.numericValue);
  return {
    score: measured(categories['performance']?.score),
    lcp: value('largest-contentful-paint'),
    tbt: value('total-blocking-time'),
    cls: value('cumulative-layout-shift'),
  };
}

function line(page: string, form: 'desktop' | 'mobile', marks: readonly Marks[]): BenchLine {
  const median = (of: (mark: Marks) => number): number =>
    marks.map(of).sort((a, b) => a - b)[Math.floor(marks.length / 2)] ?? NaN;
  const lcp = median((mark) => mark.lcp);
  const target = TARGETS[form].lcp;
  const rest = [
    `score ${median((mark) => mark.score).toFixed(2)}`,
    `TBT ${median((mark) => mark.tbt).toFixed(0)} ms${form === 'mobile' ? ` (target ${TARGETS.mobile.tbt})` : ''}`,
    `CLS ${median((mark) => mark.cls).toFixed(3)} (target ${TARGETS.cls})`,
  ];
  return {
    name: `${page} ${form}: LCP`,
    value: lcp,
    unit: 'ms',
    target: `≤ ${target} ms`,
    note: rest.join(', '),
  };
}

async function claim(address: string, link: string): Promise<string> {
  const code = new URL(link).hash.slice(1);
  const response = await fetch(`${address}/api/auth/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ code, password: 'a password for a benchmark' }),
  });
  if (!response.ok) throw new Error(`claim: ${response.status} ${await response.text()}`);
  const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  return pair;
}

/**
 * `npm run soak -- [--minutes 30] [--browser] [--heap]`: does an instance at work keep its memory? Three bots, twenty
 * pages, twenty requests a second; once a minute all garbage is collected and what is left is read. Exit 1: it grows.
 */
import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { machine } from './bench-line.ts';
import { startPaperInstance } from './paper-instance.ts';
import type { PaperInstance } from './paper-instance.ts';
import { secondHalfGrowth, slopePerHour } from './soak-growth.ts';
import { diffHeaps, summarizeHeap } from './soak-heap-diff.ts';
import { Inspector } from './soak-inspector.ts';
import { SoakLoad } from './soak-load.ts';
import { SoakPage } from './soak-page.ts';
import { soakHead, soakLine } from './soak-table.ts';
import type { SoakRow } from './soak-table.ts';

/** What a heap may grow by over the second half of a run, bytes. */
const MOST_GROWTH = 5e6;
const MINUTE_MS = 60_000;
/** Kinds of objects that `--heap` lists. */
const KINDS_SHOWN = 25;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    browser: { type: 'boolean', default: false },
    heap: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const minutes = Number(values.minutes);
if (values.help || !(minutes >= 4)) {
  console.log(`npm run soak -- [--minutes <4 or more, default 30>] [--browser] [--heap]
  --browser  also a bot's page in Chromium: its heap, listeners and nodes
  --heap     what there is more of at the end than at half time, by constructor (takes a while)`);
  process.exit(values.help ? 0 : 2);
}
process.exitCode = (await soak()) ? 0 : 1;

/** True when nothing grows. */
async function soak(): Promise<boolean> {
  console.log(`${machine()}\n$ npm run soak -- --minutes ${minutes}${values.browser ? ' --browser' : ''}`);
  const instance = await startPaperInstance({ inspect: true });
  const load = new SoakLoad(instance);
  let inspector: Inspector | undefined;
  let page: SoakPage | undefined;
  try {
    inspector = await Inspector.open(instance.inspector);
    if (values.browser) page = await SoakPage.open(instance);
    await load.start();
    console.log(`${soakHead(values.browser)}  (load ${loadavg()[0].toFixed(1)})`);
    const rows = await readEachMinute(instance, inspector, load, page);
    return verdict(rows);
  } finally {
    // First: a process waits with its end for whoever inspects it.
    inspector?.close();
    await load.stop();
    await page?.close();
    await instance.stop();
  }
}

async function readEachMinute(
  instance: PaperInstance,
  inspector: Inspector,
  load: SoakLoad,
  page: SoakPage | undefined,
): Promise<SoakRow[]> {
  const rows: SoakRow[] = [];
  const half = Math.ceil(minutes / 2);
  let atHalf: ReturnType<typeof summarizeHeap> | undefined;
  const startMs = performance.now();
  for (let minute = 0; minute <= minutes; minute += 1) {
    await delay(Math.max(1, startMs + minute * MINUTE_MS - performance.now()));
    const { heapUsed, external, rss, handles } = await inspector.memory();
    const row: SoakRow = {
      minute: (performance.now() - startMs) / MINUTE_MS,
      ...{ heapUsed, external, rss, handles },
      database: sizeOf(instance.home.database),
      journal: sizeOf(instance.home.journal),
      ...load.take(),
      ...(page ? { page: await page.look() } : {}),
    };
    rows.push(row);
    console.log(`${soakLine(row)}  (load ${loadavg()[0].toFixed(1)})`);
    if (values.heap && minute === half) atHalf = summarizeHeap(await inspector.heapSnapshot());
  }
  if (atHalf) {
    console.log('\nmore than at half time:');
    for (const { kind, count, bytes } of diffHeaps(
      atHalf,
      summarizeHeap(await inspector.heapSnapshot()),
    ).slice(0, KINDS_SHOWN))
      console.log(`${(bytes / 1024).toFixed(0).padStart(9)} KiB ${String(count).padStart(8)} × ${kind}`);
  }
  return rows;
}

/** A database with what its log holds. */
function sizeOf(path: string): number {
  return [path, `${path}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function verdict(rows: readonly SoakRow[]): boolean {
  const series = (value: (row: SoakRow) => number) =>
    rows.map((row) => ({ minute: row.minute, value: value(row) }));
  const heap = judge(
    'heap',
    series(({ heapUsed }) => heapUsed),
  );
  const slope = slopePerHour(series(({ rss }) => rss).filter(({ minute }) => minute >= minutes / 2));
  console.log(`RSS over the second half: ${(slope / 1e6).toFixed(1)} MB/h`);
  const handles = secondHalfGrowth(series((row) => row.handles));
  console.log(`open handles over the second half: ${handles.toFixed(1)}`);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  if (failed > 0) console.log(`${failed} requests failed`);
  const pageHeap =
    rows[0].page === undefined ||
    judge(
      'page heap',
      series(({ page }) => page?.heapUsed ?? NaN),
    );
  const listeners = rows.map(({ page }) => page?.listeners ?? 0).slice(1);
  const steady = listeners.every((count) => count === listeners[0]);
  if (!steady) console.log(`listeners of the page are not constant: ${listeners.join(', ')}`);
  return heap && pageHeap && steady && failed === 0 && handles < 1;
}

function judge(name: string, readings: readonly { minute: number; value: number }[]): boolean {
  const growth = secondHalfGrowth(readings);
  const half = readings.filter(({ minute }) => minute >= readings[readings.length - 1].minute / 2);
  const passed = growth <= MOST_GROWTH;
  console.log(
    `${name} over the second half: ${(growth / 1e6).toFixed(2)} MB (${(slopePerHour(half) / 1e6).toFixed(1)} MB/h); at most ${MOST_GROWTH / 1e6} MB: ${passed ? 'pass' : 'FAIL'}`,
  );
  return passed;
}

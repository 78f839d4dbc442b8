import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { HealthSource, WallClock } from '../api/ports.ts';
import type { HealthItem } from '../api/schemas/manage.ts';
import { bytesText, percentText, spanText } from './figures.ts';
import { healthItem } from './health-item.ts';
import { THRESHOLDS, above } from './thresholds.ts';

/** Figures are over a window of at least this length, however often somebody asks. */
const WINDOW_MS = 5000;

/** The process itself: processor, memory, and how long the event loop keeps others waiting. */
export class ProcessSource implements HealthSource {
  readonly name = 'process';
  readonly #clock: WallClock;
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });
  #cpu = process.cpuUsage();
  #windowStart: number;
  #last: { cpuShare: number; p50: number; p99: number; max: number } | undefined;

  constructor(clock: WallClock) {
    this.#clock = clock;
    this.#windowStart = performance.now();
    this.#delay.enable();
  }

  read(): HealthItem[] {
    const now = this.#clock.now();
    const { cpuShare, p50, p99, max } = this.#window();
    const heap = getHeapStatistics();
    const heapUse = heap.used_heap_size / heap.heap_size_limit;
    const memory = process.memoryUsage.rss();
    const heapState = above(heapUse, THRESHOLDS.heapUse);
    const loopState = above(p99, THRESHOLDS.loopDelayMs);
    return [
      healthItem(
        {
          name: 'process',
          title: 'Process',
          state: heapState,
          detail:
            heapState === 'ok' ? '' : `${percentText(heapUse)} of the heap is used; it may run out of memory`,
          figures: {
            cpu: percentText(cpuShare),
            memory: bytesText(memory),
            heap: bytesText(heap.used_heap_size),
            uptime: spanText(process.uptime() * 1000),
          },
        },
        now,
      ),
      healthItem(
        {
          name: 'loop',
          title: 'Event loop',
          state: loopState,
          detail: loopState === 'ok' ? '' : 'the program is busy: events wait before they are handled',
          figures: { p50: msText(p50), p99: msText(p99), max: msText(max) },
        },
        now,
      ),
    ];
  }

  close(): void {
    this.#delay.disable();
  }

  #window(): { cpuShare: number; p50: number; p99: number; max: number } {
    const length = performance.now() - this.#windowStart;
    if (this.#last !== undefined && length < WINDOW_MS) return this.#last;
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#last = {
      cpuShare: length > 0 ? (user + system) / 1000 / length : 0,
      p50: this.#delayMs(this.#delay.percentile(50)),
      p99: this.#delayMs(this.#delay.percentile(99)),
      max: this.#delayMs(this.#delay.max),
    };
    this.#cpu = process.cpuUsage();
    this.#windowStart = performance.now();
    this.#delay.reset();
    return this.#last;
  }

  /** Nanoseconds between two ticks of 10 ms, as milliseconds that were waited too long. */
  #delayMs(ns: number): number {
    return this.#delay.count === 0 ? 0 : Math.max(0, ns / 1e6 - 10);
  }
}

function msText(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

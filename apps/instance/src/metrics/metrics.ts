import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import type { Bots } from '../api/ports.ts';
import type { LiveHub } from '../live/live-hub.ts';
import { botMetrics } from './bot-metrics.ts';
import { counter, gauge, prometheusText } from './prometheus-text.ts';
import type { Metric } from './prometheus-text.ts';
import { RequestMetrics } from './request-metrics.ts';

const QUANTILES = [0.5, 0.99, 1];

/** Figures of an instance for Prometheus. */
export class Metrics {
  readonly #requests = new RequestMetrics();
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;
  readonly #bots: Pick<Bots, 'watch'>;
  readonly #live: Pick<LiveHub, 'stats'>;

  constructor(parts: { readonly bots: Pick<Bots, 'watch'>; readonly live: Pick<LiveHub, 'stats'> }) {
    this.#bots = parts.bots;
    this.#live = parts.live;
    this.#delay = monitorEventLoopDelay({ resolution: 10 });
    this.#delay.enable();
  }

  observeRequests(app: FastifyInstance): void {
    this.#requests.observe(app);
  }

  /** Everything, in Prometheus' text format. */
  text(): string {
    return prometheusText([
      ...this.#processMetrics(),
      ...this.#requests.metrics(),
      ...this.#liveMetrics(),
      ...botMetrics(this.#bots.watch()),
    ]);
  }

  close(): void {
    this.#delay.disable();
  }

  #processMetrics(): Metric[] {
    const memory = process.memoryUsage();
    const cpu = process.cpuUsage();
    const delays = QUANTILES.map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: this.#delay.percentile(quantile * 100) / 1e9,
    }));
    this.#delay.reset();
    return [
      counter('process_cpu_seconds_total', 'CPU time', (cpu.user + cpu.system) / 1e6),
      gauge('process_resident_memory_bytes', 'Resident memory', memory.rss),
      gauge(
        'process_start_time_seconds',
        'Start, Unix time',
        Math.round(Date.now() / 1000 - process.uptime()),
      ),
      gauge('nodejs_heap_size_used_bytes', 'Used heap', memory.heapUsed),
      {
        name: 'nodejs_eventloop_delay_seconds',
        help: 'Delay of the event loop since the last reading',
        type: 'gauge',
        samples: delays,
      },
    ];
  }

  #liveMetrics(): Metric[] {
    const stats = this.#live.stats();
    return [
      gauge('mrm_live_clients', 'Open live sockets', stats.clients),
      gauge('mrm_live_slow_clients', 'Live sockets that do not keep up now', stats.slowClients),
      gauge('mrm_live_channels', 'Channels somebody reads', stats.channels),
      counter('mrm_live_frames_total', 'Frames sent on live sockets', stats.frames),
      counter('mrm_live_resyncs_total', 'Snapshots sent because a reader was too slow', stats.resyncs),
    ];
  }
}

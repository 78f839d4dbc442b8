import type { FastifyInstance } from 'fastify';
import type { Metric, Sample } from './prometheus-text.ts';

/** Upper bounds of the buckets, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

interface Series {
  readonly method: string;
  readonly route: string;
  readonly status: string;
  /** Requests per bucket, the last one beyond all bounds. */
  readonly buckets: number[];
  sum: number;
}

/** Counts requests by route, never by address: a series for each address would be a series for each attacker's guess. */
export class RequestMetrics {
  readonly #series = new Map<string, Series>();

  observe(app: FastifyInstance): void {
    app.addHook('onResponse', async (request, reply) => {
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      this.count({
        method: request.method,
        route,
        status: reply.statusCode,
        seconds: reply.elapsedTime / 1000,
      });
    });
  }

  count(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void {
    // Files of the console are one route.
    const route = /^\/(api\/|health$|metrics$)/.test(request.route) ? request.route : 'console';
    const { method, seconds } = request;
    const status = String(request.status);
    const key = `${method} ${route} ${status}`;
    const series = this.#series.get(key) ?? {
      method,
      route,
      status,
      buckets: Array.from({ length: BUCKETS.length + 1 }, () => 0),
      sum: 0,
    };
    this.#series.set(key, series);
    const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
    series.buckets[bucket < 0 ? BUCKETS.length : bucket] += 1;
    series.sum += seconds;
  }

  metrics(): Metric[] {
    const samples = [...this.#series.values()].flatMap(histogramSamples);
    return [
      { name: 'mrm_http_request_seconds', help: 'Time to answer requests', type: 'histogram', samples },
    ];
  }
}

function histogramSamples({ method, route, status, buckets, sum }: Series): Sample[] {
  const labels = { method, route, status };
  let count = 0;
  const samples: Sample[] = buckets.map((of, index) => {
    count += of;
    const le = index < BUCKETS.length ? String(BUCKETS[index]) : '+Inf';
    return { suffix: '_bucket', labels: { ...labels, le }, value: count };
  });
  return [...samples, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: count }];
}

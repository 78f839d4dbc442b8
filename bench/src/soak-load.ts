import { runApiLoad } from './api-load.ts';
import { BenchReader } from './live-reader.ts';
import type { PaperInstance } from './paper-instance.ts';

const READERS = 20;
/** Requests a second. */
const RATE = 20;

/** What an instance answered since it was last asked. */
export interface SoakCounts {
  readonly requests: number;
  readonly failed: number;
  readonly frames: number;
}

/** Twenty open pages and twenty requests a second, for as long as it takes. */
export class SoakLoad {
  readonly #instance: PaperInstance;
  readonly #readers: BenchReader[] = [];
  #counts = { requests: 0, failed: 0, frames: 0 };
  #over = false;
  #asking: Promise<void> = Promise.resolve();

  constructor(instance: PaperInstance) {
    this.#instance = instance;
  }

  async start(): Promise<void> {
    const { address, authorization, bots } = this.#instance;
    for (let k = 0; k < READERS; k += 1) {
      const families = ['bot', 'book', 'tape', 'fills', 'series'];
      const page = families.map((family) => `${family}:${bots[k % bots.length]}`);
      const channels = ['overview', 'alerts', 'health', 'kill', 'events', 'logs', ...page];
      this.#readers.push(
        await BenchReader.open(address, authorization, channels, () => (this.#counts.frames += 1)),
      );
    }
    this.#asking = this.#ask();
  }

  take(): SoakCounts {
    const counts = this.#counts;
    this.#counts = { requests: 0, failed: 0, frames: 0 };
    return counts;
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#asking;
    for (const reader of this.#readers) reader.close();
  }

  async #ask(): Promise<void> {
    const { address, authorization, bots } = this.#instance;
    const paths = [
      ...['/api/overview', '/api/bots', '/api/health', '/api/alerts', '/api/audit', '/api/logs', '/metrics'],
      ...bots.flatMap((id) =>
        ['', '/orders', '/fills', '/events', '/series'].map((of) => `/api/bots/${id}${of}`),
      ),
    ];
    while (!this.#over) {
      const { times, failed } = await runApiLoad({
        address,
        paths,
        headers: { authorization },
        rate: RATE,
        seconds: Math.ceil(paths.length / RATE),
      });
      this.#counts.requests += [...times.values()].flat().length;
      this.#counts.failed += failed;
    }
  }
}

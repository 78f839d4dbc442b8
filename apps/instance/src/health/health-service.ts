import type { HealthService, HealthSource, WallClock } from '../api/ports.ts';
import type { Health, HealthItem } from '../api/schemas/manage.ts';
import { worst } from './thresholds.ts';
import type { HealthState } from './thresholds.ts';
import type { Timers } from './timers.ts';

/** A source that has not answered by then is `unknown`; the page must not wait for a disk that hangs. */
const SOURCE_TIMEOUT_MS = 2000;

interface Memory {
  readonly state: HealthState;
  readonly since: string;
  readonly lastError: string | null;
}

export interface HealthServiceParameters {
  readonly version: string;
  readonly clock: WallClock;
  readonly timers: Timers;
  /** Masks secrets in the words of sources. */
  readonly mask: (text: string) => string;
}

/**
 * The health of an instance, put together from sources that know nothing of each other: one that throws or hangs shows
 * its items as `unknown` with the error, and the others stay.
 */
export class InstanceHealth implements HealthService {
  readonly #parameters: HealthServiceParameters;
  readonly #startedAt: string;
  readonly #sources: HealthSource[] = [];
  /** By source: its items as they were read last. */
  readonly #known = new Map<HealthSource, readonly HealthItem[]>();
  readonly #memory = new Map<string, Memory>();
  #reading: Promise<Health> | undefined;

  constructor(parameters: HealthServiceParameters) {
    this.#parameters = parameters;
    this.#startedAt = this.#now();
  }

  add(source: HealthSource): void {
    this.#sources.push(source);
  }

  /** Never rejects. Those who ask at the same time get the same answer. */
  read(): Promise<Health> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<Health> {
    const perSource = await Promise.all(this.#sources.map((source) => this.#readSource(source)));
    const items = perSource.flat().map((item) => this.#remembered(item));
    const names = new Set(items.map((item) => item.name));
    for (const name of this.#memory.keys()) if (!names.has(name)) this.#memory.delete(name);
    return {
      state: worst(items.map((item) => item.state)),
      version: this.#parameters.version,
      startedAt: this.#startedAt,
      items,
    };
  }

  async #readSource(source: HealthSource): Promise<readonly HealthItem[]> {
    try {
      const items = await this.#inTime(source);
      this.#known.set(source, items);
      return items;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const known = this.#known.get(source) ?? [{ name: source.name, title: source.name, figures: {} }];
      return known.map((item) => ({
        ...item,
        state: 'unknown',
        since: this.#now(),
        detail: 'cannot be read',
        lastError: text,
        // Old figures would look like new ones.
        figures: {},
      }));
    }
  }

  async #inTime(source: HealthSource): Promise<HealthItem[]> {
    let callOff = (): void => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      callOff = this.#parameters.timers.after(SOURCE_TIMEOUT_MS, () => {
        reject(new Error(`${source.name} did not answer within ${SOURCE_TIMEOUT_MS / 1000} s`));
      });
    });
    try {
      return await Promise.race([source.read(), late]);
    } finally {
      callOff();
    }
  }

  #remembered(item: HealthItem): HealthItem {
    const before = this.#memory.get(item.name);
    const since = before?.state === item.state ? earlier(before.since, item.since) : item.since;
    const { mask } = this.#parameters;
    const error = item.lastError === null ? null : mask(item.lastError);
    const lastError = error ?? before?.lastError ?? null;
    this.#memory.set(item.name, { state: item.state, since, lastError });
    return { ...item, detail: mask(item.detail), since, lastError };
  }

  #now(): string {
    return new Date(this.#parameters.clock.now()).toISOString();
  }
}

/** Of two times in ISO 8601, UTC. */
function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

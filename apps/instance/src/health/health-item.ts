import type { HealthItem } from '../api/schemas/manage.ts';
import type { HealthState } from './thresholds.ts';

/** What a source knows of an item; the service remembers since when, and the last error. */
export interface HealthReading {
  readonly name: string;
  readonly title: string;
  readonly state: HealthState;
  readonly detail?: string;
  readonly lastError?: string | null;
  readonly figures?: Readonly<Record<string, string>>;
  /** Since when, ms since the epoch, where the source knows it better than the service. */
  readonly since?: number;
}

/** A reading as the port wants it. Without `since` it holds from `now`, and the service corrects that. */
export function healthItem(reading: HealthReading, now: number): HealthItem {
  return {
    name: reading.name,
    title: reading.title,
    state: reading.state,
    since: new Date(reading.since ?? now).toISOString(),
    detail: reading.detail ?? '',
    lastError: reading.lastError ?? null,
    figures: { ...reading.figures },
  };
}

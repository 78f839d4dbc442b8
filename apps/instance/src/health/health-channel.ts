import type { ChannelDefinition, HealthService, LivePublisher } from '../api/ports.ts';
import type { Health } from '../api/schemas/manage.ts';
import type { Timers } from './timers.ts';

const PERIOD_MS = 2000;

/** Shows health on the live channel `health`, read anew every 2 s while somebody looks; the answer ends it. */
export async function showHealth(parts: {
  readonly live: LivePublisher & { define(channel: ChannelDefinition): void };
  readonly health: HealthService;
  readonly timers: Timers;
}): Promise<() => void> {
  const { live, health, timers } = parts;
  let latest: Health = await health.read();
  let ended = false;
  let callOff = (): void => undefined;
  const refresh = async (): Promise<void> => {
    latest = await health.read();
    if (!ended) live.changed('health');
  };
  const later = (): void => {
    if (ended) return;
    callOff = timers.after(PERIOD_MS, () => {
      void (live.watched('health') ? refresh() : Promise.resolve()).then(later);
    });
  };
  live.define({
    name: 'health',
    kind: 'state',
    minIntervalMs: PERIOD_MS,
    role: 'viewer',
    read: () => latest,
  });
  later();
  return () => {
    ended = true;
    callOff();
  };
}

import type { HealthSource, WallClock } from '../api/ports.ts';
import type { HealthItem } from '../api/schemas/manage.ts';
import { spanText } from '../health/figures.ts';
import { healthItem } from '../health/health-item.ts';
import { THRESHOLDS, above } from '../health/thresholds.ts';
import type { Deliveries } from './deliveries.ts';

/** The queue of messages about alerts, as an item of health. */
export class AlertsHealth implements HealthSource {
  readonly name = 'alerts';
  readonly #deliveries: Deliveries;
  readonly #clock: WallClock;

  constructor(deliveries: Deliveries, clock: WallClock) {
    this.#deliveries = deliveries;
    this.#clock = clock;
  }

  async read(): Promise<HealthItem[]> {
    const now = this.#clock.now();
    const { waiting, oldest, failedToday } = await this.#deliveries.queue(now);
    const waitMs = oldest === undefined ? 0 : Math.max(0, now - oldest);
    const state = above(waitMs, THRESHOLDS.deliveryWaitMs);
    return [
      healthItem(
        {
          name: 'alerts',
          title: 'Alert messages',
          state,
          detail:
            state === 'ok'
              ? ''
              : `a message has waited for ${spanText(waitMs)}; see the deliveries of alerts`,
          figures: { waiting: String(waiting), failedToday: String(failedToday) },
        },
        now,
      ),
    ];
  }
}

import type { HealthSource, WallClock } from '../api/ports.ts';
import type { HealthItem } from '../api/schemas/manage.ts';
import type { KeysStatus } from '../api/schemas/keys.ts';
import { healthItem } from '../health/health-item.ts';
import type { HealthState } from '../health/thresholds.ts';

/** The vault as an item of health. An instance without a vault is well: it signs nothing. */
export class KeysHealth implements HealthSource {
  readonly name = 'keys';
  readonly #status: () => KeysStatus;
  readonly #clock: WallClock;

  constructor(status: () => KeysStatus, clock: WallClock) {
    this.#status = status;
    this.#clock = clock;
  }

  read(): HealthItem[] {
    const { process, lastError, vault } = this.#status();
    const { state, detail } = judged({ process, lastError, vault });
    const figures = {
      vault: vault?.state ?? process,
      ...(vault?.fingerprint === undefined ? {} : { fingerprint: vault.fingerprint }),
    };
    return [
      healthItem(
        { name: 'keys', title: 'Keys', state, detail, lastError: lastError?.message ?? null, figures },
        this.#clock.now(),
      ),
    ];
  }
}

function judged({ process, lastError, vault }: KeysStatus): { state: HealthState; detail: string } {
  if (process === 'down')
    return {
      state: 'fail',
      detail: `the signing process is down, nothing can be signed: ${lastError?.message ?? 'it starts again by itself'}`,
    };
  if (vault?.state === 'locked')
    return {
      state: 'warn',
      detail: 'locked: nothing can be signed until somebody unlocks it (mrm keys unlock, or the console)',
    };
  if (vault?.state === 'unlocked' && !vault.backedUp)
    return { state: 'ok', detail: 'the words of the seed are not confirmed: write them down' };
  return { state: 'ok', detail: '' };
}

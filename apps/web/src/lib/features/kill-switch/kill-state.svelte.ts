import { answer, api, commandHeaders } from '#lib/api/client.ts';
import { toApiError } from '#lib/api/errors.ts';
import type { ApiError } from '#lib/api/errors.ts';
import { idempotencyKey } from '#lib/api/idempotency-key.ts';
import type { KillStatus } from './kill-progress.ts';
import { progressOf } from './kill-progress.ts';

const POLL_MS = 500;

/**
 * The stop of everything. It goes by plain REST and is watched by asking again, so that neither a dead socket nor old
 * data on the page stand in its way.
 */
export class KillSwitchState {
  #status = $state.raw<KillStatus>();
  #sending = $state.raw(false);
  #error = $state.raw<ApiError>();
  #key = idempotencyKey();
  #watching = false;
  #closed = false;

  get status(): KillStatus | undefined {
    return this.#status;
  }
  get sending(): boolean {
    return this.#sending;
  }
  /** Why the stop, or the last look at it, failed. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Another stop: its retries carry a key of their own. */
  renew(): void {
    this.#key = idempotencyKey();
    this.#error = undefined;
  }

  /** Takes what the live channel says. */
  take(status: KillStatus): void {
    this.#status = status;
  }

  /** Sends the stop; of everything, or of these bots only. Sent again, it is the same command. */
  async stop(botIds?: readonly string[]): Promise<void> {
    this.#sending = true;
    this.#error = undefined;
    try {
      const body = botIds === undefined ? {} : { scope: { kind: 'bots' as const, ids: [...botIds] } };
      this.#status = await answer(api.POST('/api/kill', { body, headers: commandHeaders(this.#key) }));
      void this.watch();
    } catch (cause) {
      this.#error = toApiError(cause);
    } finally {
      this.#sending = false;
    }
  }

  /** Looks once, and again while something is still stopping. */
  async watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    try {
      do {
        try {
          this.#status = await answer(api.GET('/api/kill'));
          this.#error = undefined;
        } catch (cause) {
          this.#error = toApiError(cause);
          if (!this.#error.offline) return;
        }
        if (this.#status === undefined || !progressOf(this.#status).running) return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      } while (!this.#closed);
    } finally {
      this.#watching = false;
    }
  }

  close(): void {
    this.#closed = true;
  }
}

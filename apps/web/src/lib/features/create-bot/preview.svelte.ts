import { answer, api } from '#lib/api/client.ts';
import type { ApiError } from '#lib/api/errors.ts';
import { toApiError } from '#lib/api/errors.ts';
import type { components } from '#lib/api/schema.d.ts';

type Preview = components['schemas']['Preview'];
type PreviewRequest = components['schemas']['PreviewRequest'];

const WAIT_MS = 400;

/** The quotes a form would give, asked for when typing pauses. An answer that a newer question overtook is dropped. */
export class QuotePreview {
  #preview = $state.raw<Preview>();
  #error = $state.raw<ApiError>();
  #busy = $state.raw(false);
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The last good answer; it stays while the form is wrong. */
  get preview(): Preview | undefined {
    return this.#preview;
  }
  /** Why the form as it stands has no preview. */
  get error(): ApiError | undefined {
    return this.#error;
  }
  get busy(): boolean {
    return this.#busy;
  }

  /** Asks once no other question has come for a while; the first question, which nobody types, at once. */
  ask(request: PreviewRequest): void {
    clearTimeout(this.#timer);
    const round = ++this.#round;
    const wait = round === 1 ? 0 : WAIT_MS;
    this.#timer = setTimeout(() => void this.#load(request, round), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  async #load(request: PreviewRequest, round: number): Promise<void> {
    this.#busy = true;
    try {
      const preview = await answer(api.POST('/api/bots/preview', { body: request }));
      if (round !== this.#round) return;
      this.#preview = preview;
      this.#error = undefined;
    } catch (cause) {
      if (round === this.#round) this.#error = toApiError(cause);
    } finally {
      if (round === this.#round) this.#busy = false;
    }
  }
}

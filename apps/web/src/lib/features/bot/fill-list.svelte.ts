import { answer, api } from '#lib/api/client.ts';
import type { ApiError } from '#lib/api/errors.ts';
import { toApiError } from '#lib/api/errors.ts';
import type { components } from '#lib/api/schema.d.ts';
import { joinNewest } from './join-newest.ts';

export type Fill = components['schemas']['Fill'];
type State = 'waiting' | 'loading' | 'ready' | 'error' | 'stale';

const PAGE = 200;

/** Fills of a bot, newest first: pages of its history, and what comes while one looks. */
export class FillList {
  readonly #id: string;
  readonly #came: () => readonly Fill[];
  #pages = $state.raw<readonly Fill[]>();
  #next = $state.raw<string | null>(null);
  #error = $state.raw<ApiError>();
  #busy = $state.raw(false);

  /** `came` gives the fills that arrived live, oldest first. */
  constructor(id: string, came: () => readonly Fill[]) {
    this.#id = id;
    this.#came = came;
    void this.load();
  }

  readonly data = $derived.by<Fill[] | undefined>(() => this.#pages && joinNewest(this.#pages, this.#came()));

  get state(): State {
    if (this.#error) return this.#pages ? 'stale' : 'error';
    return this.#pages ? 'ready' : 'loading';
  }
  get error(): ApiError | undefined {
    return this.#error;
  }
  get busy(): boolean {
    return this.#busy;
  }
  /** There are older ones. */
  get more(): boolean {
    return this.#next !== null;
  }

  /** Fetches the first page, or the next older one. */
  load = async (): Promise<void> => {
    this.#busy = true;
    const cursor = this.#next;
    try {
      const page = await answer(
        api.GET('/api/bots/{id}/fills', {
          params: { path: { id: this.#id }, query: { limit: PAGE, ...(cursor === null ? {} : { cursor }) } },
        }),
      );
      this.#pages = [...(this.#pages ?? []), ...page.items];
      this.#next = page.next;
      this.#error = undefined;
    } catch (cause) {
      this.#error = toApiError(cause);
    } finally {
      this.#busy = false;
    }
  };

  /** As a view: asks again after a failure. */
  retry = (): Promise<void> => this.load();
}

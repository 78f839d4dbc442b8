import { getContext, setContext } from 'svelte';
import { toApiError } from '#lib/api/errors.ts';
import { idempotencyKey } from '#lib/api/idempotency-key.ts';

export interface Notification {
  readonly id: number;
  /** `failed` stays until it is dismissed; the others leave by themselves. */
  readonly kind: 'news' | 'done' | 'failed';
  readonly title: string;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  readonly link?: { readonly href: string; readonly label: string } | undefined;
  /** Sends the same command again, with the same idempotency key. */
  readonly retry?: (() => void) | undefined;
  /** The retry is on its way. */
  readonly busy?: boolean;
}

export interface Command<T> {
  /** Sends it; the key says that a retry is the same command. */
  readonly run: (key: string) => Promise<T>;
  /** What has happened, e.g. "Paused north-quay". */
  readonly done: string | ((result: T) => string);
  /** What has not, e.g. "north-quay was not paused". */
  readonly failed: string;
}

const LEAVES_AFTER_MS = 6_000;

/** Results of commands and news, in the corner of every page. */
export class Notifications {
  #list = $state.raw<readonly Notification[]>([]);
  #next = 1;

  get list(): readonly Notification[] {
    return this.#list;
  }

  /** Shows one; answers its id. */
  show(notification: Omit<Notification, 'id'>): number {
    const id = this.#next++;
    this.#list = [...this.#list, { ...notification, id }];
    if (notification.kind !== 'failed') setTimeout(() => this.dismiss(id), LEAVES_AFTER_MS);
    return id;
  }

  /** Shows why something failed that is not sent again from here. */
  failed(title: string, cause: unknown): number {
    const error = toApiError(cause);
    return this.show({ kind: 'failed', title, detail: error.message, requestId: error.requestId });
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((notification) => notification.id !== id);
  }

  /**
   * Sends a command and shows how it ended. A failure stays, with a retry that cannot do the thing twice. Never
   * throws; gives undefined when it failed (a later retry only shows its result).
   */
  async command<T>(command: Command<T>, key: string = idempotencyKey()): Promise<T | undefined> {
    try {
      const result = await command.run(key);
      const title = typeof command.done === 'string' ? command.done : command.done(result);
      this.show({ kind: 'done', title });
      return result;
    } catch (cause) {
      const error = toApiError(cause);
      const id = this.show({
        kind: 'failed',
        title: command.failed,
        detail: error.message,
        requestId: error.requestId,
        retry: () => {
          this.#list = this.#list.map((it) => (it.id === id ? { ...it, busy: true } : it));
          void this.command(command, key).finally(() => this.dismiss(id));
        },
      });
      return undefined;
    }
  }
}

const key = Symbol('notifications');

export function setNotifications(notifications: Notifications): Notifications {
  return setContext(key, notifications);
}

export function getNotifications(): Notifications {
  return getContext<Notifications>(key);
}

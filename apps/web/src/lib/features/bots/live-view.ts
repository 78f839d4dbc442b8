import type { ApiError } from '#lib/api/errors.ts';
import type { BotSummary } from '#lib/components/bot-controls/bot-state.ts';
import type { ResourceState } from '#lib/api/resource.svelte.ts';
import type { LiveState } from '#lib/live/channel.svelte.ts';

interface Asked {
  readonly data: { readonly items: BotSummary[] } | undefined;
  readonly state: ResourceState;
  readonly at: Date | undefined;
  readonly error: ApiError | undefined;
  readonly busy: boolean;
  readonly retry: () => unknown;
}
interface Live {
  readonly data: { readonly bots: BotSummary[] } | undefined;
  readonly state: LiveState;
  readonly at: string | undefined;
}

/** What the page shows of them. */
interface BotsView {
  readonly data: BotSummary[] | undefined;
  readonly state: ResourceState | LiveState;
  readonly at: Date | string | undefined;
  readonly error: ApiError | undefined;
  readonly busy: boolean;
  readonly retry: () => unknown;
}

/** The bots asked for, then live: one source failing leaves the other (P19). */
export function liveView(asked: Asked, live: Live): BotsView {
  const useLive = live.data !== undefined && (asked.data === undefined || newer(live.at, asked.at));
  const data = useLive ? live.data?.bots : asked.data?.items;
  // What was asked for is old too once nothing comes any more (X3).
  const lost = asked.state === 'ready' && (live.state === 'offline' || live.state === 'delayed');
  const followed = live.data !== undefined && live.state !== 'gone';
  const state = lost || followed ? live.state : asked.state;
  return {
    data,
    state: data === undefined ? asked.state : state,
    at: useLive ? live.at : asked.at,
    error: data === undefined || !useLive ? asked.error : undefined,
    busy: asked.busy,
    retry: asked.retry,
  };
}

function newer(live: string | undefined, asked: Date | undefined): boolean {
  return asked === undefined || (live !== undefined && Date.parse(live) >= asked.getTime());
}

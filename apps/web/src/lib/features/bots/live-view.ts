import type { ApiError } from '#lib/api/errors.ts';
import type { BotSummary } from '#lib/components/bot-controls/bot-state.ts';
import type { View } from '#lib/components/view-state/view-state.svelte';

interface Asked {
  readonly data: { readonly items: BotSummary[] } | undefined;
  readonly state: View<unknown>['state'];
  readonly at: Date | undefined;
  readonly error: ApiError | undefined;
  readonly busy: boolean;
  readonly retry: () => unknown;
}
interface Live {
  readonly data: { readonly bots: BotSummary[] } | undefined;
  readonly state: View<unknown>['state'];
  readonly at: string | undefined;
}

/** The bots asked for, then live: one source failing leaves the other (P19). */
export function liveView(asked: Asked, live: Live): View<BotSummary[]> {
  const useLive = live.data !== undefined && (asked.data === undefined || newer(live.at, asked.at));
  const data = useLive ? live.data?.bots : asked.data?.items;
  const state = live.data !== undefined && live.state !== 'gone' ? live.state : asked.state;
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

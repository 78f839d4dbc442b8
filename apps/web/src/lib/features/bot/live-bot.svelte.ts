import { answer, api } from '#lib/api/client.ts';
import { resource } from '#lib/api/resource.svelte.ts';
import type { BotDetail } from '#lib/components/bot-controls/bot-state.ts';
import { channel } from '#lib/live/channel.svelte.ts';

/**
 * One bot as it is now: asked for once, so that a missing one and a dead socket have their own words, then live. What
 * a command answered counts until the next frame.
 */
export function liveBot(id: () => string) {
  const asked = resource<BotDetail>(() =>
    answer(api.GET('/api/bots/{id}', { params: { path: { id: id() } } })),
  );
  const live = channel<BotDetail>(() => `bot:${id()}`);
  let answered = $state.raw<{ readonly bot: BotDetail; readonly at: string | undefined }>();

  const newest = $derived.by<BotDetail | undefined>(() => {
    const latest = live.data ?? asked.data;
    if (answered && answered.bot.id === id() && answered.at === live.at) return answered.bot;
    return latest?.id === id() ? latest : undefined;
  });
  /** Frames bring equal instruments as new objects; charts and book are laid out anew only for another one. */
  let instrument: BotDetail['instrument'] | undefined;
  const bot = $derived.by<BotDetail | undefined>(() => {
    if (newest === undefined) return undefined;
    if (JSON.stringify(instrument) !== JSON.stringify(newest.instrument)) instrument = newest.instrument;
    return { ...newest, instrument: instrument ?? newest.instrument };
  });

  return {
    get data() {
      return bot;
    },
    get state() {
      if (bot === undefined) return asked.state;
      return live.state === 'loading' || live.state === 'gone' ? asked.state : live.state;
    },
    get at() {
      return live.at ?? asked.at;
    },
    get error() {
      return asked.error;
    },
    retry: asked.retry,
    /** Takes what a command answered. */
    put: (changed: BotDetail): void => {
      answered = { bot: changed, at: live.at };
    },
  };
}

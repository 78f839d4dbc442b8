import { formatAmount } from '#lib/format/amount.ts';
import { m } from '#lib/i18n/generated/messages.js';
import type { BotAct, BotSummary } from './bot-state.ts';

/** Words of one act: the button, and what its result is called. */
export function actLabel(act: BotAct): string {
  switch (act) {
    case 'start':
      return m.act_start();
    case 'pause':
      return m.act_pause();
    case 'resume':
      return m.act_resume();
    case 'stop':
      return m.act_stop();
  }
}

export function actDone(act: BotAct, name: string): string {
  switch (act) {
    case 'start':
      return m.act_start_done({ name });
    case 'pause':
      return m.act_pause_done({ name });
    case 'resume':
      return m.act_resume_done({ name });
    case 'stop':
      return m.act_stop_done({ name });
  }
}

export function actFailed(act: BotAct, name: string): string {
  switch (act) {
    case 'start':
      return m.act_start_failed({ name });
    case 'pause':
      return m.act_pause_failed({ name });
    case 'resume':
      return m.act_resume_failed({ name });
    case 'stop':
      return m.act_stop_failed({ name });
  }
}

/** What a dialog says before an act: the question, the effect in numbers, what stays and the milder choice. */
export function actQuestion(
  act: Exclude<BotAct, 'start'>,
  bot: BotSummary,
): { readonly title: string; readonly effect: string; readonly stays: string; readonly safe: string } {
  const { name, instrument, result, openOrders } = bot;
  const held = {
    base: `${formatAmount(result.inventory.base, { decimals: instrument.quantityDecimals })} ${instrument.base}`,
    quote: `${formatAmount(result.inventory.quote, { decimals: instrument.moneyDecimals })} ${instrument.quote}`,
  };
  switch (act) {
    case 'pause':
      return {
        title: m.act_pause_title({ name }),
        effect: m.act_pause_effect({ orders: openOrders }),
        stays: m.act_pause_stays(held),
        safe: m.act_keep_running(),
      };
    case 'resume':
      return {
        title: m.act_resume_title({ name }),
        effect: bot.detail === '' ? m.act_resume_effect() : m.act_resume_why({ detail: bot.detail }),
        stays: m.act_resume_stays(held),
        safe: m.act_keep_paused(),
      };
    case 'stop':
      return {
        title: m.act_stop_title({ name }),
        effect: m.act_stop_effect({ orders: openOrders }),
        stays: m.act_stop_stays(held),
        safe: m.act_keep_running(),
      };
  }
}

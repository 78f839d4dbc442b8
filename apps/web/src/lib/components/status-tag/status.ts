import type { Tone } from '#lib/components/ui/badge/index.ts';
import { m } from '#lib/i18n/generated/messages.js';

/** The words of a state and how they look. One word has one look everywhere. */
const STATUS = {
  running: { tone: 'good', text: m.status_running },
  paused: { tone: 'neutral', text: m.status_paused },
  stopping: { tone: 'warning', text: m.status_stopping },
  stopped: { tone: 'neutral', text: m.status_stopped },
  degraded: { tone: 'warning', text: m.status_degraded },
  failed: { tone: 'bad', text: m.status_failed },
  // Not words of their own for the reader: a bot that was never started is stopped, one that starts does not quote yet.
  created: { tone: 'neutral', text: m.status_stopped },
  starting: { tone: 'warning', text: m.status_degraded },
  active: { tone: 'good', text: m.status_active },
  reducing: { tone: 'warning', text: m.status_reducing },
  halted: { tone: 'bad', text: m.status_halted },
  verified: { tone: 'good', text: m.status_verified },
  none: { tone: 'neutral', text: m.status_none },
  incomplete: { tone: 'warning', text: m.status_incomplete },
  live: { tone: 'good', text: m.status_live },
  delayed: { tone: 'warning', text: m.status_delayed },
  offline: { tone: 'bad', text: m.status_offline },
  off: { tone: 'neutral', text: m.status_off },
  syncing: { tone: 'info', text: m.status_syncing },
  resyncing: { tone: 'info', text: m.status_resyncing },
  stale: { tone: 'warning', text: m.status_stale },
  normal: { tone: 'good', text: m.status_normal },
  pending: { tone: 'warning', text: m.status_pending },
  firing: { tone: 'alarm', text: m.status_firing },
  'no-data': { tone: 'neutral', text: m.status_no_data },
  paper: { tone: 'info', text: m.status_paper },
  ok: { tone: 'good', text: m.status_ok },
  warning: { tone: 'warning', text: m.status_warning },
  error: { tone: 'bad', text: m.status_error },
  unknown: { tone: 'neutral', text: m.status_unknown },
  done: { tone: 'good', text: m.status_done },
} as const satisfies Record<string, { tone: Tone; text: () => string }>;

export type Status = keyof typeof STATUS;

/** Look and words of a state. `no_data`, `NO DATA` and the like mean `no-data`; a word that is not known shows as it is. */
export function statusOf(word: string): { readonly tone: Tone; readonly text: string } {
  const name = word.toLowerCase().replaceAll(/[_ ]/g, '-');
  if (!(name in STATUS)) return { tone: 'neutral', text: word };
  const { tone, text } = STATUS[name as Status];
  return { tone, text: text() };
}

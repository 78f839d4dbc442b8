import { m } from '#lib/i18n/generated/messages.js';
import type { Alert, AlertDelivery, AlertTarget } from './alert-order.ts';
import type { Tone } from '#lib/components/ui/badge/index.ts';

const KIND: Record<Alert['kind'], () => string> = {
  halted: m.alerts_kind_halted,
  'order-unknown': m.alerts_kind_order_unknown,
  'feed-stale': m.alerts_kind_feed_stale,
  drawdown: m.alerts_kind_drawdown,
  'balance-low': m.alerts_kind_balance_low,
  'disk-low': m.alerts_kind_disk_low,
  'clock-off': m.alerts_kind_clock_off,
  'bot-failed': m.alerts_kind_bot_failed,
  'keys-locked': m.alerts_kind_keys_locked,
  'keys-down': m.alerts_kind_keys_down,
};
const TARGET: Record<AlertTarget['kind'], () => string> = {
  banner: m.alerts_target_banner,
  webhook: m.alerts_target_webhook,
  email: m.alerts_target_email,
};
const DELIVERY: Record<AlertDelivery['state'], { readonly word: () => string; readonly tone: Tone }> = {
  sent: { word: m.alerts_delivery_sent, tone: 'good' },
  queued: { word: m.alerts_delivery_queued, tone: 'info' },
  failed: { word: m.alerts_delivery_failed, tone: 'bad' },
};

/** What a kind of alert is called, in the page's language. */
export const kindTitle = (kind: Alert['kind']): string => KIND[kind]();
/** What an alert is about: the bot's name, or the instance. */
export const subjectText = (alert: Alert): string =>
  alert.subject === 'instance' ? m.alerts_instance() : alert.subjectName;
export const targetKindWord = (kind: AlertTarget['kind']): string => TARGET[kind]();
export const deliveryWord = (state: AlertDelivery['state']): string => DELIVERY[state].word();
export const deliveryTone = (state: AlertDelivery['state']): Tone => DELIVERY[state].tone;

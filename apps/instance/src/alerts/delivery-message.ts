import type { Message } from './alert-engine.ts';
import { ALERT_KINDS } from './alert-kinds.ts';

/** What is sent to a target. */
export interface DeliveryMessage {
  /** The same at each try, so that a receiver can drop a repeat. */
  readonly id: string;
  /** When it was made, ms since the epoch. */
  readonly at: number;
  readonly alertId: string | null;
  readonly text: string;
}

/** Why a message was not taken, in words that hold no secret and nothing of what the receiver answered. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/** `FIRING: Halted: Maker one is halted (daily loss)`, on one line. */
export function messageText({ notice, rule, entry }: Message): string {
  const { title } = ALERT_KINDS[rule.kind];
  const what = entry.detail === '' ? 'is well again' : entry.detail;
  return oneLine(`${notice.toUpperCase()}: ${title}: ${entry.subjectName} ${what}`);
}

/** Without line breaks and other control characters: it becomes the subject of an e-mail, and lines of a log. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** Stable id of a delivery; the time keeps it unique when an older database is restored. */
export function deliveryId(row: { readonly id: number; readonly createdAt: bigint }): string {
  return `d${row.id}-${row.createdAt.toString(36)}`;
}

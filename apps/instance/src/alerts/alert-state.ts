import type { AlertStateName } from '../api/schemas/manage.ts';

/**
 * A firing alert whose cause has gone is normal again after this long, ms: what comes and goes each second is one alert
 * and not a hundred messages.
 */
export const RECOVERY_MS = 10_000;

/** State of one rule for one subject. Times are ms since the epoch. */
export interface AlertState {
  readonly state: AlertStateName;
  readonly since: number;
  /** Since when a firing alert sees no cause any more. */
  readonly clearSince?: number | undefined;
}

/** What people are told of. */
export type Notice = 'firing' | 'resolved';

export interface Step {
  readonly next: AlertState;
  readonly notice?: Notice;
}

/**
 * The state machine of alerts.
 *
 * | from | breach | no breach | cannot be told |
 * |---|---|---|---|
 * | normal | pending; firing at once with forSec 0 | – | no-data |
 * | pending | firing after forSec | normal | no-data |
 * | firing | – | normal after `RECOVERY_MS` | – : what cannot be seen is not over |
 * | no-data | as normal | normal | – |
 *
 * Entering `firing` and leaving it for `normal` are told.
 */
export function stepAlert(
  before: AlertState | undefined,
  breach: boolean | undefined,
  forSec: number,
  now: number,
): Step {
  const current = before ?? { state: 'normal' as const, since: now };
  // A clock that was set back must not hold an alert up.
  const since = Math.min(current.since, now);
  const stay: Step = { next: since === current.since ? current : { ...current, since } };
  if (current.state === 'firing') return stepFiring({ ...current, since }, breach, now);
  if (breach === undefined) return current.state === 'no-data' ? stay : enter('no-data', now);
  if (!breach) return current.state === 'normal' ? stay : enter('normal', now);
  if (current.state !== 'pending' && forSec > 0) return enter('pending', now);
  if (current.state === 'pending' && now - since < forSec * 1000) return stay;
  return { ...enter('firing', now), notice: 'firing' };
}

function stepFiring(current: AlertState, breach: boolean | undefined, now: number): Step {
  if (breach === undefined) return { next: current };
  if (breach) return { next: { state: 'firing', since: current.since } };
  const clearSince = Math.min(current.clearSince ?? now, now);
  if (now - clearSince >= RECOVERY_MS) return { ...enter('normal', now), notice: 'resolved' };
  return { next: { ...current, clearSince } };
}

function enter(state: AlertStateName, now: number): Step {
  return { next: { state, since: now } };
}

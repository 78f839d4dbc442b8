import type { components } from '#lib/api/schema.d.ts';

export type Alert = components['schemas']['Alert'];
export type AlertRule = components['schemas']['AlertRule'];
export type AlertTarget = components['schemas']['AlertTarget'];
export type AlertDelivery = components['schemas']['AlertDelivery'];

const URGENCY: Readonly<Record<Alert['state'], number>> = { firing: 0, 'no-data': 1, pending: 2, normal: 3 };

/**
 * Most urgent first: firing, no data, pending, normal; among firing ones those that wait for somebody before those that
 * are acknowledged or silenced; then the newest.
 */
export function byUrgency(alerts: readonly Alert[], now: number): Alert[] {
  return [...alerts].sort(
    (a, b) =>
      URGENCY[a.state] - URGENCY[b.state] ||
      Number(isHandled(a, now)) - Number(isHandled(b, now)) ||
      Date.parse(b.since) - Date.parse(a.since),
  );
}

/** Those that want somebody's attention now. */
export function waiting(alerts: readonly Alert[], now: number): Alert[] {
  return alerts.filter((alert) => alert.state === 'firing' && !isHandled(alert, now));
}

export function isSilenced(alert: Alert, now: number): boolean {
  return alert.silencedUntil !== null && Date.parse(alert.silencedUntil) > now;
}

function isHandled(alert: Alert, now: number): boolean {
  return alert.acknowledgedBy !== null || isSilenced(alert, now);
}

/** A rule is in the most urgent of the states of the things it watches; normal when it watches nothing now. */
export function stateOfRule(ruleId: string, alerts: readonly Alert[]): Alert['state'] {
  return alerts
    .filter((alert) => alert.ruleId === ruleId)
    .reduce<Alert['state']>(
      (worst, { state }) => (URGENCY[state] < URGENCY[worst] ? state : worst),
      'normal',
    );
}

/** How many alerts are in each state. */
export function countByState(alerts: readonly Alert[]): Record<Alert['state'], number> {
  const counts: Record<Alert['state'], number> = { firing: 0, 'no-data': 0, pending: 0, normal: 0 };
  for (const { state } of alerts) counts[state] += 1;
  return counts;
}

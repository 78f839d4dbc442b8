import type { components } from '#lib/api/schema.d.ts';

export type KeysStatus = components['schemas']['KeysStatus'];
export type VaultStatus = NonNullable<KeysStatus['vault']>;
export type Source = VaultStatus['slots'][number]['source'];

/** Where the vault stands, as a person sees it. `none`: there is no vault; `words`: its words wait for confirmation. */
export type Phase = 'none' | 'words' | 'locked' | 'unlocked' | 'starting' | 'down';

export function phaseOf({ process, vault }: KeysStatus): Phase {
  if (process === 'down' || process === 'starting') return process;
  if (vault === null) return 'none';
  if (vault.state !== 'absent') return vault.state;
  return vault.ceremony ? 'words' : 'none';
}

/**
 * A signing process that starts knows nothing yet. Where there was no vault, or a locked one, it is the same vault
 * still: the form that somebody fills in for it stays.
 */
export function steadyStatus(told: KeysStatus, before: KeysStatus | undefined): KeysStatus {
  if (told.process !== 'starting' || before === undefined) return told;
  return ['none', 'locked'].includes(phaseOf(before)) ? before : told;
}

/** Whether somebody types a passphrase to open it. */
export function hasPassphrase({ slots }: VaultStatus): boolean {
  return slots.some(({ source }) => source === 'passphrase');
}

/** Whether nothing but a passphrase opens it. */
export function needsPassphrase({ slots }: VaultStatus): boolean {
  return slots.every(({ source }) => source === 'passphrase');
}

/** Seconds that are left of `seconds` that were told at a moment; 0 when they are over. */
export function secondsLeft(seconds: number, toldAt: Date | undefined, now: number): number {
  if (toldAt === undefined) return seconds;
  return Math.max(0, Math.ceil(seconds - (now - toldAt.getTime()) / 1000));
}

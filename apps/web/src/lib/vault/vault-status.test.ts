import { describe, expect, it } from 'vitest';
import { hasPassphrase, needsPassphrase, phaseOf, secondsLeft, steadyStatus } from './vault-status.ts';
import type { KeysStatus, VaultStatus } from './vault-status.ts';

const vault: VaultStatus = {
  state: 'unlocked',
  vaultId: '00'.repeat(16),
  slots: [{ id: 1, source: 'passphrase' }],
  unattended: false,
  backedUp: true,
  elevatedForSec: 0,
  retryAfterSec: 0,
  ceremony: false,
};
const status = (process: KeysStatus['process'], part: Partial<VaultStatus> | null): KeysStatus => ({
  process,
  lastError: null,
  vault: part === null ? null : { ...vault, ...part },
});

describe('D4: where a vault stands', () => {
  it.each([
    ['none', 'off', null],
    ['none', 'ready', { state: 'absent' }],
    ['words', 'ready', { state: 'absent', ceremony: true }],
    ['locked', 'ready', { state: 'locked' }],
    ['unlocked', 'ready', { ceremony: true }],
    ['starting', 'starting', null],
    ['down', 'down', { state: 'locked' }],
  ] as const)('%s', (phase, process, part) => {
    expect(phaseOf(status(process, part))).toBe(phase);
  });

  it('what somebody fills in stays while the signing process starts', () => {
    const starting = status('starting', null);
    const locked = status('ready', { state: 'locked' });
    expect(steadyStatus(starting, locked)).toBe(locked);
    expect(steadyStatus(starting, status('off', null))).toEqual(status('off', null));
    for (const before of [status('ready', {}), status('down', null), undefined])
      expect(steadyStatus(starting, before)).toBe(starting);
    expect(steadyStatus(status('ready', {}), locked)).toEqual(status('ready', {}));
  });

  it('asks for a passphrase where nothing else opens it', () => {
    const both: VaultStatus = { ...vault, slots: [...vault.slots, { id: 2, source: 'file' }] };
    expect([hasPassphrase(vault), needsPassphrase(vault)]).toEqual([true, true]);
    expect([hasPassphrase(both), needsPassphrase(both)]).toEqual([true, false]);
  });

  it('counts seconds down from when they were told', () => {
    const told = new Date(1_000_000);
    expect(secondsLeft(10, told, 1_000_000)).toBe(10);
    expect(secondsLeft(10, told, 1_003_500)).toBe(7);
    expect(secondsLeft(10, told, 1_060_000)).toBe(0);
    expect(secondsLeft(10, undefined, 1_060_000)).toBe(10);
  });
});

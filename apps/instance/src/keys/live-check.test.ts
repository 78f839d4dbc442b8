import { describe, expect, it } from 'vitest';
import { checkForLive } from './live-check.ts';
import { NO_VAULT, vaultStatus } from './testing/keys-status.ts';

describe('trading real money', () => {
  it.each([
    ['no vault', NO_VAULT],
    ['a passphrase', vaultStatus('unlocked')],
    ['a credential', vaultStatus('locked', [{ id: 1, source: 'credential' }])],
  ])('goes with %s', (_name, status) => {
    expect(() => {
      checkForLive(status);
    }).not.toThrow();
  });

  it.each([
    ['alone', [{ id: 1, source: 'file' }]],
    [
      'beside a passphrase',
      [
        { id: 1, source: 'passphrase' },
        { id: 2, source: 'file' },
      ],
    ],
  ] as const)('is refused where a key file opens the vault, %s', (_name, slots) => {
    expect(() => {
      checkForLive(vaultStatus('locked', [...slots]));
    }).toThrow(expect.objectContaining({ code: 'KEYS_NOT_FOR_LIVE', status: 409 }));
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { passphraseWaitMs } from './passphrase-wait.ts';
import { RestartBackoff } from './restart-backoff.ts';
import { SigningProcess } from './signing-process.ts';
import { fileVault, NOW_MS, passphraseVault, PASSPHRASE } from './testing/folders.ts';
import { refusal, thrown } from './testing/refusal.ts';

describe('wrong passphrases', () => {
  it('wait 1, 2, 4 … 60 s after the first three', () => {
    expect([1, 2, 3, 4, 5, 8, 9, 40].map(passphraseWaitMs)).toEqual([
      0, 0, 1000, 2000, 4000, 32_000, 60_000, 60_000,
    ]);
  });

  it('are counted in the file: while the wait lasts even the right one is refused, also after a restart', () => {
    const folder = passphraseVault();
    const start = (): SigningProcess => {
      const signing = new SigningProcess({ folder, readDescriptor: () => [] });
      onTestFinished(() => {
        if (signing.store.database.isOpen) signing.store.close();
      });
      return signing;
    };
    const first = start();
    expect(thrown(() => first.unlock(Buffer.from('wrong passphrase')))).toEqual(refusal('VAULT_PASSPHRASE'));
    // Seven more, without the time that they take.
    first.store.transaction(() => {
      first.store.setMeta('failures', '8');
      first.store.setMeta('notBefore', String(first.nowMs() + 3_600_000));
    });
    first.store.close();
    const second = start();
    expect(thrown(() => second.unlock(PASSPHRASE))).toEqual(refusal('VAULT_RATE'));
    expect(second.status().retryAfterSec).toBeGreaterThan(3000);
    // A source that needs no person has no passphrase to guess.
    second.unlock(undefined);
    expect(thrown(() => second.elevate(PASSPHRASE))).toEqual(refusal('VAULT_RATE'));
    second.store.transaction(() => second.store.setMeta('notBefore', undefined));
    second.elevate(PASSPHRASE);
    expect(second.store.meta('failures')).toBeUndefined();
    second.wipe();
  });
});

describe('an elevation', () => {
  it('lasts ten minutes, whatever is done to the clock, and ends with the keys', () => {
    const time = { wall: NOW_MS, monotonic: 0 };
    const signing = new SigningProcess({
      folder: fileVault(),
      readDescriptor: () => [],
      time: { wallMs: () => time.wall, monotonicMs: () => time.monotonic },
    });
    onTestFinished(() => {
      signing.store.close();
    });
    expect(thrown(() => signing.elevated())).toEqual(refusal('VAULT_LOCKED'));
    signing.unlock(undefined);
    expect(thrown(() => signing.elevated())).toEqual(refusal('VAULT_ELEVATION'));
    signing.elevate(undefined);
    time.monotonic = 599_999;
    expect(signing.elevated().vault).toBe(signing.unlocked.vault);
    expect(signing.status().elevatedForSec).toBe(1);
    time.wall -= 86_400_000;
    time.monotonic = 600_000;
    expect(thrown(() => signing.elevated())).toEqual(refusal('VAULT_ELEVATION'));
    expect(signing.status().elevatedForSec).toBe(0);
    signing.elevate(undefined);
    signing.wipe();
    signing.unlock(undefined);
    expect(thrown(() => signing.elevated())).toEqual(refusal('VAULT_ELEVATION'));
    signing.wipe();
  });
});

describe('a signing process that falls', () => {
  it('starts again after 1, 2, 4 … 60 s; five times within ten minutes are an alarm', () => {
    const backoff = new RestartBackoff();
    const crashes = Array.from({ length: 8 }, (_, at) => backoff.crashed(at * 1000));
    expect(crashes.map(({ waitMs }) => waitMs)).toEqual([
      1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000,
    ]);
    expect(crashes.map(({ alarm }) => alarm)).toEqual([false, false, false, false, true, true, true, true]);
    expect(backoff.crashed(7000 + 600_000)).toEqual({ waitMs: 1000, alarm: false });
  });
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Ledger } from './ledger.ts';
import type { SigningIntent } from './ledger.ts';
import { DAY_MS, isLooser, MINUTE_MS, readLimits, writeLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { VaultStore } from './store.ts';
import { fileVault, NOW_MS } from './testing/folders.ts';
import { refusal, thrown } from './testing/refusal.ts';
import { VaultClock } from './vault-clock.ts';
import { Vault } from './vault.ts';

const limits: Limits = { destinations: ['alice', 'bob'], perDay: { eth: '100' }, perMinute: 3 };
const intent = (requestId: string, amount = 10n, more: Partial<SigningIntent> = {}): SigningIntent => ({
  requestId,
  digest: `digest of ${requestId}`,
  scope: 'wallet',
  purpose: 'withdraw',
  limits,
  moves: [{ asset: 'eth', amount, destination: 'alice' }],
  detail: { family: 'evm' },
  ...more,
});

/** A ledger whose two clocks the test turns. */
function ledgerAt(folder = fileVault()): {
  ledger: Ledger;
  store: VaultStore;
  time: { wall: number; monotonic: number };
  reopen: () => Ledger;
} {
  const store = VaultStore.open(folder);
  onTestFinished(() => store.close());
  const time = { wall: NOW_MS, monotonic: 0 };
  const reopen = (): Ledger =>
    new Ledger(
      store,
      new VaultClock(Number(store.meta('time')), {
        wallMs: () => time.wall,
        monotonicMs: () => time.monotonic,
      }),
    );
  return { ledger: reopen(), store, time, reopen };
}

describe('the ledger of signatures', () => {
  it('signs once for one id: the same bytes again give the same answer and count once', () => {
    const { ledger, store } = ledgerAt();
    let signed = 0;
    const sign = (): string => `signature ${(signed += 1)}`;
    expect(ledger.signOnce(intent('a', 60n), sign)).toBe('signature 1');
    expect(ledger.signOnce(intent('a', 60n), sign)).toBe('signature 1');
    expect(signed).toBe(1);
    expect(store.database.prepare('SELECT count(*) AS n FROM signed').get()).toEqual({ n: 1 });
    expect(ledger.signOnce(intent('b', 40n), sign)).toBe('signature 2');
  });

  it('refuses other bytes under a used id', () => {
    const { ledger } = ledgerAt();
    ledger.signOnce(intent('a'), () => 'one');
    expect(thrown(() => ledger.signOnce(intent('a', 10n, { digest: 'other' }), () => 'two'))).toEqual(
      refusal('VAULT_REUSED'),
    );
  });

  it('refuses what goes beyond the amount of 24 hours, and does not count what it refused', () => {
    const { ledger, time } = ledgerAt();
    ledger.signOnce(intent('a', 60n), () => 'x');
    expect(thrown(() => ledger.signOnce(intent('b', 41n), () => 'x'))).toEqual(refusal('VAULT_LIMIT'));
    ledger.signOnce(intent('c', 40n), () => 'x');
    expect(thrown(() => ledger.signOnce(intent('d', 1n), () => 'x'))).toEqual(refusal('VAULT_LIMIT'));
    time.monotonic = DAY_MS;
    ledger.signOnce(intent('d', 100n), () => 'x');
  });

  it('adds up the parts of one signature', () => {
    const { ledger } = ledgerAt();
    const part = { asset: 'eth', amount: 51n, destination: 'bob' };
    expect(thrown(() => ledger.signOnce(intent('a', 0n, { moves: [part, part] }), () => 'x'))).toEqual(
      refusal('VAULT_LIMIT'),
    );
  });

  it('refuses a destination or an asset that nobody named, and a negative amount', () => {
    const { ledger } = ledgerAt();
    const refuse = (move: object): void => {
      const moves = [{ asset: 'eth', amount: 1n, destination: 'alice', ...move }];
      expect(thrown(() => ledger.signOnce(intent('a', 0n, { moves }), () => 'x'))).toEqual(
        refusal('VAULT_LIMIT'),
      );
    };
    refuse({ destination: 'mallory' });
    refuse({ asset: 'btc' });
    refuse({ asset: 'toString' });
    refuse({ amount: -1n });
  });

  it('refuses more signatures than a minute has, and says when to come back', () => {
    const { ledger, time } = ledgerAt();
    for (const id of ['a', 'b', 'c']) {
      ledger.signOnce(intent(id, 1n), () => 'x');
      time.monotonic += 10_000;
    }
    expect(thrown(() => ledger.signOnce(intent('d', 1n), () => 'x'))).toMatchObject({
      code: 'VAULT_RATE',
      retryAfterSec: 30,
    });
    expect(ledger.signOnce(intent('e', 1n, { purpose: 'another' }), () => 'x')).toBe('x');
    time.monotonic = MINUTE_MS;
    ledger.signOnce(intent('d', 1n), () => 'x');
  });

  it('is not reset by a clock set back, nor by one set forth and back, nor by a restart', () => {
    const { ledger, time, reopen } = ledgerAt();
    ledger.signOnce(intent('a', 100n), () => 'x');
    for (const wall of [0, NOW_MS - 2 * DAY_MS, NOW_MS + 2 * DAY_MS, NOW_MS - DAY_MS]) {
      time.wall = wall;
      expect(thrown(() => ledger.signOnce(intent('b', 1n), () => 'x'))).toEqual(refusal('VAULT_LIMIT'));
      time.wall = Math.min(wall, NOW_MS);
      expect(thrown(() => reopen().signOnce(intent('b', 1n), () => 'x'))).toEqual(refusal('VAULT_LIMIT'));
    }
  });

  it('writes an audit row for each signature and each refusal', () => {
    const { ledger } = ledgerAt();
    ledger.signOnce(intent('a'), () => 'x');
    expect(thrown(() => ledger.signOnce(intent('b', 1000n), () => 'x'))).toEqual(refusal('VAULT_LIMIT'));
    const common = { scope: 'wallet', purpose: 'withdraw', family: 'evm' };
    expect(ledger.auditRows({ limit: 10 })).toEqual([
      { seq: 1, at: NOW_MS, event: 'signed', detail: { ...common, requestId: 'a', digest: 'digest of a' } },
      {
        seq: 2,
        at: NOW_MS,
        event: 'refused',
        detail: { ...common, requestId: 'b', digest: 'digest of b', code: 'VAULT_LIMIT' },
      },
    ]);
    expect(ledger.auditRows({ after: 1, limit: 10 })).toHaveLength(1);
  });

  it('leaves nothing behind when the signer fails', () => {
    const { ledger, store } = ledgerAt();
    expect(
      thrown(() =>
        ledger.signOnce(intent('a', 100n), () => {
          throw new Error('no signature');
        }),
      ),
    ).toMatchObject({ message: 'no signature' });
    expect(store.database.prepare('SELECT count(*) AS n FROM moved').get()).toEqual({ n: 0 });
    expect(ledger.signOnce(intent('a', 100n), () => 'x')).toBe('x');
  });

  it('neither signs nor counts twice when the signer is killed before or after it wrote', () => {
    const program = fileURLToPath(new URL('testing/killed-signature.ts', import.meta.url));
    for (const where of ['signing', 'signed']) {
      const folder = fileVault();
      expect(spawnSync(process.execPath, [program, folder, where]).signal).toBe('SIGKILL');
      const { ledger, store } = ledgerAt(folder);
      const count = (): unknown => store.database.prepare('SELECT count(*) AS n FROM moved').get();
      expect(count()).toEqual({ n: where === 'signed' ? 1 : 0 });
      let signed = 0;
      const answer = ledger.signOnce(intent('a', 100n), () => `again ${(signed += 1)}`);
      expect(answer).toBe(where === 'signed' ? 'first' : 'again 1');
      expect(count()).toEqual({ n: 1 });
      expect(thrown(() => ledger.signOnce(intent('b', 1n), () => 'x'))).toEqual(refusal('VAULT_LIMIT'));
    }
  });
});

describe('limits', () => {
  it('are a record of the vault', () => {
    const folder = fileVault();
    const store = VaultStore.open(folder);
    onTestFinished(() => store.close());
    const vault = Vault.unlock(store, { folder });
    expect(readLimits(vault, 'wallet', 'withdraw')).toBeUndefined();
    writeLimits(vault, { scope: 'wallet', purpose: 'withdraw', limits }, NOW_MS);
    expect(readLimits(vault, 'wallet', 'withdraw')).toEqual(limits);
    expect(vault.list().map(({ header }) => header.id)).toContain('limits:wallet:withdraw');
  });

  it('are looser when anything more is allowed', () => {
    expect(isLooser(undefined, limits)).toBe(true);
    expect(isLooser(limits, limits)).toBe(false);
    expect(isLooser(limits, { ...limits, perMinute: 2, destinations: ['bob'], perDay: { eth: '99' } })).toBe(
      false,
    );
    expect(isLooser(limits, { ...limits, perDay: {} })).toBe(false);
    expect(isLooser(limits, { ...limits, perMinute: 4 })).toBe(true);
    expect(isLooser(limits, { ...limits, perDay: { eth: '101' } })).toBe(true);
    expect(isLooser(limits, { ...limits, perDay: { eth: '100', btc: '1' } })).toBe(true);
    expect(isLooser(limits, { ...limits, destinations: ['bob', 'eve'] })).toBe(true);
    expect(isLooser(limits, { perDay: limits.perDay, perMinute: 3 })).toBe(true);
    expect(isLooser({ ...limits, destinations: [] }, limits)).toBe(true);
    // Without a list no contract may be called; a list names those that may.
    const anywhere = { perDay: limits.perDay, perMinute: 3 };
    expect(isLooser(anywhere, limits)).toBe(true);
    expect(isLooser(anywhere, { ...anywhere, destinations: [] })).toBe(false);
  });
});

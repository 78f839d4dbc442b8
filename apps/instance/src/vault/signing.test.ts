import { describe, expect, it } from 'vitest';
import { MOST_BYTES } from './channel.ts';
import { refusal, thrown } from './testing/refusal.ts';
import { unlockedProcess } from './testing/process.ts';
import { psbtOf } from './testing/psbt.ts';

const owner = { scope: 'wallet', userId: 'ada', index: 0 };
const purpose = { scope: 'wallet', purpose: 'withdraw' };

/** A payment to so many of the user's own addresses. */
const payments = (publicKey: string, count: number): Record<string, string> =>
  psbtOf({ publicKey, amount: 10_000_000n }, Array(count).fill({ publicKey, amount: 1000n }));

describe('a signature', () => {
  it('that no answer can hold is neither given nor counted', () => {
    const ask = unlockedProcess();
    ask('setLimits', { ...purpose, limits: { perDay: { 'bitcoin:mainnet': '10000000' }, perMinute: 9 } });
    const { publicKey } = ask('publicKey', { ...owner, family: 'btc-p2wpkh' });
    const sign = (payload: Record<string, string>): unknown =>
      ask('sign', { ...owner, ...purpose, requestId: 'r1', kind: 'psbt', payload });
    const long = payments(publicKey, 2500);
    expect(JSON.stringify(long).length).toBeLessThan(MOST_BYTES - 1024);
    expect(thrown(() => sign(long))).toEqual(refusal('VAULT_INPUT'));
    // All of the day's amount is left, and so is the id.
    expect(sign(payments(publicKey, 1))).toMatchObject({ summary: { fee: '9999000' } });
    expect(ask('audit', { limit: 200 }).rows.slice(-2)).toMatchObject([
      { event: 'refused', detail: { requestId: 'r1', code: 'VAULT_INPUT' } },
      { event: 'signed', detail: { requestId: 'r1' } },
    ]);
  });

  it('that is refused for want of limits stands in the audit', () => {
    const ask = unlockedProcess();
    const payload = { form: 'personal', text: 'hello' };
    const request = { ...owner, ...purpose, requestId: 'r1', kind: 'message', payload } as const;
    expect(thrown(() => ask('sign', request))).toEqual(refusal('VAULT_LIMIT'));
    expect(ask('audit', { limit: 200 }).rows.at(-1)).toMatchObject({
      event: 'refused',
      detail: { requestId: 'r1', code: 'VAULT_LIMIT', kind: 'message', scope: 'wallet', purpose: 'withdraw' },
    });
  });
});

describe('limits', () => {
  it('that fill a message leave an audit that can be read', () => {
    const ask = unlockedProcess();
    const destinations = Array.from({ length: 1000 }, (_, at) => String(at).padEnd(200, 'x'));
    ask('setLimits', { ...purpose, limits: { destinations, perDay: {}, perMinute: 1 } });
    const answer = JSON.stringify(ask('audit', { limit: 200 }));
    expect(answer).toContain('"limits set"');
    expect(answer.length).toBeLessThan(MOST_BYTES / 8);
  });

  it('of text that has no UTF-8 are refused', () => {
    const ask = unlockedProcess();
    for (const wrong of [{ destinations: ['\ud800'], perDay: {} }, { perDay: { '\ud800': '1' } }])
      expect(thrown(() => ask('setLimits', { ...purpose, limits: { ...wrong, perMinute: 1 } }))).toEqual(
        refusal('VAULT_INPUT'),
      );
  });
});

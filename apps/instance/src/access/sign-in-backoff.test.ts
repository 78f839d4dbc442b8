import { describe, expect, it } from 'vitest';
import { InstanceError } from '../errors.ts';
import { SignInBackoff } from './sign-in-backoff.ts';
import { HandClock } from './testing/serve-access.ts';

const MINUTE = 60_000;

function setUp() {
  const clock = new HandClock();
  const backoff = new SignInBackoff(clock);
  /** Seconds to wait; 0 when the try is allowed, which then fails. */
  const waitOf = (account: string, ip: string): number => {
    try {
      backoff.begin(account, ip);
      return 0;
    } catch (error) {
      if (!(error instanceof InstanceError)) throw error;
      return error.retryAfterSec ?? -1;
    }
  };
  return { clock, backoff, waitOf };
}

describe('the back-off of sign-ins', () => {
  it('doubles from 30 seconds to 15 minutes after five failures', () => {
    const { clock, waitOf } = setUp();
    for (let tries = 0; tries < 5; tries += 1) expect(waitOf('ann', '192.0.2.7')).toBe(0);
    for (const seconds of [30, 60, 120, 240, 480, 900, 900]) {
      expect(waitOf('ann', '192.0.2.7')).toBe(seconds);
      clock.forward(seconds * 1000 - 1);
      expect(waitOf('ann', '192.0.2.7')).toBe(1);
      clock.forward(1);
      expect(waitOf('ann', '192.0.2.7')).toBe(0);
    }
  });

  it('counts for the account from everywhere, and for the address whatever the account', () => {
    const { waitOf } = setUp();
    for (let tries = 0; tries < 5; tries += 1) expect(waitOf('ann', `192.0.2.${tries}`)).toBe(0);
    expect(waitOf('Ann', '198.51.100.1')).toBe(30);
    for (let tries = 0; tries < 5; tries += 1) expect(waitOf(`user${tries}`, '203.0.113.5')).toBe(0);
    expect(waitOf('bob', '203.0.113.5')).toBe(30);
    expect(waitOf('bob', '203.0.113.6')).toBe(0);
  });

  it('begins anew for the account that succeeds; the address keeps its failures', () => {
    const { backoff, waitOf } = setUp();
    for (let tries = 0; tries < 4; tries += 1) waitOf('ann', '192.0.2.7');
    backoff.begin('ann', '192.0.2.7').succeeded();
    expect(waitOf('ann', '198.51.100.1')).toBe(0);
    expect(waitOf('bob', '192.0.2.7')).toBe(0);
    expect(waitOf('cid', '192.0.2.7')).toBe(30);
  });

  it('forgets after an hour without a try', () => {
    const { clock, waitOf } = setUp();
    for (let tries = 0; tries < 5; tries += 1) waitOf('ann', '192.0.2.7');
    clock.forward(60 * MINUTE);
    for (let tries = 0; tries < 5; tries += 1) expect(waitOf('ann', '192.0.2.7')).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import type { AccessState } from '#lib/state/session.svelte.ts';
import { gateOf } from './gate.ts';

const access = (claimed: boolean, me: AccessState['me']): AccessState => ({
  product: 'mr.market',
  claimed,
  groups: ['app'],
  me,
});
const owner = { id: 'u1', name: 'ada', role: 'owner' as const, passkeys: 0 };
const bot = { route: '/(app)/market-making/[id]', address: '/market-making/b1?range=7d' };

describe('the way to a page', () => {
  it('U3: leads to sign-in, with the return address', () => {
    expect(gateOf({ ...bot, access: access(true, null) })).toEqual({
      kind: 'elsewhere',
      href: '/sign-in?return=%2Fmarket-making%2Fb1%3Frange%3D7d',
    });
  });

  it('D1: leads to the claim while nobody owns the instance', () => {
    expect(gateOf({ ...bot, access: access(false, null) })).toEqual({ kind: 'elsewhere', href: '/claim' });
  });

  it('waits until the instance has said who is there, then frames', () => {
    expect(gateOf({ ...bot, access: undefined }).kind).toBe('wait');
    expect(gateOf({ ...bot, access: access(true, owner) }).kind).toBe('framed');
  });

  it('shows sign-in, claim, gallery and about to anyone', () => {
    for (const route of ['/sign-in', '/claim', '/dev/gallery', '/about']) {
      expect(gateOf({ route, address: route, access: access(true, null) }).kind).toBe('bare');
    }
  });
});

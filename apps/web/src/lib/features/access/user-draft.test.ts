import { describe, expect, it } from 'vitest';
import { isLastOwner, userProblems } from './user-draft.ts';
import type { User } from './user-draft.ts';

const user = (id: string, part: Partial<User> = {}): User => ({
  id,
  name: id,
  role: 'owner',
  createdAt: '2026-11-25T10:00:00.000Z',
  disabled: false,
  passkeys: 0,
  lastSeenAt: null,
  ...part,
});

describe('user draft (D16)', () => {
  it('asks for a name without spaces and a password of twelve', () => {
    expect(userProblems({ name: 'ann@desk', role: 'viewer', password: 'x'.repeat(12) })).toEqual([]);
    expect(userProblems({ name: 'ann b', role: 'viewer', password: 'x'.repeat(11) })).toEqual([
      'name',
      'password',
    ]);
    expect(userProblems({ name: '', role: 'viewer', password: 'x'.repeat(12) })).toEqual(['name']);
  });
});

describe('the last owner', () => {
  it('is the only one who can still sign in', () => {
    const ann = user('ann');
    expect(isLastOwner(ann, [ann, user('bob', { role: 'operator' })])).toBe(true);
    expect(isLastOwner(ann, [ann, user('bob', { disabled: true })])).toBe(true);
    expect(isLastOwner(ann, [ann, user('bob')])).toBe(false);
  });

  it('is never somebody who is not one', () => {
    const bob = user('bob', { role: 'operator' });
    expect(isLastOwner(bob, [user('ann'), bob])).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { Passwords } from './passwords.ts';

describe('passwords', () => {
  it('are kept as scrypt with N = 2^17, r = 8, p = 1 and a salt of their own', async () => {
    const passwords = new Passwords();
    const [first, second] = await Promise.all([
      passwords.hash('correct horse'),
      passwords.hash('correct horse'),
    ]);
    expect(first).toMatch(/^scrypt\$131072\$8\$1\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
    expect(second).not.toBe(first);
    expect(await passwords.verify('correct horse', first)).toBe(true);
    expect(await passwords.verify('correct horsf', first)).toBe(false);
    expect(await passwords.verify('correct horse', undefined)).toBe(false);
  });

  it('agree with the vector of RFC 7914, section 12', async () => {
    const salt = Buffer.from('SodiumChloride').toString('base64url');
    const key = Buffer.from(
      '7023bdcb3afd7348461c06cd81fd38eb fda8fbba904f8e3ea9b543f6545da1f2'.replace(' ', ''),
      'hex',
    );
    const stored = `scrypt$16384$8$1$${salt}$${key.toString('base64url')}`;
    expect(await new Passwords().verify('pleaseletmein', stored)).toBe(true);
    expect(await new Passwords().verify('pleaseletmeout', stored)).toBe(false);
  });

  it('are the same however a keyboard composes their letters', async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash('caf\u00e9 caf\u00e9 caf\u00e9');
    expect(await passwords.verify('cafe\u0301 cafe\u0301 cafe\u0301', stored)).toBe(true);
  });

  it('are hashed two at once; when many wait already the next is told to come later', async () => {
    const passwords = new Passwords();
    const small = `scrypt$1024$8$1$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(32).toString('base64url')}`;
    const tries = Array.from({ length: 40 }, () => passwords.verify('guess', small));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(22);
    const [refused] = results.filter((result) => result.status === 'rejected');
    expect(refused.reason).toMatchObject({ code: 'RATE_LIMITED', retryAfterSec: 5 });
    expect(await passwords.verify('guess', small)).toBe(false);
  });
});
